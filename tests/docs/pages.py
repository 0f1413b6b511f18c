"""Running a page of the documentation as a reader would type it.

Blocks of ``console`` are run from top to bottom in one folder: lines ``$ handfast ...`` in this process, ``$ export
NAME=VALUE`` and ``$ cat FILE`` too; what a page shows below a command is what must come out, where ``...`` stands for
anything. A block ```` ```csv title=PATH ```` is a file that the reader is told to write; ``python`` must run.

``HANDFAST_DOCS=write pytest tests/docs`` writes into the pages what really comes out, except where it holds ``...``.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from handfast.doors.cli import main

FENCE = re.compile(r"^```(?P<kind>[a-z]*)(?: title=(?P<title>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
OUR_FAULT = 70


@dataclass(frozen=True)
class Step:
    """A command line of a page, what the page shows below it, and where that stands in the page's text."""

    command: str
    shown: str
    start: int
    end: int


@dataclass(frozen=True)
class WrittenFile:
    """A file that the page tells the reader to write."""

    path: str
    text: str


@dataclass(frozen=True)
class Snippet:
    """Python that the page tells to run."""

    code: str


def steps(text: str) -> Iterator[Step | WrittenFile | Snippet]:
    """Yield what a page tells to do, in its order."""
    for block in FENCE.finditer(text):
        if block["title"]:
            yield WrittenFile(block["title"], block["body"])
        elif block["kind"] == "python" and not block["body"].startswith(">>>"):
            yield Snippet(block["body"])
        elif block["kind"] == "console":
            yield from _commands(block["body"], block.start("body"))


def _commands(body: str, offset: int) -> Iterator[Step]:
    starts = [match.start() for match in re.finditer(r"^\$ ", body, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        line, _, shown = body[start:end].partition("\n")
        yield Step(line[2:], shown, offset + start + len(line) + 1, offset + end)


@dataclass(frozen=True)
class Demo:
    """What ``handfast demo`` made, and what came out."""

    file: Path
    told: str


class Reader:
    """Somebody who types what a page says.

    Parameters
    ----------
    folder
        Where they are.
    sample
        The sample company as ``handfast demo`` makes it, once for all pages: on each it is a copy, and says the same.
    """

    def __init__(self, folder: Path, sample: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.sample = sample
        self.monkeypatch = monkeypatch

    def type(self, step: Step) -> str:
        """Return what comes out of a command."""
        words = shlex.split(step.command.partition("  #")[0])
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.monkeypatch.setenv(name, value)
            return ""
        if words[0] == "cat":
            return (self.folder / words[1]).read_text("utf-8-sig")
        assert words[0] == "handfast", f"the runner does not know: {step.command}"
        if words[1] == "demo" and len(words) == 3:
            place = Path(words[2]) / self.sample.file.name
            (self.folder / place).parent.mkdir()
            shutil.copy(self.sample.file, self.folder / place)
            told = self.sample.told.replace(str(self.sample.file), str(place))
            return told if step.shown.strip() else ""
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = main(words[1:])
        assert code != OUR_FAULT, f"{step.command}\n{out.getvalue()}"
        return out.getvalue()

    def execute(self, snippet: Snippet) -> None:
        """Run Python as in a fresh notebook."""
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(snippet.code, "page", "exec"), {"__name__": "page"})

    def write(self, file: WrittenFile) -> None:
        """Write a file that the page shows."""
        path = self.folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")


def tidy(text: str) -> str:
    """Return text without what a page cannot show: blanks at the ends of lines, and blank lines around it."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def same(shown: str, came: str) -> bool:
    """Return whether what came out is what the page shows."""
    checker = doctest.OutputChecker()
    return checker.check_output(tidy(shown) + "\n", tidy(came) + "\n", doctest.ELLIPSIS)
