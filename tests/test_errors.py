"""The tree drawn at the top of errors.py is the tree that is there; faults tell place, problem and cure."""

from __future__ import annotations

import inspect
import re

import pytest

from handfast import errors
from handfast.errors import DataError, Fault, HandfastError


def test_the_drawn_tree_is_the_real_one() -> None:
    drawn: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").split("::", 1)[1].splitlines():
        if match := re.match(r"\s{4}([│├└─ ]*)([A-Z]\w+)", line):
            depth, name = len(match[1]), match[2]
            above = [(d, n) for d, n in above if d < depth]
            drawn[name] = above[-1][1] if above else "Exception"
            above.append((depth, name))
    real = {
        name: member.__base__.__name__
        for name, member in inspect.getmembers(errors, inspect.isclass)
        if issubclass(member, Exception)
    }
    assert drawn == real
    assert len(real) > 10
    assert all(issubclass(getattr(errors, name), HandfastError) for name in real)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("a.csv", "", 3, "price", "x", "is bad", "Mend it."), "a.csv, row 3, column price: 'x' is bad. Mend it."),
        (Fault("a.xlsx", "stock", None, "", "", "is bad", "Mend it"), "a.xlsx, sheet stock: is bad. Mend it."),
        (Fault("", "", None, "", "pdf", "is bad", "Mend it."), "'pdf' is bad. Mend it."),
        (Fault("", "", None, "", "", "It is bad", ""), "It is bad."),
        (Fault("a", "", None, "", "1\n" + "x" * 99, "is bad", ""), f"a: '1 {'x' * 57}…' is bad."),
    ],
)
def test_a_fault_in_words(fault: Fault, told: str) -> None:
    assert str(fault) == told
    assert str(DataError([fault])) == told


def test_what_cannot_be_seen_is_written_out() -> None:
    fault = Fault("a\x1b[2J.csv", "", 1, "\x1b[31mname", "x\x07\u202ey", "is no column", "Rename it")
    assert str(fault) == "a\\u001b[2J.csv, row 1, column \\u001b[31mname: 'x\\u0007\\u202ey' is no column. Rename it."
