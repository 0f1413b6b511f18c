"""Data in a real browser: a workbook with errors is mended and imported; rows are typed, pasted, filled and undone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.slow


def workbook(path: Path) -> Path:
    """A workbook as people send it: a header mistyped, a word for a number, a comma, a name that nobody knows."""
    book = openpyxl.Workbook()
    items = book.active
    assert items is not None
    items.title = "item"
    for row in (
        ("item", "Nane", "unit", "decimals"),
        ("BENCH-150", "Oak bench one fifty", "pcs", 0),
        ("PLANTER-1", "Planter", "pcs", "none"),
    ):
        items.append(row)
    prices = book.create_sheet("price")
    for line in (("item", "price"), ("PLANTER-1", "49,90"), ("PLANTER-9", 59)):
        prices.append(line)
    book.save(path)
    return path


def cell(page: Page, row: str | int, column: str) -> Locator:
    names = page.locator("thead th[data-column]")
    place = [names.nth(n).get_attribute("data-column") for n in range(names.count())].index(column)
    return page.locator(f'tr[data-row="{row}"] td').nth(place)


def type_into(page: Page, row: str | int, column: str, text: str) -> None:
    cell(page, row, column).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_planner_imports_a_workbook_with_errors(visit: Visit, tmp_path: Path) -> None:
    page = visit("planner", color_scheme="dark")
    page.goto("/data/")
    page.locator("input[type=file]").set_input_files(workbook(tmp_path / "new things.xlsx"))
    page.wait_for_url("**/data/imports/*/")
    expect(page.get_by_text("“Nane” is no column of table item")).to_be_visible()
    page.get_by_role("button", name="That is it").click()
    expect(cell(page, 3, "decimals")).to_have_attribute("aria-invalid", "true")
    expect(cell(page, 3, "decimals")).to_contain_text("Is not a number.")
    assert Axe().run(page).violations_count == 0
    type_into(page, 3, "decimals", "0")
    expect(cell(page, 3, "decimals")).not_to_have_attribute("aria-invalid", "true")
    page.locator(".tabs").get_by_role("link", name="price").click()
    type_into(page, 2, "price", "49.90")
    type_into(page, 3, "item", "PLANTER-1")
    expect(page.locator("#verdict")).to_contain_text("as another row")
    type_into(page, 3, "item", "BENCH-180")
    expect(page.locator("#verdict h2")).to_have_text("What would change")
    expect(page.locator("#verdict")).to_contain_text("Oak bench one fifty")
    page.get_by_label("Why").fill("autumn range")
    page.get_by_role("button", name="Import all of it").click()
    expect(page.locator("#notice")).to_contain_text("Imported")
    page.goto("/items/?q=planter")
    expect(page.get_by_role("link", name="PLANTER-1")).to_be_visible()


def test_rows_are_typed_pasted_filled_and_undone_by_keys(visit: Visit) -> None:
    page = visit("planner")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/data/tables/supplier/")
    rows = page.locator("tbody tr")
    first, second, third = (rows.nth(n).get_attribute("data-row") or "" for n in range(3))
    cell(page, first, "region").click()
    page.evaluate("navigator.clipboard.writeText('north\\nsouth')")
    page.keyboard.press("Control+v")
    expect(cell(page, second, "region")).to_have_text("south")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    expect(cell(page, third, "region")).to_have_text("north")
    page.keyboard.press("Control+z")
    expect(cell(page, second, "region")).to_have_text("south")
    expect(page.locator("#verdict h2")).to_have_text("What would change")
    page.keyboard.press("Control+c")
    expect(page.locator(".grid-status")).to_contain_text("Copied")
    page.reload()  # what is not saved yet is still there
    expect(cell(page, second, "region")).to_have_text("south")
    page.locator("[data-grid-do=save]").click()
    expect(page.locator("#notice")).to_contain_text("Saved: 2 rows.")


def test_a_wrong_cell_keeps_all_from_being_saved(visit: Visit) -> None:
    page = visit("planner")
    page.goto("/data/tables/item/?q=BENCH-150")
    row = page.locator("tbody tr").first.get_attribute("data-row") or ""
    type_into(page, row, "shelf_life_days", "long")
    expect(cell(page, row, "shelf_life_days")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-grid-do=save]")).to_have_count(0)
    cell(page, row, "item").click()
    page.keyboard.press("Delete")
    expect(page.locator(".grid-status")).to_contain_text("Nothing was changed")
    assert Axe().run(page).violations_count == 0


def test_ten_thousand_pasted_rows_become_an_import_page_by_page(visit: Visit) -> None:
    page = visit("planner")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/data/tables/sales_history/")
    page.evaluate(
        "navigator.clipboard.writeText(['item\\tsite\\tquantity', ...Array.from({length: 10000}, (_, n) => "
        "`BENCH-150\\tNORTH\\t${n}`)].join('\\n'))"
    )
    page.locator("tbody td").first.click()
    page.keyboard.press("Control+v")
    page.wait_for_url("**/data/imports/*/", timeout=60_000)
    expect(page.locator(".grid-head h2")).to_contain_text("10,000 rows")
    expect(page.locator(".pager")).to_contain_text("Page 1 of 100")
    page.get_by_role("button", name="Throw away").click()
    expect(page.locator("#notice")).to_contain_text("Nothing in the company has changed")


def test_charts_are_drawn_in_the_space_that_is_kept_for_them(visit: Visit) -> None:
    pytest.importorskip("altair", reason="the extra 'charts' is not installed: pip install 'handfast[charts]'")
    page = visit("planner", color_scheme="dark")
    for path in ("/items/of/BENCH-150/", "/resources/of/SAW/", "/suppliers/of/OAKMILL/"):
        page.goto(path)
        expect(page.locator(".chart[data-drawn] svg").first).to_be_attached()


def test_a_sign_in_that_ends_loses_nothing_that_was_typed(visit: Visit, tmp_path: Path) -> None:
    page = visit("planner")
    (tmp_path / "item.csv").write_text("item,name\nBENCH-150,Bank\n")
    page.goto("/data/")
    page.locator("input[type=file]").set_input_files(tmp_path / "item.csv")
    page.wait_for_url("**/data/imports/*/")
    mending = page.url
    page.context.clear_cookies(name="handfast")
    type_into(page, 2, "name", "Long bench")
    page.wait_for_url("**/sign-in/**")
    page.goto("/visit/")
    page.locator("button[value=planner]").click()
    page.goto(mending)
    expect(cell(page, 2, "name")).to_have_text("Long bench")
    expect(page.locator("#verdict")).to_contain_text("Long bench")
    page.reload()
    expect(cell(page, 2, "name")).to_have_text("Long bench")
