"""What a worker reads of a packed draft is what the draft says."""

from __future__ import annotations

from pathlib import Path

import pytest

from handfast.doors.connect.files import read_company
from handfast.doors.connect.files.packing import packed
from handfast.doors.connect.files.reading import read_draft
from handfast.engine.reading.draft import Draft, Sheet
from handfast.engine.reading.headers import Grid
from handfast.engine.reading.raw import Mark

NUMBERS = {Mark.POINT: "1.234", Mark.COMMA: "1,234", Mark.EITHER: "1,25"}


@pytest.mark.parametrize("mark", Mark)
def test_a_packed_draft_reads_the_same(tmp_path: Path, mark: Mark) -> None:
    items = Grid("a", "", ["Item", "name", "decimals"], 1, [["OIL", "-X"], ["=1+1", 'a;b,\n"c"'], ["3", "0"]], [2, 4])
    points = Grid("b", "", ["item", "site"], 1, [["OIL"], ["N"]], [2])
    stock = Grid("c", "", ["item", "site", "quantity"], 1, [["OIL"], ["N"], [NUMBERS[mark]]], [2], mark)
    draft = Draft((Sheet("item", items), Sheet("stock_point", points), Sheet("stock", stock)))
    (tmp_path / "x.zip").write_bytes(packed(draft))
    here, there = read_draft(draft, company="x"), read_company(tmp_path / "x.zip")
    assert here.faults == there.faults == []
    assert set(here.tables) == set(there.tables)
    for name, frame in here.tables.items():
        assert frame.equals(there.tables[name]), name
