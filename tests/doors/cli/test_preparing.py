"""What is compiled once is said while it is: nobody looks at a server that is ready and does not answer."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from handfast.doors.cli import session
from handfast.engine.supply.place import compiled


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Nothing is compiled; what would be compiled is noted, and a file of each function stands there then."""
    asked: list[Path] = []

    def compile_all(folder: Path) -> None:
        asked.append(folder)
        for path in folder.glob("*.py"):
            kept = tmp_path / f"{folder.name}_0123"
            kept.mkdir(exist_ok=True)
            for n in range(path.read_bytes().count(compiled.MARK)):
                (kept / f"{path.stem}.function-{n}.py311.nbi").touch()

    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    monkeypatch.setattr(compiled, "compile_all", compile_all)
    return asked


def test_what_is_compiled_is_found_again() -> None:
    if compiled.FOLDER is None:
        pytest.skip("no cache folder can be written here")
    for folder in (compiled.KERNEL, compiled.PLAN):
        compiled.compile_all(folder)
        assert compiled.left_to_compile(folder) == 0


def test_what_a_plan_needs_is_compiled_before_a_plan(cold: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr("sys.stderr", told)
    session.prepare_engine()
    assert cold == [compiled.KERNEL]
    session.prepare_engine(planning=True)
    assert cold == [compiled.KERNEL, compiled.PLAN]
    session.prepare_engine(planning=True)  # it is done once
    assert cold == [compiled.KERNEL, compiled.PLAN]
    assert told.getvalue() == f"{session.PREPARING} ...\n{session.PLANNING} ...\n"


def test_whoever_watches_sees_how_far_it_is(cold: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    told = Terminal()
    monkeypatch.setattr("sys.stderr", told)
    parts = compiled.left_to_compile(compiled.KERNEL)
    assert parts > 10
    session.prepare_engine()
    assert f"{parts} of {parts} parts." in told.getvalue()


def test_where_nothing_can_be_kept_nothing_is_compiled_ahead(cold: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "FOLDER", None)
    session.prepare_engine(planning=True)
    assert cold == []
