"""Bombs, tricks in names, locked and damaged archives: refused with a cure, and nothing is written elsewhere."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from handfast.doors.connect.files import read_company, weighing
from handfast.errors import DataError

ITEM = "item,unit\nBENCH,pcs\n"


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return path


def test_an_archive_of_tables_is_read_like_a_folder(tmp_path: Path) -> None:
    members = {"acme/item.csv": ITEM, "acme/stock_point.csv": "item,site\nBENCH,N\n", "photo.png": "x"}
    reading = read_company(archive(tmp_path / "acme.zip", **members))
    assert reading.faults == []
    assert {"item", "stock_point"} <= set(reading.tables)


@pytest.mark.parametrize("name", ["../../item.csv", "/etc/item.csv", "..\\..\\item.csv", "C:\\item.csv"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    reading = read_company(archive(inner / "x.zip", **{name: ITEM}))
    assert reading.tables["item"]["item"].to_list() == ["BENCH"]
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"x.zip"}


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="two files called item"):
        read_company(archive(tmp_path / "x.zip", **{"a/item.csv": ITEM, "b/item.csv": ITEM}))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A million bytes that say they are two thousand million."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("item.csv", "w", force_zip64=True) as out:
        for _ in range(60):
            out.write(b"0" * 10_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(DataError, match="unpacks to 600 MB, more than 500 MB"):
        read_company(path)


def test_a_workbook_that_is_a_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_UNPACKED", 1000)
    (fault,) = read_company(archive(tmp_path / "item.xlsx", **{"xl/worksheets/sheet1.xml": " " * 5000})).faults
    assert "unpacks to" in fault.problem


def test_an_archive_of_archives_is_not_followed(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", **{"item.csv": ITEM}).read_bytes()
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as file:
        file.writestr("inner.zip", inner)
    with pytest.raises(DataError, match="holds no table of Handfast"):
        read_company(tmp_path / "outer.zip")


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_MEMBERS", 2)
    with pytest.raises(DataError, match="holds 3 files"):
        read_company(archive(tmp_path / "x.zip", a="", b="", c=""))


def test_what_is_called_an_archive_and_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"MZ" + bytes(100))
    with pytest.raises(DataError, match="is damaged, or no archive"):
        read_company(path)


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_said(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("item.csv", ITEM + "X,pcs\n" * 10_000)
    true, told = len(ITEM) + 60_000, 5
    changed = content.getvalue().replace(true.to_bytes(4, "little"), told.to_bytes(4, "little"))
    (tmp_path / "x.zip").write_bytes(changed)
    with pytest.raises(DataError, match="does not give out item"):
        read_company(tmp_path / "x.zip")


def test_a_parquet_file_whose_texts_repeat_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "MOST_UNPACKED", 1_000_000)
    pl.DataFrame({"item": ["x" * 1000] * 2000}).write_parquet(tmp_path / "item.parquet")
    assert (tmp_path / "item.parquet").stat().st_size < 50_000
    (fault,) = read_company(tmp_path / "item.parquet").faults
    assert "unpacks to 2 MB" in fault.problem


def test_a_parquet_file_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_ROWS", 10)
    pl.DataFrame({"item": ["x"] * 11}).write_parquet(tmp_path / "item.parquet")
    (fault,) = read_company(tmp_path / "item.parquet").faults
    assert "has 11 rows" in fault.problem


def test_entities_in_a_workbook_do_not_multiply(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    cell = '<row><c t="str"><v>&l11;</v></c></row>'
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [{laughs}]><worksheet><sheetData>{cell}</sheetData></worksheet>'
    book = openpyxl.Workbook()
    book.active.title = "item"
    book.active["A1"] = "item"
    book.save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(tmp_path / "item.xlsx", "w") as new:
        for member in old.namelist():
            new.writestr(member, sheet if member == "xl/worksheets/sheet1.xml" else old.read(member))
    (fault,) = read_company(tmp_path / "item.xlsx").faults
    assert "is no readable Excel workbook (limit on input amplification" in fault.problem
