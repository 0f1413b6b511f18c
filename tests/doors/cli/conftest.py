"""A small joinery, brought in through the command line once and copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from handfast.doors.cli import main

TABLES = {
    "company": "name,time_zone,fixed_today\nBirch Row,UTC,2027-03-01\n",
    "item": (
        "item,name,unit,decimals,price,cost\nBENCH,Oak bench,pcs,0,240.00,110.00\nTOP,Oak top,pcs,0,,31.00\n"
        "OIL,Oil,l,3,12.00,5.00\nRELIC,Old chair,pcs,0,90.00,40.00\n"
    ),
    "stock_point": "item,site,sells\nBENCH,SHOP,yes\nTOP,SHOP,no\nOIL,SHOP,yes\nRELIC,SHOP,yes\n",
    "process": (
        "process,kind,item,site,supplier,lead_before_days,cost\nmake bench,make,BENCH,SHOP,,0,0\n"
        "buy top,buy,TOP,SHOP,Mill,10,31.00\nbuy oil,buy,OIL,SHOP,Mill,3,5.00\n"
    ),
    "process_input": "process,item,per_unit\nmake bench,TOP,2\n",
    "process_load": "process,resource,minutes_per_unit\nmake bench,Team,45\n",
    "resource": "resource,site,cost_per_hour\nTeam,SHOP,36.00\n",
    "stock": "item,site,lot,quantity\nBENCH,SHOP,,25\nTOP,SHOP,T-1,80\nOIL,SHOP,,10\nRELIC,SHOP,,3\n",
    "customer": "customer,name\nC-1,Park Hotel\nC-2,Garden Street School\n",
    "order_line": (
        "order,line,customer,item,quantity,requested,confirmed\nSO-1,1,C-1,BENCH,20,2027-03-05,2027-03-05\n"
        "SO-2,1,C-2,BENCH,10,2027-03-10,2027-03-10\n"
    ),
}


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


def write_tables(folder: Path, **changes: str) -> Path:
    """Write the joinery's tables into a folder, some of them changed."""
    folder.mkdir(exist_ok=True)
    for name, text in {**TABLES, **changes}.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def joinery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The joinery's file; nobody writes it."""
    folder = tmp_path_factory.mktemp("joinery")
    place = str(folder / "joinery.db")
    assert main(["init", place]) == 0
    assert main(["import", str(write_tables(folder / "tables")), "--company", place, "--yes"]) == 0
    return folder / "joinery.db"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with nothing said by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("HANDFAST_ACTOR", "jo")
    monkeypatch.delenv("HANDFAST_COMPANY", raising=False)
    return tmp_path


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the empty folder."""

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def at_joinery(here: Path, joinery: Path, run: Run) -> Run:
    """Run a command in a folder with a copy of the joinery as ``handfast.db``."""
    shutil.copy(joinery, here / "handfast.db")
    return run
