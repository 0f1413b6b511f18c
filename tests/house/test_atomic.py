"""Every transaction says which company it is for.

Several companies may be open in one process, and there is no default database: `atomic()` or `on_commit()` without
`using=` would fail, or, inside someone else's Django project, write to the wrong database.
"""

import ast

import pytest

NEEDS_USING = {"atomic", "on_commit"}


def name_of(node: ast.expr) -> str | None:
    """Return the last part of a name: ``atomic`` for ``transaction.atomic``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def without_using(source: str) -> list[int]:
    """Return the lines that open a transaction, or wait for its end, without `using=`."""
    tree = ast.parse(source)
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in NEEDS_USING:
            if "using" not in {keyword.arg for keyword in node.keywords}:
                lines.append(node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            lines += [bare.lineno for bare in node.decorator_list if name_of(bare) in NEEDS_USING]
    return sorted(lines)


@pytest.mark.parametrize(
    "source",
    [
        "with transaction.atomic(): pass",
        "with atomic(durable=True): pass",
        "with transaction.atomic('acme'): pass",
        "@transaction.atomic\ndef promise(): pass",
        "@transaction.atomic()\ndef promise(): pass",
        "transaction.on_commit(tell)",
    ],
)
def test_the_lint_finds(source):
    assert without_using(source)


@pytest.mark.parametrize(
    "source",
    [
        "with transaction.atomic(using=alias): pass",
        "@transaction.atomic(using='acme')\ndef promise(): pass",
        "transaction.on_commit(tell, using=alias)",
        "class Migration:\n    atomic = False",
    ],
)
def test_the_lint_lets_pass(source):
    assert not without_using(source)


def test_every_transaction_names_its_company(root, committed):
    faults = [
        f"{file}:{line}"
        for file in committed
        if file.suffix == ".py" and file.parts[0] in {"src", "benchmarks"}
        for line in without_using((root / file).read_text("utf-8"))
    ]
    assert not faults, f"say using=: {faults}"
