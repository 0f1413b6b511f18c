"""What is written to files is written whole, or not at all: a full disk, a place where nothing can stand."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from handfast.doors.connect.files.export import write_company
from handfast.doors.connect.files.template import write_template
from handfast.engine.tables.frame import Tables
from handfast.errors import DatabaseError, DiskFull
from handfast.examples.alder_and_pine import alder_and_pine

OLD = "what stood here before"


@pytest.fixture(scope="module")
def garden() -> Tables:
    return alder_and_pine()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize(("form", "name"), [("csv", "out"), ("parquet", "out"), ("xlsx", "out.xlsx")])
def test_a_full_disk_leaves_nothing(small_disk: Path, garden: Tables, form: str, name: str) -> None:
    with pytest.raises(DiskFull, match=r"the disk is full\. Nothing was written\. Make space, and try again"):
        write_company(garden, small_disk / name, form)
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_leaves_the_files_that_stood_there(small_disk: Path, garden: Tables) -> None:
    folder = small_disk / "out"
    folder.mkdir()
    (folder / "company.csv").write_text(OLD)
    with pytest.raises(DiskFull):
        write_company(garden, folder, "csv")
    assert [each.name for each in folder.iterdir()] == ["company.csv"]
    assert (folder / "company.csv").read_text() == OLD


def test_only_the_tables_that_are_written_are_replaced(tmp_path: Path, garden: Tables) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text(OLD)
    (folder / "company.csv").write_text(OLD)
    write_company({"company": garden["company"]}, folder, "csv")
    assert sorted(each.name for each in folder.iterdir()) == ["company.csv", "mine.txt"]
    assert pl.read_csv(folder / "company.csv").height == 1
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["taken/out", "taken/out.xlsx"])
def test_a_place_where_nothing_can_stand(tmp_path: Path, garden: Tables, name: str) -> None:
    (tmp_path / "taken").write_text(OLD)
    with pytest.raises(DatabaseError, match=r"cannot be written: .* Choose another place"):
        write_company({"company": garden["company"]}, tmp_path / name)
    with pytest.raises(DatabaseError, match="cannot be written"):
        write_template(tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]
