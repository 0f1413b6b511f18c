"""README, tutorial and how-to pages show what really runs."""

from __future__ import annotations

import importlib.util
import io
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from tests.docs.pages import Demo, Reader, Snippet, Step, WrittenFile, same, steps, tidy

from handfast import facade
from handfast.doors.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
]
WRITE = os.environ.get("HANDFAST_DOCS") == "write"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The sample company as the demonstration leaves it."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
        as_a_reader(patch)
        assert main(["demo", str(folder)]) == 0
    return Demo(folder / "alder-and-pine.db", out.getvalue())


def as_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the surroundings be those for which the pages are written."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("HANDFAST_ACTOR", "jo")
    monkeypatch.delenv("HANDFAST_COMPANY", raising=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_what_comes_out(page: Path, sample: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    as_a_reader(monkeypatch)
    text = page.read_text("utf-8")
    reader = Reader(tmp_path, sample, monkeypatch)
    wrong: list[str] = []
    new, at = "", 0
    for step in steps(text):
        if isinstance(step, WrittenFile):
            reader.write(step)
            continue
        if isinstance(step, Snippet):
            reader.execute(step)
            continue
        came = reader.type(step)
        if not _as_shown(step, came):
            wrong.append(f"$ {step.command}\nshown:\n{step.shown}\ncame:\n{came}")
        if WRITE and "..." not in step.shown:
            new += text[at : step.start] + _below(came, last=text.startswith("```", step.end))
            at = step.end
    if WRITE:
        page.write_text(new + text[at:], "utf-8")
    assert not wrong, "\n\n".join(wrong)


def _as_shown(step: Step, came: str) -> bool:
    """A command below which nothing is shown may say anything, unless the pages are being written."""
    return same(step.shown, came) if step.shown.strip() or WRITE else True


def _below(came: str, *, last: bool) -> str:
    """Return what came out as it stands below its command; before the next command there is a blank line."""
    text = tidy(came)
    return (text + "\n" if text else "") + ("" if last or not text else "\n")


def test_the_runner_sees_what_differs() -> None:
    page = "```console\n$ handfast --version\nhandfast 9\n```\n```csv title=a/b.csv\nx\n```\n"
    step, file = steps(page)
    assert step == Step("handfast --version", "handfast 9\n", 32, 43)
    assert page[step.start : step.end] == step.shown
    assert file == WrittenFile("a/b.csv", "x\n")
    assert not same(step.shown, "handfast 0.1.0\n")
    assert same("handfast ...\n", "handfast 0.1.0\n")
    assert same("a  \n\n", "a\n")


def test_the_picture_shows_what_comes_out(sample: Demo) -> None:
    spec = importlib.util.spec_from_file_location("picture", ROOT / "tools" / "picture.py")
    assert spec is not None
    assert spec.loader is not None
    picture = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(picture)
    with facade.open(sample.file) as company:
        drawn = picture.draw(company)
    assert picture.PICTURE.read_text("utf-8") == drawn, "run: python tools/picture.py"
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert picture.WISH.command("quote") in (ROOT / "README.md").read_text("utf-8")
    said = drawn.replace("&#160;", " ")
    for part in ("Later. ", "Why not earlier", "Other ways"):  # what the page says of it
        assert part in said
