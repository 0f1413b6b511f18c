"""Importing stays light: a library that is only looked at loads nothing heavy and changes nothing."""

import subprocess
import sys

import pytest

HEAVY = {"django", "numba", "llvmlite", "numpy", "polars", "openpyxl", "rich", "typer"}


def loaded_by(code: str, *names: str) -> set[str]:
    """Return which of `names` are loaded after `code` ran in a Python of its own."""
    show = f"import sys; print(*({set(names)!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_probe_sees_what_is_loaded():
    assert loaded_by("import json", "json", "numba") == {"json"}


def test_importing_handfast_loads_nothing_heavy():
    assert loaded_by("import handfast", *HEAVY) == set()


def test_importing_the_engine_loads_nothing_heavy():
    assert loaded_by("import handfast.engine", *HEAVY) == set()


def test_the_data_contract_needs_neither_django_nor_numba():
    assert loaded_by("import handfast.engine.tables", "django", "numba") == set()


def test_no_module_of_the_engine_loads_django():
    code = """
import importlib, pkgutil, handfast.engine
for module in pkgutil.walk_packages(handfast.engine.__path__, "handfast.engine."):
    importlib.import_module(module.name)
"""
    assert loaded_by(code, "handfast.engine.network", "django", "typer", "rich") == {"handfast.engine.network"}


@pytest.mark.parametrize("module", ["handfast", "handfast.engine"])
def test_importing_attaches_no_log_handler(module):
    code = f"import logging, {module}; assert not logging.root.handlers, logging.root.handlers"
    assert loaded_by(code, module) == {module}


def test_the_librarys_names_are_listed_before_they_are_loaded() -> None:
    import handfast

    assert {"Company", "create", "open", "restore"} <= set(dir(handfast))
    assert all(hasattr(handfast, name) for name in dir(handfast))
