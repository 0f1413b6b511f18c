"""Data: what is brought is mended, previewed and imported whole; what is edited in place is checked and saved whole."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.doors.conftest import Served

ITEMS = "item,Nane,unit,decimals\nBENCH-150,Oak bench one fifty,pcs,0\nNEW-1,New thing,pcs,none\n"


def send(client: Client, name: str, content: bytes | str, **more: Any) -> HttpResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/data/upload/", {"files": SimpleUploadedFile(name, data, **more)})


def begun(client: Client, name: str, content: bytes | str) -> str:
    answer = send(client, name, content)
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def said(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def post_json(client: Client, address: str, form: Any) -> HttpResponse:
    return client.post(address, json.dumps(form), content_type="application/json")


def shown_in(page: HttpResponse) -> str:
    return re.findall(r'name="shown" value="(\w+)"', page.content.decode())[0]


def test_a_file_is_mended_in_its_cells_and_imported_whole(served: Served) -> None:
    planner = served.browser("planner")
    address = begun(planner, "item.csv", ITEMS)
    page = planner.get(address)
    assert "“Nane” is no column of table item" in said(page)
    assert "1 thing to mend" not in said(planner.get(address))
    planner.post(f"{address}sheet/?sheet=0", {"version": 0, "what": "header", "position": 1, "column": "name"})
    page = planner.get(address)
    assert 'aria-invalid="true" aria-describedby="fault-3-decimals"' in page.content.decode()
    refused = planner.post(f"{address}import/", {"shown": "", "reason": ""})
    assert refused.status_code == 422
    assert "NEW-1" not in served.company.table("item")["item"].to_list()
    answer = post_json(
        planner, f"{address}cells/?sheet=0", {"version": 1, "edits": [{"row": 3, "cells": {"decimals": "0"}}]}
    ).json()
    assert (answer["version"], answer["faults"], answer["said"]) == (2, [], "Nothing is wrong any more.")
    page = planner.get(address)
    assert "Oak bench one fifty" in said(page)
    taken = planner.post(f"{address}import/", {"shown": shown_in(page), "reason": "new names"}, follow=True)
    assert "Imported: 2 rows are new or changed." in said(taken)
    names = dict(served.company.table("item").select("item", "name").rows())
    assert (names["BENCH-150"], names["NEW-1"]) == ("Oak bench one fifty", "New thing")
    assert served.company.table_changes()[0].reason == "new names"
    assert planner.get(address).status_code == 404


def test_two_windows_mending_the_same_file_are_told(served: Served) -> None:
    planner = served.browser("planner")
    address = begun(planner, "item.csv", "item,name\nBENCH-150,A\n")
    first = {"version": 0, "edits": [{"row": 2, "cells": {"name": "B"}}]}
    assert post_json(planner, f"{address}cells/", first).status_code == 200
    assert post_json(planner, f"{address}cells/", first).status_code == 409


def test_a_sheet_that_is_no_table_is_named_or_left_out(served: Served) -> None:
    planner = served.browser("planner")
    address = begun(planner, "Export 2027.csv", "item;name\nBENCH-150;Bank\n")
    assert "Which table is “Export 2027.csv”?" in said(planner.get(address))
    planner.post(f"{address}sheet/?sheet=0", {"version": 0, "what": "table", "table": "item"})
    assert "Bank" in said(planner.get(address))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("virus.exe", b"MZ", "a kind of file that is not read"),
        ("item.zip", b"no archive", "is damaged, or no archive"),
        ("item.xlsx", b"no workbook", "is no readable Excel workbook"),
        ("item.parquet", b"PAR1", "is no readable Parquet file"),
        ("item.csv", b"\x00\x01\x02\xff" * 40, "mend"),
        ("item.csv", b"", "is empty"),
    ],
)
def test_files_that_are_none_are_told_in_words(served: Served, name: str, content: bytes, words: str) -> None:
    answer = send(served.browser("planner"), name, content, content_type="text/csv")
    if answer.status_code == 302:
        answer = served.browser("planner").get(answer.headers["Location"])
    else:
        assert answer.status_code == 422
    assert words in said(answer)


def test_a_name_leads_nowhere_and_is_shown_without_its_tricks(served: Served, tmp_path: Any) -> None:
    planner = served.browser("planner")
    for trick in ("../../../item.csv", "..\\..\\item.csv", "/etc/item.csv"):
        address = begun(planner, trick, "item,name\nBENCH-150,A\n")
        assert "<h1>item.csv" in planner.get(address).content.decode()


def test_too_much_at_once_is_turned_away_unread(looked_at: Served) -> None:
    planner = looked_at.browser("planner")
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="item.csv"\r\n\r\nx\r\n--b--\r\n'
    answer = planner.generic(
        "POST", "/data/upload/", body, content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="104857600"
    )
    assert answer.status_code == 413
    assert "At most 50 MB" in said(answer)


def test_what_people_type_is_never_run(served: Served) -> None:
    planner = served.browser("planner")
    script = "<script>alert(1)</script>"
    address = begun(planner, "item.csv", f'item,name\nEVIL,"{script}"\nFORMULA,=HYPERLINK("http://x")\n')
    page = planner.get(address)
    assert script not in page.content.decode()
    assert "&lt;script&gt;" in page.content.decode()
    planner.post(f"{address}import/", {"shown": shown_in(page)})
    assert script not in planner.get("/data/tables/item/?q=EVIL").content.decode()
    assert script not in planner.get("/items/of/EVIL/").content.decode()
    archive = planner.get("/data/export/?form=csv")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        rows = list(csv.DictReader(io.StringIO(files.read("item.csv").decode("utf-8-sig"))))
    assert {row["item"]: row["name"] for row in rows}["FORMULA"] == '\'=HYPERLINK("http://x")'


def test_a_workbook_holds_texts_and_no_formulas(small: Served) -> None:
    planner = small.browser("planner")
    address = begun(planner, "item.csv", "item,name\n=1+1,\"=cmd|'/c calc'!A0\"\n")
    planner.post(f"{address}import/", {"shown": shown_in(planner.get(address))})
    answer = planner.get("/data/export/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = openpyxl.load_workbook(io.BytesIO(answer.content))["item"].iter_rows()
    (cells,) = [row[:2] for row in rows if row[0].value == "=1+1"]
    assert {cell.data_type for cell in cells} == {"s"}


EDIT = {"row": 5, "key": ["BENCH-150"], "cells": {"name": "Oak bench 1.5 m"}, "seen": {"name": "Oak bench 150"}}


def test_rows_are_edited_in_place_with_their_difference_before(served: Served) -> None:
    planner = served.browser("planner")
    found = post_json(planner, "/data/tables/item/check/", {"edits": [EDIT]}).json()
    assert found["faults"] == []
    assert "Oak bench 150" in found["verdict"]
    shown = re.findall(r'data-shown="(\w+)"', found["verdict"])[0]
    saved = post_json(planner, "/data/tables/item/save/", {"edits": [EDIT], "shown": shown, "reason": "why"}).json()
    assert saved == {"saved": "/data/tables/item/"}
    assert served.company.item("BENCH-150").row["name"] == "Oak bench 1.5 m"


def test_the_grids_numbers_are_written_for_programs(looked_at: Served) -> None:
    page = looked_at.browser("planner").get("/data/tables/sales_history/").content.decode()
    rows = looked_at.company.row_counts()["sales_history"]
    assert rows > 1000
    assert f'aria-rowcount="{rows + 1}"' in page
    assert 'data-last="1000000"' in page


def test_nothing_is_saved_while_a_cell_is_wrong_or_the_difference_another(served: Served) -> None:
    planner = served.browser("planner")
    wrong = {**EDIT, "cells": {"name": "X", "decimals": "many"}}
    answer = post_json(planner, "/data/tables/item/save/", {"edits": [wrong], "shown": "x"}).json()
    assert [(fault["row"], fault["column"]) for fault in answer["faults"]] == [(5, "decimals")]
    answer = post_json(planner, "/data/tables/item/save/", {"edits": [EDIT], "shown": "another"}).json()
    assert "saved" not in answer
    assert served.company.item("BENCH-150").row["name"] == "Oak bench 150"


def test_what_a_script_would_not_send_is_refused_kindly(looked_at: Served) -> None:
    planner = looked_at.browser("planner")
    for form in ("no json", [], {"edits": 3}, {"edits": [{}]}, {"edits": [{"row": 1, "cells": {"name": 3}}]}):
        text = form if isinstance(form, str) else json.dumps(form)
        answer = planner.post("/data/tables/item/check/", text, content_type="application/json")
        assert answer.status_code == 422, form


def test_many_pasted_rows_become_an_import_of_their_own(served: Served) -> None:
    planner = served.browser("planner")
    rows = [["BENCH-150", "NORTH", str(n)] for n in range(10_000)]
    form = {"columns": ["item", "site", "quantity"], "rows": rows}
    answer = post_json(planner, "/data/tables/sales_history/paste/", form)
    page = planner.get(answer.json()["draft"])
    assert "10000 rows" in said(page).replace(",", "")
    assert page.content.decode().count("<tr data-row=") == 101  # a page of them, and the empty one to be copied
    assert len(page.content) < 200_000


def test_a_change_is_told_and_taken_back(served: Served) -> None:
    planner = served.browser("planner")
    form = {"edits": [EDIT]}
    shown = re.findall(r'data-shown="(\w+)"', post_json(planner, "/data/tables/item/check/", form).json()["verdict"])[0]
    post_json(planner, "/data/tables/item/save/", {**form, "shown": shown, "reason": "shorter"})
    number = served.company.table_changes()[0].number
    page = planner.get(f"/data/changes/{number}/")
    assert "Oak bench 1.5 m" in said(page)
    assert "shorter" in said(planner.get("/data/changes/"))
    back = planner.post(f"/data/changes/{number}/back/")
    address = back.headers["Location"]
    planner.post(f"{address}import/", {"shown": shown_in(planner.get(address))})
    assert served.company.item("BENCH-150").row["name"] == "Oak bench 150"


def test_who_may_not_import_looks_only(looked_at: Served) -> None:
    quality = looked_at.browser("quality")
    page = quality.get("/data/tables/item/")
    assert "data-do=" not in page.content.decode()
    assert 'aria-readonly="true"' in page.content.decode()
    assert "203.92" not in page.content.decode()  # what a bench costs
    assert "203.92" in looked_at.browser("planner").get("/data/tables/item/").content.decode()
    assert post_json(quality, "/data/tables/item/check/", {"edits": []}).status_code == 403
    assert quality.get("/data/export/", follow=True).redirect_chain


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/data/", "Bring tables in"),
        ("/data/truth/", "lead times are guesses"),
        ("/items/?q=bench", "BENCH-150"),
        ("/items/of/BENCH-150/", "How it comes"),
        ("/resources/", "WELD"),
        ("/resources/of/SAW/", "Promised hours against hours that are there"),
        ("/suppliers/", "Would miss"),
        ("/suppliers/of/OAKMILL/", "Days from order to arrival"),
    ],
)
def test_pages_of_things(looked_at: Served, path: str, words: str) -> None:
    assert words in said(looked_at.browser("planner").get(path))


def test_what_is_not_there_is_said(looked_at: Served) -> None:
    planner = looked_at.browser("planner")
    for path in (
        "/items/of/NOPE/",
        "/resources/of/NOPE/",
        "/suppliers/of/NOPE/",
        "/data/tables/nope/",
        "/data/imports/99/",
    ):
        assert planner.get(path).status_code == 404, path


def test_a_large_import_is_left_to_a_worker(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from handfast.doors.web.pages import drafts

    monkeypatch.setattr(drafts, "MOST_AT_ONCE", 1)
    planner = served.browser("planner")
    address = begun(planner, "item.csv", "item;name\nBENCH-150;Bank\nBENCH-180;-Bank 180\n")
    stale = planner.post(f"{address}import/", {"shown": "another", "reason": ""})
    assert stale.status_code == 409
    told = planner.post(f"{address}import/", {"shown": shown_in(planner.get(address)), "reason": "names"}, follow=True)
    assert "a worker imports them as J-1" in said(told)
    part = {"HX-Request": "true"}
    assert "hx-get" in planner.get("/data/jobs/", headers=part).content.decode()
    assert served.company.worker().until_empty() == 1
    assert served.company.item("BENCH-180").row["name"] == "-Bank 180"
    assert "done" in said(planner.get("/data/jobs/", headers=part))


def test_a_row_goes_with_its_difference_before_and_comes_back(served: Served) -> None:
    planner = served.browser("planner")
    new = {"row": 1_000_001, "key": None, "cells": {"supplier": "MISTAKE", "name": "By mistake"}}
    shown = re.findall(
        r'data-shown="(\w+)"', post_json(planner, "/data/tables/supplier/check/", {"edits": [new]}).json()["verdict"]
    )[0]
    post_json(planner, "/data/tables/supplier/save/", {"edits": [new], "shown": shown})
    assert "MISTAKE" in served.company.table("supplier")["supplier"].to_list()
    edit = {"row": 9, "key": ["MISTAKE"], "cells": {}, "seen": {"name": "By mistake"}, "goes": True}
    found = post_json(planner, "/data/tables/supplier/check/", {"edits": [edit]}).json()
    assert (found["faults"], "1 row goes" in found["verdict"]) == ([], True)
    shown = re.findall(r'data-shown="(\w+)"', found["verdict"])[0]
    post_json(planner, "/data/tables/supplier/save/", {"edits": [edit], "shown": shown, "reason": "typed twice"})
    assert "MISTAKE" not in served.company.table("supplier")["supplier"].to_list()
    named = {"row": 3, "key": ["OAKMILL"], "cells": {}, "goes": True}
    (fault,) = post_json(planner, "/data/tables/supplier/check/", {"edits": [named]}).json()["faults"]
    assert (fault["row"], fault["column"]) == (3, "supplier")
    assert "Cannot go: supplier_item" in fault["words"] or "Cannot go: process" in fault["words"]
    number = served.company.table_changes()[0].number
    address = planner.post(f"/data/changes/{number}/back/").headers["Location"]
    planner.post(f"{address}import/", {"shown": shown_in(planner.get(address))})
    assert "MISTAKE" in served.company.table("supplier")["supplier"].to_list()


def test_a_file_of_rows_that_go_is_mended_in_its_column(served: Served) -> None:
    planner = served.browser("planner")
    address = begun(planner, "supplier.csv", "supplier,goes\nOAKMILL,maybe\n")
    assert "Is neither yes nor no" in said(planner.get(address))
    form = {"version": 0, "edits": [{"row": 2, "cells": {"goes": "yes"}}]}
    (fault,) = post_json(planner, f"{address}cells/?sheet=0", form).json()["faults"]
    assert (fault["row"], fault["column"]) == (2, "supplier")
    assert fault["words"].startswith("Cannot go: ")
