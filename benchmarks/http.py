"""How fast pages and the API answer over HTTP: ``python -m benchmarks.http``.

The sample company, and one of 10,000 items and 100,000 promises, are served by the real server, in a process of its
own, as `handfast serve` serves them; this process asks. ``--processes`` lets several of them answer, ``--own-core``
keeps each to a core. Short answers and complete offers are counted in batches of 1,000 and 200 asks, of as many clients
at a time as there are processes; the quote is one ask, by eight users at once, none of whom ever pauses; the promise
ratio compares durable promises with the trivial endpoint ``/api/v1/me`` behind the same sign-in and middleware, one
after another on one connection. Who asks for these is the standard library's plain client: what a client takes of the
same cores is missing to the server. Every page of the table of addresses is asked (see ``benchmarks.pages``), and so is
what a user more costs in memory. Beside the figures stand the server's processor time for each request, and how long
the disk takes to keep anything: on a machine that others use too, these say what it costs, and what no server could
make quicker.

The large company takes minutes to build: ``--keep FOLDER`` keeps it there between runs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np

import handfast.facade
from benchmarks.large_company import large_company
from benchmarks.pages import memory_per_user, p95, page_figures
from benchmarks.served import Served, as_json, serving
from handfast.examples.alder_and_pine import alder_and_pine

AIMS = {
    "ttfb_p95_ms": 60,
    "weight_kb": 200,
    "quote_p95_ms": 30,
    "promise_ratio": 0.4,
    "batch_short_per_s": 20_000,
    "batch_offers_per_s": 500,
    "mb_per_user": 1,
}
USERS, ROUNDS, PEOPLE, BATCHES = 8, 40, 41, 5
COMPANIES = ("sample", "large")
WHAT = ("asks", "pages", "memory")


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests of each kind and user")
    parser.add_argument("--companies", nargs="+", choices=COMPANIES, default=list(COMPANIES))
    parser.add_argument("--what", nargs="+", choices=WHAT, default=list(WHAT), help="what is measured")
    parser.add_argument("--processes", type=int, default=1, help="processes that answer: handfast serve --processes")
    parser.add_argument("--own-core", action="store_true", help="each keeps to a core: handfast serve --own-core")
    parser.add_argument("--keep", type=Path, help="folder outside the repository that keeps the large company")
    chosen = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for company in chosen.companies:
            place = Path(folder) / f"{company}.db"
            write_company(company, place, chosen.keep or Path(folder))
            found[company] = figures_of(
                place, set(chosen.what), chosen.rounds, chosen.processes, own_core=chosen.own_core
            )
    said = {"processes": chosen.processes, "own_core": chosen.own_core, "cores": os.cpu_count(), "aims": AIMS}
    print(json.dumps({**found, **said}))


def write_company(name: str, place: Path, keep: Path) -> None:
    """Put a fresh company at `place`."""
    if name == "large":
        shutil.copy(large_company(keep), place)
        return
    with handfast.facade.create(place, actor="benchmark") as company:
        company.load(alder_and_pine())


def figures_of(place: Path, what: set[str], rounds: int, processes: int, *, own_core: bool) -> dict[str, Any]:
    """Return the figures of a company that so many processes serve."""
    figures: dict[str, Any] = {}
    with serving(place, people=PEOPLE, processes=processes, own_core=own_core) as served, served.client() as client:
        today = dt.date.fromisoformat(client.get("/api/v1/me").json()["today"])
        if "asks" in what:
            figures |= measured(served, client, today, rounds, processes) | {"sync_ms": sync_ms(place.parent)}
        if "memory" in what:
            figures["mb_per_user"] = memory_per_user(served)
        if "pages" in what:
            figures |= page_figures(client, rounds)
        figures["server_mb"] = round(served.memory_mb())
    return figures


def measured(served: Served, client: httpx.Client, today: dt.date, rounds: int, processes: int) -> dict[str, Any]:
    """Return the figures of asks and promises."""
    items = [row["item"] for row in client.get("/api/v1/items").json()["rows"]]
    sold = [item for item in items if client.post("/api/v1/offers", json=one(item, 1, today)).json()["feasible"]]
    asks = [one(sold[n % len(sold)], 1 + n % 50, today + dt.timedelta(days=5 + n % 60)) for n in range(1000)]
    sent = [as_json(ask) for ask in asks]
    worked: dict[str, float] = {}
    asker = served.asker()

    def median(kind: str, method: str, path: str, bodies: Sequence[bytes | None]) -> float:
        before = served.cpu_seconds()
        took = [asker.timed(method, path, body) for body in bodies]
        worked[kind] = round((served.cpu_seconds() - before) / len(bodies) * 1e3, 2)
        return float(np.median(took))

    def batch(kind: str, count: int, *, full: bool) -> float:
        body = as_json({"asks": asks[:count], "full": full})

        def asked(_client: int) -> list[float]:
            own = served.asker()
            return [own.timed("POST", "/api/v1/offers/batch", body) for _ in range(BATCHES)]

        before = served.cpu_seconds()
        with ThreadPoolExecutor(processes) as clients:
            took = [each for some in clients.map(asked, range(processes)) for each in some]
        worked[kind] = round((served.cpu_seconds() - before) / len(took) * 1e3, 2)
        return round(processes * count / float(np.median(took)), 1)

    short, offers = batch("1,000 short", 1000, full=False), batch("200 offers", 200, full=True)
    with ThreadPoolExecutor(USERS) as users:
        all_took = users.map(lambda user: served.asker(user).offers(sent[user * 97 :][:rounds]), range(USERS))
        took = np.array([each for one_user in all_took for each in one_user])
    alone = np.array(asker.offers(sent[:rounds]))
    trivial = median("trivial", "GET", "/api/v1/me", [None] * rounds)
    promises = [as_json({**ask, "accept_late": True}) for ask in asks[:rounds]]
    promised = median("promise", "POST", "/api/v1/promises", promises)
    return {
        "quote_p95_ms": p95(took),
        "quote_alone_p95_ms": p95(alone),
        "promise_ratio": round(trivial / promised, 3),
        "batch_short_per_s": short,
        "batch_offers_per_s": offers,
        "server_cpu_ms": worked,
    }


def sync_ms(folder: Path) -> float:
    """Return how long the disk takes until 4 kB last: no durable promise is quicker."""
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            start = time.perf_counter()
            os.fsync(file)
            took.append(time.perf_counter() - start)
    return round(float(np.median(took)) * 1e3, 3)


def one(item: str, quantity: int, by: dt.date) -> dict[str, Any]:
    """Return an ask of one line."""
    return {"lines": [{"item": item, "quantity": quantity, "by": by.isoformat()}]}


if __name__ == "__main__":
    main()
