"""The application: every command under its verb, and what happens around all of them."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from handfast.doors.cli import commands
from handfast.doors.cli.endings import Ending, WrongUse, broken, misused, not_understood, refused
from handfast.doors.cli.typed import refuse_negative
from handfast.errors import HandfastError

ABOUT = "One company, one plan, and promises that Sales and Operations can keep."
UsageError: Any = typer.BadParameter.__base__
"""What Typer and its parser raise where words are unknown or missing."""

FIRST_STEPS = (
    "handfast demo",
    "handfast init && handfast import my-tables.xlsx",
    "handfast quote BENCH-150 300 --by 2027-04-12 --customer C-1042",
)


def examples(*lines: str) -> str:
    """Return examples as a command's help shows them."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def _add(to: typer.Typer, name: str, function: Callable[..., Any], shown: Sequence[str]) -> None:
    to.command(name, short_help=_in_short(function.__doc__), epilog=examples(*shown))(function)


def _in_short(help_: str | None) -> str:
    """Return the first sentence of a help, whole: cut off as it would be else, it tells nobody what a command does."""
    said = " ".join((help_ or "").partition("\n\n")[0].split())
    return f"{said.partition('. ')[0].rstrip('.')}."


def _first_of(group: str) -> list[str]:
    """Return the first example of each command of a group."""
    return [each.examples[0] for name, each in commands.COMMANDS.items() if name.startswith(f"{group} ")]


def application() -> typer.Typer:
    """Return the application with all its commands."""
    app = typer.Typer(
        name="handfast",
        help=ABOUT,
        epilog=examples(*FIRST_STEPS),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_version)
    groups: dict[str, typer.Typer] = {}
    for name, command in commands.COMMANDS.items():
        group, _, verb = name.rpartition(" ")
        if any(each.startswith(f"{name} ") for each in commands.COMMANDS):
            groups[name] = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
            groups[name].callback(epilog=examples(*command.examples))(command.run)
            app.add_typer(groups[name], name=name, short_help=_in_short(command.run.__doc__))
            continue
        if group and group not in groups:
            groups[group] = typer.Typer(
                help=commands.GROUPS[group],
                epilog=examples(*_first_of(group)),
                rich_markup_mode=None,
                no_args_is_help=True,
            )
            app.add_typer(groups[group], name=group, short_help=_in_short(commands.GROUPS[group]))
        _add(groups[group] if group else app, verb, command.run, command.examples)
    return app


def _version(
    version: bool = typer.Option(False, "--version", help="Print the version.", show_default=False),
) -> None:
    if version:
        from handfast import __version__

        sys.stdout.write(f"handfast {__version__}\n")
        raise typer.Exit


def run(words: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    as_json = "--json" in words
    atexit.register(gc.freeze)  # else Python searches all memory once more before it ends: half a second
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows '?', and goes on
    try:
        refuse_negative(list(words))
        code = application()(args=list(words), prog_name="handfast", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Ending.DONE
    except UsageError as error:
        return not_understood(error, as_json=as_json)
    except WrongUse as error:
        return misused(error, _command(words), as_json=as_json)
    except HandfastError as error:
        return refused(error, as_json=as_json)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return Ending.INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last one to see it: told, never swallowed
        return broken(error, as_json=as_json)
    return code if isinstance(code, int) else Ending.DONE


def _command(words: Sequence[str]) -> str:
    """Return the command that was meant, as its help is asked for."""
    named = [" ".join(words[:length]) for length in (2, 1)]
    return " ".join(["handfast", *(name for name in named if name in commands.COMMANDS)][:2])
