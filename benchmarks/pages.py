"""How fast every page is, how heavy, and what one more user costs: the part of ``benchmarks.http`` about pages.

The pages are those of the table of addresses that answer a GET; what gives a file is none. Each is asked
again and again as it is, and some more times right after a promise was held: what had been worked out before no longer
holds then.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np

from benchmarks.served import Served

PAGES_OF_A_USER = ("/", "/quote/", "/promises/", "/customers/", "/items/", "/supply/")
AFTER_WRITES = 5
GAP = re.compile(r"<(?:\w+:)?(\w+)>")

NOT_ASKED = {"sign_out", "directory", "directory_back", "reset_link", "invitation", "visit"}
"""Pages without a page behind them here: they send elsewhere, or need what only a letter tells."""

FILES = {"data_export", "data_template", "promises_excel"}
"""What is saved and not looked at: its whole content is written first."""


def page_figures(client: httpx.Client, rounds: int) -> dict[str, Any]:
    """Return how long pages take to their first byte, what the heaviest weighs, and which are the slowest."""
    addresses = page_addresses(client)
    ask = one_hold(client)
    took: dict[str, list[float]] = {}
    after: dict[str, list[float]] = {}
    weights: dict[str, int] = {}
    for name, address in addresses.items():
        start = time.perf_counter()
        seen = first_byte(client, address)
        if seen is None:
            continue
        cold = time.perf_counter() - start
        weights[name] = seen[1]
        took[name] = [first_byte(client, address)[0] for _ in range(rounds)]  # type: ignore[index]
        after[name] = [cold]
        for _ in range(AFTER_WRITES):
            ask()
            after[name].append(first_byte(client, address)[0])  # type: ignore[index]
    each = {name: p95(times) for name, times in took.items()}
    each_after = {name: round(float(np.median(times)) * 1e3, 1) for name, times in after.items()}
    return {
        "ttfb_p95_ms": max(each.values()),
        "ttfb_p95_of_all_ms": p95([time for times in took.values() for time in times]),
        "ttfb_after_write_ms": max(each_after.values()),
        "weight_kb": round(max(weights.values()) / 1000, 1),
        "pages": len(each),
        "slowest_ms": worst(each),
        "slowest_after_write_ms": worst(each_after),
        "heaviest_kb": worst({name: round(weight / 1000, 1) for name, weight in weights.items()}),
    }


def page_addresses(client: httpx.Client) -> dict[str, str]:
    """Return an address of each page, filled with something that there is."""
    from handfast.doors.web.urls import urlpatterns

    things, found = Things(client), dict[str, str]()
    for pattern in urlpatterns:
        name, route = str(pattern.name), str(pattern.pattern)
        if name in NOT_ASKED | FILES:
            continue
        filled = GAP.sub(lambda gap, name=name: things.in_gap(name, gap[1]), route)
        if "\0" not in filled:
            found[name] = f"/{filled}{things.query_of(name)}"
    return found


class Things:
    """What there is to look at: an item that is made, a customer with promises, a promise, a table."""

    def __init__(self, client: httpx.Client) -> None:
        promise = client.get("/api/v1/promises?limit=1&state=promised").json()["rows"][0]
        self.item, self.customer = promise["item"], promise["customer"]
        self.promise = promise["promise"].removeprefix("P-")
        self.client = client

    def in_gap(self, name: str, gap: str) -> str:
        """Return what stands in the gap of a page's address; NUL where there is none of it."""
        kind = name.partition("_")[0]
        match kind, gap:
            case ("promise", "number"):
                return self.promise
            case ("item", "key"):
                return quote(self.item)
            case ("customer", "key"):
                return quote(self.customer)
            case ("resource" | "supplier", "key"):
                return self.first_of(f"/{kind}s/", f"/{kind}s/of/")
            case ("data", "name"):
                return "order_line"
            case ("data", "number"):
                return self.first_of("/data/changes/", "/data/changes/") if name.startswith("data_change") else "\0"
            case ("supply", "number"):
                return "\0"  # a plan or a job, which nobody has made here
            case ("quote" | "promises", "of"):
                return "items"
            case ("people", "username"):
                return self.first_of("/people/", "/people/of/")
            case ("account" | "promises" | "backlog", "number"):
                return "\0"  # a token, a kept view or new days, which nobody has made here
            case _:
                raise KeyError(f"say in benchmarks.pages what stands in <{gap}> of the page {name}")

    def query_of(self, name: str) -> str:
        """Return what a part of a page has to be asked for."""
        week = dt.date.today().isoformat()  # noqa: DTZ011  any week will do
        match name:
            case "item_chart":
                return f"?site={quote(self.first_site())}"
            case "supply_behind" | "supply_runs" | "supply_runs_table":
                return f"?resource={self.first_of('/resources/', '/resources/of/')}&week={week}"
            case "search":
                return f"?q={quote(self.item[:3])}"
            case _:
                return ""

    def first_site(self) -> str:
        """Return the site at which the item is kept."""
        rows = self.client.get(f"/api/v1/items/{quote(self.item)}").json()["sites"]
        return str(rows[0]["site"])

    def first_of(self, page: str, begins: str) -> str:
        """Return what the first link of a page that begins like this leads to."""
        found = re.search(f'href="{re.escape(begins)}([^"/?#]+)/"', self.client.get(page).text)
        return found[1] if found else "\0"


def first_byte(client: httpx.Client, address: str, *, part: bool = False) -> tuple[float, int] | None:
    """Return the seconds to the first byte of a page and its weight on the way; None: it is no page to look at.

    What leads to its page where it is opened by itself is asked for as a part, as the page asks for it.
    """
    headers = {"Accept-Encoding": "gzip", **({"HX-Request": "true"} if part else {})}
    start = time.perf_counter()
    with client.stream("GET", address, headers=headers) as answer:
        took = time.perf_counter() - start
        weight = sum(len(each) for each in answer.iter_raw())
        if answer.status_code == 302 and not part:
            return first_byte(client, address, part=True)
        if answer.status_code in {302, 405}:
            return None
        assert answer.status_code == 200, (address, answer.status_code)
    return took, weight


def one_hold(client: httpx.Client) -> Callable[[], None]:
    """Return what holds one of an item that is sold, and gives it back: two entries in the ledger."""
    sold = client.get("/api/v1/promises?limit=1&state=promised").json()["rows"][0]["item"]
    by = (dt.date.fromisoformat(client.get("/api/v1/me").json()["today"]) + dt.timedelta(days=200)).isoformat()

    def ask() -> None:
        line = {"item": sold, "quantity": 1, "by": by}
        held = client.post("/api/v1/holds", json={"lines": [line], "accept_late": True})
        assert held.status_code == 201, held.text
        number = held.json()["promises"][0]["number"]
        assert client.post(f"/api/v1/promises/{number}/release", json={}).status_code == 200

    return ask


def memory_per_user(served: Served) -> float:
    """Return the megabytes that each user more costs: their connections stay open, all look at the same time."""
    clients = [served.client(person) for person in range(len(served.tokens))]

    def look(client: httpx.Client) -> None:
        for page in PAGES_OF_A_USER:
            assert client.get(page).status_code == 200

    with ThreadPoolExecutor(8) as first:  # the server's threads all come to life
        for _ in range(3):
            list(first.map(look, clients[:1] * 8))
    before = served.memory_mb()
    with ThreadPoolExecutor(8) as users:
        list(users.map(look, clients[1:]))
    grown = served.memory_mb() - before
    for client in clients:
        client.close()
    return round(grown / (len(clients) - 1), 3)


def worst(figures: dict[str, float], count: int = 6) -> dict[str, float]:
    """Return the largest figures."""
    return dict(sorted(figures.items(), key=lambda pair: -pair[1])[:count])


def p95(seconds: Sequence[float] | np.ndarray) -> float:
    """Return what 95 % stay below, in milliseconds."""
    return round(float(np.percentile(seconds, 95)) * 1e3, 2)
