"""How fast pages and the API answer over HTTP: ``python -m benchmarks.http``.

The sample company is served by the real server, in a process of its own, as `handfast serve` serves it; this process
asks. Short answers and complete offers are counted in batches of 1,000 and 200 asks; the quote is one ask, by
eight users at once; the promise ratio compares durable promises with the trivial endpoint ``/api/v1/me`` behind the
same sign-in and middleware, one after another on one connection.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

import handfast.facade
from handfast.doors.serve.server import free_port
from handfast.examples.alder_and_pine import alder_and_pine

AIMS = {
    "ttfb_p95_ms": 60,
    "weight_kb": 200,
    "quote_p95_ms": 30,
    "promise_ratio": 0.4,
    "batch_short_per_s": 20_000,
    "batch_offers_per_s": 500,
}
USERS, ROUNDS = 8, 40
PAGES = ("/", "/quote/", "/promises/", "/customers/")


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests of each kind and user")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (address, token, today):
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            figures = measured(client, today, rounds)
    print(json.dumps({**figures, "aims": AIMS}))


def measured(client: httpx.Client, today: dt.date, rounds: int) -> dict[str, float]:
    """Return the figures."""
    items = [row["item"] for row in client.get("/api/v1/items").json()["rows"]]
    sold = [item for item in items if client.post("/api/v1/offers", json=one(item, 1, today)).status_code == 200]
    asks = [one(sold[n % len(sold)], 1 + n % 50, today + dt.timedelta(days=5 + n % 60)) for n in range(1000)]

    def batch(count: int, *, full: bool) -> float:
        content = {"asks": asks[:count], "full": full}
        took = [timed(lambda: client.post("/api/v1/offers/batch", json=content)) for _ in range(5)]
        return round(count / float(np.median(took)), 1)

    def quotes(user: int) -> list[float]:
        with httpx.Client(base_url=client.base_url, headers=client.headers, timeout=60) as own:
            return [timed(lambda n=n: own.post("/api/v1/offers", json=asks[user * 97 + n])) for n in range(rounds)]

    short, offers = batch(1000, full=False), batch(200, full=True)
    with ThreadPoolExecutor(USERS) as users:
        took = np.array([each for one_user in users.map(quotes, range(USERS)) for each in one_user])
    alone = np.array([timed(lambda n=n: client.post("/api/v1/offers", json=asks[n])) for n in range(rounds)])
    trivial = np.median([timed(lambda: client.get("/api/v1/me")) for _ in range(rounds)])
    promised = np.median(
        [
            timed(lambda n=n: client.post("/api/v1/promises", json={**asks[n], "accept_late": True}))
            for n in range(rounds)
        ]
    )
    return {
        "quote_p95_ms": p95(took),
        "quote_alone_p95_ms": p95(alone),
        "promise_ratio": round(float(trivial / promised), 3),
        "batch_short_per_s": short,
        "batch_offers_per_s": offers,
        **pages(client, rounds),
    }


def pages(client: httpx.Client, rounds: int) -> dict[str, float]:
    """Return how long pages take to their first byte, and what the heaviest weighs on its way."""
    took, weight = list[float](), 0
    for page in PAGES:
        for _ in range(rounds):
            start = time.perf_counter()
            with client.stream("GET", page, headers={"Accept-Encoding": "gzip"}) as answer:
                took.append(time.perf_counter() - start)
                assert answer.status_code == 200, (page, answer.status_code)
                weight = max(weight, sum(len(part) for part in answer.iter_raw()))
    return {"ttfb_p95_ms": p95(np.array(took)), "weight_kb": round(weight / 1000, 1)}


def one(item: str, quantity: int, by: dt.date) -> dict[str, Any]:
    """Return an ask of one line."""
    return {"lines": [{"item": item, "quantity": quantity, "by": by.isoformat()}]}


def timed(call: Callable[[], httpx.Response]) -> float:
    """Return how many seconds a request took that was answered as it should be."""
    start = time.perf_counter()
    answer = call()
    took = time.perf_counter() - start
    assert answer.status_code in {200, 201}, answer.text
    return took


def p95(seconds: np.ndarray) -> float:
    """Return what 95 % stay below, in milliseconds."""
    return round(float(np.percentile(seconds, 95)) * 1e3, 2)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, str, dt.date]]:
    """Serve the sample company in a process of its own; yield its address, a token, and the company's today."""
    from handfast.company.actions.people.make_token import make_token
    from handfast.company.actions.people.visit import visitor
    from handfast.company.people.directory import person_of
    from handfast.company.people.roles import ROLES

    path = folder / "alder-and-pine.db"
    with handfast.facade.create(path, actor="benchmark") as company:
        company.load(alder_and_pine())
        with company.database.here():
            person = person_of(visitor(ROLES["system"], now=company.clock()))
            token = make_token("benchmark", sorted(person.permissions), days=1, by=person, now=company.clock()).secret
        today = company.today
    port = free_port("127.0.0.1")
    said = ["serve", "--company", str(path), "--port", str(port)]
    command = [sys.executable, "-c", "from handfast.doors.cli import main; main()", *said]
    environment = {
        **os.environ,
        "HANDFAST_SECRET_KEY": secrets.token_urlsafe(48),
        "HANDFAST_HOSTS": "127.0.0.1",
        "HANDFAST_PLAIN_HTTP": "yes",
        "HANDFAST_API_PER_MINUTE": "10000000",
    }
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address, token, today
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {address}")


if __name__ == "__main__":
    main()
