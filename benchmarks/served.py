"""A company served by the real server in a process of its own, as `handfast serve` serves it, and who asks it."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

import handfast.facade
from handfast.doors.serve.server import free_port


@dataclass(frozen=True)
class Served:
    """A served company: its address, the tokens of people who may do everything, and the server's process."""

    address: str
    tokens: list[str]
    process: int

    def client(self, person: int = 0) -> httpx.Client:
        """Return a client of one of the people."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=120)

    def asker(self, person: int = 0) -> Asker:
        """Return one of the people as a program that asks."""
        return Asker(self.address, self.tokens[person])

    def memory_mb(self) -> float:
        """Return the memory of the server's processes that is theirs alone (Linux tells it)."""
        return sum(_private_kb(process) for process in _family(self.process)) / 1024

    def cpu_seconds(self) -> float:
        """Return the processor time that the server's processes have used (Linux tells it)."""
        return sum(_ticks(process) for process in _family(self.process)) / os.sysconf("SC_CLK_TCK")


class Asker:
    """Who asks one thing after the other on one connection, at next to no cost.

    What a client takes of the processor is missing to a server on the same cores: httpx takes 1.5 to 2 ms a request,
    half as long as an offer.
    """

    def __init__(self, address: str, token: str) -> None:
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=120)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def timed(self, method: str, path: str, body: bytes | None = None) -> float:
        """Return how many seconds a request took that was answered as it should be."""
        start = time.perf_counter()
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - start
        assert answer.status in {200, 201}, content
        return took

    def offers(self, asks: list[bytes]) -> list[float]:
        """Return how long each ask took, one after the other."""
        return [self.timed("POST", "/api/v1/offers", each) for each in asks]


def as_json(content: object) -> bytes:
    """Return what is sent."""
    return json.dumps(content, separators=(",", ":")).encode()


@contextmanager
def serving(place: Path, *, people: int = 1, processes: int = 1, own_core: bool = False) -> Iterator[Served]:
    """Serve the company at `place`, where `people` people may do and see everything, by so many processes."""
    tokens = tokens_for(place, people)
    port = free_port("127.0.0.1")
    said = ["serve", "--company", str(place), "--port", str(port), "--processes", str(processes)]
    said += ["--own-core"] if own_core else []
    command = [sys.executable, "-c", "from handfast.doors.cli import main; main()", *said]
    environment = {
        **os.environ,
        "HANDFAST_SECRET_KEY": secrets.token_urlsafe(48),
        "HANDFAST_HOSTS": "127.0.0.1",
        "HANDFAST_PLAIN_HTTP": "yes",
        "HANDFAST_API_PER_MINUTE": "10000000",
    }
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield Served(address, tokens, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def tokens_for(place: Path, people: int) -> list[str]:
    """Return a token for each of so many new people who have all roles."""
    from handfast.company.actions.people.make_token import make_token
    from handfast.company.people.directory import person_of
    from handfast.company.people.roles import ROLES

    found = []
    with handfast.facade.open(place, actor="benchmark") as company, company.database.here():
        from handfast.company.models.people import User

        for _ in range(people):
            username = f"benchmark-{secrets.token_hex(6)}"
            person = person_of(User.objects.create_user(username, roles=list(ROLES)))
            scope = sorted(person.permissions)
            found.append(make_token("benchmark", scope, days=1, by=person, now=company.clock()).secret)
    return found


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {address}")


def _family(process: int) -> list[int]:
    """Return a process and all that came of it."""
    found = [process]
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _private_kb(process: int) -> int:
    rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith(("Private_Clean", "Private_Dirty")))


def _ticks(process: int) -> int:
    """Return the ticks that a process has worked, for itself and in the system (proc(5))."""
    _, _, fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")
    return sum(map(int, fields.split()[11:13]))
