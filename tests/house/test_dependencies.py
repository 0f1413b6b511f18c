"""What is imported is declared; what is declared is pinned, with hashes, and explained."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections import defaultdict
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def declared(project):
    """What a user may install: the package's own needs and those of its extras."""
    extras = project["project"]["optional-dependencies"].values()
    lines = chain(project["project"]["dependencies"], *extras)
    return [requirement for line in lines if (requirement := Requirement(line)).name != "handfast"]


@pytest.fixture(scope="module")
def tools(project):
    """What the tests need besides."""
    return [Requirement(line) for line in project["dependency-groups"]["test"]]


@pytest.fixture(scope="module")
def pins(root):
    """What requirements/ pins: name -> requirements (several where Pythons need different versions)."""
    found = defaultdict(list)
    for file in ("test.txt", "uv.txt"):
        text = (root / "requirements" / file).read_text("utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            requirement, *hashes = line.split(" --hash=")
            assert hashes, f"no hash: {line}"
            parsed = Requirement(requirement.strip())
            found[canonicalize_name(parsed.name)].append(parsed)
    return found


def test_every_dependency_is_pinned_within_its_bounds(project, tools, pins):
    needed = [Requirement(line) for line in project["project"]["dependencies"]]
    for requirement in [*needed, *tools]:
        assert pins[canonicalize_name(requirement.name)], f"{requirement} is not pinned: run make requirements"
        for pin in pins[canonicalize_name(requirement.name)]:
            (exact,) = pin.specifier
            assert exact.operator == "=="
            assert exact.version in requirement.specifier, f"{pin} is outside {requirement}"


def test_every_dependency_has_a_lower_bound(declared, tools):
    for requirement in [*declared, *tools]:
        assert any(part.operator == ">=" for part in requirement.specifier), requirement


def test_all_means_all(project):
    extras = project["project"]["optional-dependencies"]
    (everything,) = (Requirement(line) for line in extras["all"])
    assert everything.extras == set(extras) - {"all"}


def test_every_dependency_is_explained(root, declared, tools):
    text = (root / "docs/decisions/0002-dependencies.md").read_text("utf-8")
    explained = set(re.findall(r"`([\w.-]+)`", text))
    assert {requirement.name for requirement in [*declared, *tools]} <= explained


def imported_by(source: str) -> set[str]:
    """Return the top-level names that `source` imports from outside Python and Handfast."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name.partition(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.partition(".")[0])
    return names - sys.stdlib_module_names - {"handfast"}


def test_imports_are_read():
    source = "import os, numpy.typing as t\nfrom handfast import x\ndef f():\n    from django.db import models"
    assert imported_by(source) == {"numpy", "django"}


def test_whatever_the_package_imports_is_declared(root, declared, modules):
    allowed = {canonicalize_name(requirement.name) for requirement in declared}
    owners = importlib.metadata.packages_distributions()
    undeclared = [
        f"{file}: {name}"
        for file in modules
        if file.parts[0] == "src"
        for name in imported_by((root / file).read_text("utf-8"))
        if not allowed & {canonicalize_name(owner) for owner in owners.get(name, [name])}
    ]
    assert not undeclared, f"declare these in pyproject.toml: {undeclared}"
