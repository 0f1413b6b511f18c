"""Every command has help with examples that parse, and stands in the reference; help and version come at once."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.doors.cli.conftest import Run
from typer.main import get_command

from handfast.doors.cli.app import application
from handfast.doors.cli.commands import COMMANDS, GROUPS
from handfast.doors.cli.endings import Ending
from handfast.doors.cli.reference import reference_page

SOURCE = {"PYTHONPATH": str(Path(__file__).parents[3] / "src")}
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "cli.md"
HEAVY = ("polars", "numpy", "numba", "django", "rich", "openpyxl", "handfast.engine", "handfast.company.database")
WANTED = {
    *("init", "template", "import", "check", "quote", "hold", "promise", "revise", "release", "withdraw", "override"),
    *("promises", "explain", "inventory", "export", "demo", "report loss", "report delay", "ledger verify"),
}


def found(name: str) -> Any:
    command: Any = get_command(application())
    for word in name.split():
        command = command.commands[word]
    return command


def test_all_verbs_are_there() -> None:
    assert set(COMMANDS) >= WANTED


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_with_examples(run: Run, name: str) -> None:
    answer = run(*name.split(), "--help")
    assert answer.code == 0
    assert "Examples:" in answer.out
    assert len(COMMANDS[name].run.__doc__ or "") > 30
    assert all(param.help for param in found(name).params)
    for line in COMMANDS[name].examples:
        assert f"  {line}\n" in answer.out


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_shows_an_example_of_each_of_its_commands(run: Run, group: str) -> None:
    answer = run(group, "--help")
    for name, command in COMMANDS.items():
        if name.startswith(f"{group} "):
            assert f"  {command.examples[0]}\n" in answer.out


@pytest.mark.parametrize("group", ["", *GROUPS, "plan"])
def test_what_a_command_does_is_said_whole(run: Run, group: str) -> None:
    listed = run(*group.split(), "--help").out.partition("Commands:\n")[2].partition("Examples:")[0]
    assert listed
    assert "..." not in listed


@pytest.mark.parametrize("line", [line for command in COMMANDS.values() for line in command.examples])
def test_an_example_parses(line: str) -> None:
    words = shlex.split(line)[1:]
    name = " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]
    assert found(name).make_context(name, words[len(name.split()) :]).args == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_json(name: str) -> None:
    options = {option for param in found(name).params for option in param.opts}
    assert "--json" in options or name == "serve"  # what a server says is its log: --log json
    assert name in {"demo", "init", "restore", "template"} or "--company" in options


def test_the_reference_is_up_to_date() -> None:
    cure = "run: python -m handfast.doors.cli.reference docs/reference/cli.md"
    assert PAGE.read_text("utf-8") == reference_page(), cure


def test_the_reference_names_what_every_option_takes() -> None:
    text = PAGE.read_text("utf-8")
    assert "None" not in text
    assert "| `--hours HOURS` |" in text
    assert "    handfast withdraw PROMISE --reason TEXT [OPTIONS]\n" in text


def test_every_command_option_and_exit_code_stands_in_the_reference() -> None:
    text = PAGE.read_text("utf-8")
    for name in COMMANDS:
        section = text.partition(f"## handfast {name}\n")[2].partition("\n## ")[0]
        assert section
        for param in found(name).params:
            assert param.opts[0] in section or param.param_type_name == "argument", (name, param.opts)
    for ending in Ending:
        assert f"| {int(ending)} |" in text


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["quote", "--help"], ["ledger", "--help"]])
def test_help_and_version_load_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; from handfast.doors.cli import main; end = main(sys.argv[1:]); "
        f"print([name for name in {HEAVY} if name in sys.modules], end, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert done.stderr == "[] 0\n"
    assert done.stdout


@pytest.mark.parametrize("module", ["handfast.doors.cli.app", "typer", "polars"])
def test_an_interruption_while_libraries_are_loaded_is_quiet(module: str, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from handfast.doors.cli import main\n"
        "sys.exit(main(['promises']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (Ending.INTERRUPTED, "")
    assert done.stderr in ("", "Interrupted.\n")


def test_nothing_is_loaded_before_a_command_is_in_charge_of_interruptions() -> None:
    code = (
        "import sys; before = set(sys.modules); import handfast.doors.cli; "
        "print(*(name for name in set(sys.modules) - before if not name.startswith('handfast')))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=SOURCE)
    assert set(done.stdout.split()) <= {"__future__", "gc"}


def test_the_version_alone_loads_no_typer() -> None:
    code = "import sys; from handfast.doors.cli import main; main(['--version']); print('typer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "False"
