"""Whatever Handfast says no with can be said in another language: it is made of a pattern, not put together."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import handfast
from handfast import errors

HOME = Path(handfast.__file__).parent
BEFORE_THERE_ARE_PAGES = (
    "doors/cli/",
    "doors/api/",
    "doors/serve/",
    "company/backup/",
    "company/opening.py",
    "company/schema.py",
    "company/database.py",
    "doors/entrance/served.py",
    "examples/",
)
"""What is said in a terminal, to programs, or to whoever starts a server: in English."""

REFUSING = {
    name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.HandfastError)
}
SAID = {**dict.fromkeys(REFUSING, (0,)), "Fault": (5, 6), "Refusal": (1,), "refusal": (2, 3), "LockedOut": (0,)}
"""Which arguments of a call are said."""


def put_together(source: str) -> Iterator[tuple[int, str]]:
    """Yield each text that is said as a plain one: the line, and what is said."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            places = SAID.get(node.func.id, ())
            for said in (node.args[n] for n in places if n < len(node.args)):
                if _is_plain(said):
                    yield said.lineno, ast.unparse(said)


def _is_plain(said: ast.expr) -> bool:
    match said:
        case ast.Constant(value=str(text)):
            return any(map(str.isalpha, text))
        case ast.JoinedStr():
            return True
        case ast.BinOp():
            return _is_plain(said.left) or _is_plain(said.right)
        case ast.IfExp():
            return _is_plain(said.body) or _is_plain(said.orelse)
    return False


def _modules() -> list[str]:
    found = (path.relative_to(HOME).as_posix() for path in HOME.rglob("*.py"))
    return sorted(name for name in found if not name.startswith(BEFORE_THERE_ARE_PAGES))


@pytest.mark.parametrize("room", sorted({name.partition("/")[0] for name in _modules()}))
def test_refusals_that_a_page_may_show_are_sentences(room: str) -> None:
    mine = [name for name in _modules() if name.partition("/")[0] == room]
    found = [f"{name}:{line} {said}" for name in mine for line, said in put_together((HOME / name).read_text("utf-8"))]
    assert found == []


def test_a_text_that_is_put_together_is_found() -> None:
    source = (
        'raise NotFound(f"no {name}")\n'
        'raise Conflict(sentence("{name} is gone.", name=name))\n'
        'raise Conflict("gone" if one else sentence("all gone"))\n'
        'Fault("", "", None, "", "x", sentence("is wrong"), "Mend it" + " today")\n'
    )
    assert [line for line, _ in put_together(source)] == [1, 3, 4]
