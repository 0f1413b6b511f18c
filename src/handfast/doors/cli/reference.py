"""The reference page of the command line, written from the commands themselves.

``python -m handfast.doors.cli.reference docs/reference/cli.md`` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from handfast.doors.cli.app import application
from handfast.doors.cli.commands import COMMANDS
from handfast.doors.cli.endings import DEBUG, MEANING

HEAD = """# Command line

Every command, with the same verbs as the library. `handfast COMMAND --help` shows the same, with examples.

- The company is `--company PATH` or `--company URL`, else what the environment variable `HANDFAST_COMPANY` says, else
  `handfast.db` in the folder you are in.
- `--json` answers in JSON, and nothing else on stdout; what cannot be done answers with an object `error`. Keys may be
  added, none is renamed or taken away within a major version.
- Days are typed `2027-04-12` or `12.04.2027`; quantities `300`, `2.5` or `2,5`. What could mean two things is refused.
- Notes, questions and progress go to stderr; questions and progress only on a terminal.

## Exit codes

| code | meaning |
|---|---|
"""

MARKED = "This page is written from the commands (`python -m handfast.doors.cli.reference docs/reference/cli.md`)."


def reference_page() -> str:
    """Return the whole page as Markdown."""
    codes = "\n".join(f"| {int(ending)} | {meaning} |" for ending, meaning in MEANING.items())
    more = f"With `{DEBUG}=1` in the environment, a fault of Handfast (70) shows where it happened."
    return "\n".join([f"{HEAD}{codes}\n", f"{more}\n", f"{MARKED}\n", *_commands()])


def _commands() -> Iterator[str]:
    root: Any = get_command(application())
    for name, command in COMMANDS.items():
        found = root
        for word in name.split():
            found = found.commands[word]
        yield f"## handfast {name}\n"
        yield f"    handfast {name} {_usage(found)}\n"
        yield f"{found.help.strip()}\n"
        yield _parameters(found)
        yield "\n".join(["```console", *(f"$ {line}" for line in command.examples), "```", ""])


def _usage(command: Any) -> str:
    words = [_argument(param) for param in command.params if param.param_type_name == "argument"]
    needed = [
        f"{param.opts[0]} {param.metavar}"
        for param in command.params
        if param.param_type_name == "option" and param.required
    ]
    return " ".join([*words, *needed, "[OPTIONS]"])


def _argument(param: Any) -> str:
    name = param.metavar.strip("[]")
    return name if param.required else f"[{name}]"


def _parameters(command: Any) -> str:
    lines = ["| | |", "|---|---|"]
    for param in command.params:
        if param.param_type_name == "argument":
            words = f"`{_argument(param)}`"
        elif param.is_flag:
            words = ", ".join(f"`{option}`" for option in param.opts)
        else:
            words = ", ".join(f"`{option} {param.metavar}`" for option in param.opts)
        cells = (cell.replace("|", "\\|") for cell in (words, param.help))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
