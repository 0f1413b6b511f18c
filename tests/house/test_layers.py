"""The three floors are really watched: each way of breaking them is tried on a small house of the same shape."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = [
    "doors/cli",
    "doors/connect",
    "company/actions",
    "engine/promise",
    "engine/supply",
    "engine/tables",
    "examples",
]


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([command, "--no-logo", "--no-cache"], cwd=house, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path, root, monkeypatch):
    """A package of the same name and shape as ours, with empty rooms and our contracts."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    for room in ROOMS:
        folder = tmp_path / "handfast" / room
        folder.mkdir(parents=True)
        for package in (folder, folder.parent):
            (package / "__init__.py").touch()
    (tmp_path / "handfast" / "facade.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_looking_down_is_allowed(house):
    (house / "handfast/facade.py").write_text("import handfast.company.actions\nimport handfast.doors.connect\n")
    (house / "handfast/doors/cli/demo.py").write_text("import rich\nimport handfast.facade\nimport handfast.engine\n")
    (house / "handfast/company/actions/ask.py").write_text("import django\nimport handfast.engine.promise\n")
    result = lint(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "code", "complaint"),
    [
        ("company/actions/ask.py", "import handfast.doors.cli", "Doors look down"),
        ("doors/connect/excel.py", "def late():\n    import handfast.facade", "Doors look down"),
        ("engine/supply/kernel.py", "import handfast.company", "Doors look down"),
        ("engine/supply/kernel.py", "import handfast.engine.promise", "Inside the engine"),
        ("engine/tables/column.py", "import django.db", "The engine only thinks"),
        ("engine/tables/column.py", "from pathlib import Path", "The engine only thinks"),
        ("engine/promise/quote.py", "import time", "The engine only thinks"),
        ("tricks.py", "", "Doors look down"),
        ("engine/tricks.py", "", "Inside the engine"),
        ("doors/fax.py", "", "Every door has its place"),
    ],
)
def test_breaking_the_floors_is_seen(house, file, code, complaint):
    (house / "handfast" / file).write_text(code)
    result = lint(house)
    assert result.returncode == 1, result.stderr
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(complaint) for line in broken), result.stdout
