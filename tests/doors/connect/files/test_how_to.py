"""The page "Import your data" shows what really happens."""

from __future__ import annotations

import doctest
from pathlib import Path

import polars as pl
import pytest

PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "import-your-data.md"


def test_the_page_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pl.Config(tbl_formatting="UTF8_FULL_CONDENSED"):
        result = doctest.testfile(str(PAGE), module_relative=False, verbose=False)
    assert result.attempted > 15
    assert result.failed == 0
