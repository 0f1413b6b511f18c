"""The real server, as a process of its own: it starts, answers, finishes what is under way, and stops."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe

import httpx
import pytest

import handfast.facade
from handfast.company.actions.people.make_token import make_token
from handfast.company.people.directory import person_of
from handfast.company.people.roles import ROLES
from handfast.doors.serve.server import Listening, assert_free, free_port
from handfast.errors import BadConfiguration


@pytest.fixture
def company(sample_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "alder-and-pine.db"
    shutil.copy(sample_file, path)
    return path


def start(company: Path, *more: str, **environment: str) -> tuple[subprocess.Popen[str], str]:
    port = free_port("127.0.0.1")
    words = [sys.executable, "-c", "from handfast.doors.cli import main; raise SystemExit(main())"]
    process = subprocess.Popen(
        [*words, "serve", "--company", str(company), "--port", str(port), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    return process, f"http://127.0.0.1:{port}"


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("it never became ready")


@pytest.fixture
def demonstration(company: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process, address = start(company, "--demo", "--log", "json")
    try:
        wait_for(address, process)
        yield process, address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the one that watches, and the one that answers
        process.communicate()


@pytest.mark.slow
def test_it_answers_and_stops_when_told(demonstration: tuple[subprocess.Popen[str], str]) -> None:
    process, address = demonstration
    with urllib.request.urlopen(f"{address}/visit/") as answer:
        assert b"Who are you today?" in answer.read()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out == ""
    assert f"ready at {address}/" in err
    assert '"message": "GET /visit/ 200"' in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_what_is_under_way_is_finished(demonstration: tuple[subprocess.Popen[str], str]) -> None:
    """A request whose body is still coming when the server is told to stop gets its answer."""
    process, address = demonstration
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        head = "POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\nuser"
        connection.sendall(head.encode())
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(b"name=x")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 403"), answer[:200]
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.slow
def test_production_says_when_it_is_ready_though_people_type_another_name(company: Path) -> None:
    process, address = start(company, HANDFAST_SECRET_KEY=token_urlsafe(48), HANDFAST_HOSTS="handfast.acme.example")
    wait_for(address, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"ready at {address}/" in err
    assert "Traceback" not in err


def token_for(company: Path) -> str:
    with handfast.facade.open(company, actor="tests") as opened, opened.database.here():
        from handfast.company.models.people import User

        person = person_of(User.objects.create_user("robot", roles=list(ROLES)))
        return make_token("tests", sorted(person.permissions), days=1, by=person, now=opened.clock()).secret


def wait_until_both_answered(address: str, folder: Path) -> None:
    """Open connections until either process has measured an answer of its own."""
    for _ in range(600):
        with urllib.request.urlopen(f"{address}/healthz", timeout=5):
            pass
        if len(list(folder.glob("handfast-measures-*/counter_*.db"))) == 2:
            return
        time.sleep(0.1)
    raise AssertionError("one process alone answered")


@pytest.mark.slow
def test_processes_see_what_each_other_wrote_and_measure_together(company: Path, tmp_path: Path) -> None:
    token = token_for(company)
    production = {"HANDFAST_SECRET_KEY": token_urlsafe(48), "HANDFAST_HOSTS": "127.0.0.1", "HANDFAST_PLAIN_HTTP": "1"}
    process, address = start(company, "--processes", "2", "--own-core", **production, TMPDIR=str(tmp_path))
    try:
        wait_for(address, process)
        wait_until_both_answered(address, tmp_path)
        clients = [httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) for _ in range(8)]
        item = clients[0].get("/api/v1/promises?limit=1&state=promised").json()["rows"][0]["item"]
        for n, client in enumerate(clients):
            ask = {"lines": [{"item": item, "quantity": 1}], "accept_late": True}
            (made,) = client.post("/api/v1/promises", json=ask, timeout=60).json()["promises"]
            for other in clients[n - 1], clients[n - 3]:  # connections of either process, some of them
                (newest,) = other.get("/api/v1/promises?by=newest&limit=1", timeout=60).json()["rows"]
                assert newest["promise"] == made["promise"]
        told = clients[0].get("/metrics").text
        assert 'handfast_requests_total{method="POST",page="api:promises",status="201"} 8.0' in told
        for client in clients:
            client.close()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0
        assert not list(tmp_path.glob("handfast-measures-*"))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_production_does_not_start_without_its_secret(company: Path) -> None:
    process, _ = start(company, HANDFAST_SECRET_KEY="", HANDFAST_HOSTS="")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert out == ""
    assert "HANDFAST_SECRET_KEY is not set" in err
    assert "Traceback" not in err


def test_a_taken_port_is_said_with_its_cure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadConfiguration, match="--port"):
            assert_free(Listening(port=taken.getsockname()[1]))


def test_where_a_browser_finds_it() -> None:
    assert Listening("0.0.0.0", 8000).address == "http://localhost:8000/"
    assert Listening("::1", 8000).address == "http://[::1]:8000/"
