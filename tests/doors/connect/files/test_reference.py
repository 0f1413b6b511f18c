"""The reference page is the contract's, to the letter."""

from __future__ import annotations

from pathlib import Path

from handfast.doors.connect.files.reference import reference_page
from handfast.engine.tables import CONTRACT

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "tables.md"


def test_the_page_is_up_to_date() -> None:
    cure = "run: python -m handfast.doors.connect.files.reference docs/reference/tables.md"
    assert PAGE.read_text(encoding="utf-8") == reference_page(), cure


def test_every_table_and_column_stands_on_it() -> None:
    sections = reference_page().split("\n### ")[1:]
    by_table = {section.split("\n", 1)[0]: section for section in sections}
    assert list(by_table) == list(CONTRACT)
    for name, table in CONTRACT.items():
        for column in table.columns:
            assert f"\n| **{column.name}** |" in by_table[name] or f"\n| {column.name} |" in by_table[name]
            assert column.meaning.replace("|", "\\|") in by_table[name]
