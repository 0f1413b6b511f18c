"""The house as its tests see it: its root, and the files that are committed."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def committed() -> list[Path]:
    """Every committed file that is there, relative to the root."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [Path(name) for name in names.split("\0") if name and (ROOT / name).is_file()]
    assert len(files) > 10, "git lists hardly any file: is this a clone?"
    return files


@pytest.fixture(scope="session")
def modules(committed: list[Path]) -> list[Path]:
    """Every committed Python file, without migrations: those are written by Django."""
    return [file for file in committed if file.suffix == ".py" and "migrations" not in file.parts]
