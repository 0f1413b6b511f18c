"""A worker beside a server lives as long as that one does, and no longer."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.company.routines.conftest import NOW, wait_until

from handfast.company.opening import create, open_company
from handfast.company.routines import jobs

SERVER = """
import sys
from handfast.company.routines.beside import worker_beside

with worker_beside(sys.argv[1]):
    print("serving", flush=True)
    sys.stdin.read()
"""


def children(of: int) -> list[int]:
    """Return the processes that a process started."""
    return [int(word) for word in Path(f"/proc/{of}/task/{of}/children").read_text().split()] + [
        int(word)
        for task in Path(f"/proc/{of}/task").iterdir()
        if task.name != str(of)
        for word in (task / "children").read_text().split()
    ]


def is_there(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:1]
    except FileNotFoundError:
        return False


def test_a_worker_beside_does_jobs_and_goes_with_its_server(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDFAST_BACKUPS", str(tmp_path))
    place = tmp_path / "acme.db"
    with create(place) as database:
        number = database.run(jobs.ask, "backup", {"quick": True}, actor="jo", now=NOW)
    for ending in ("input", "kill"):
        command = [sys.executable, "-c", SERVER, str(place)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
            assert server.stdout.readline() == b"serving\n"
            wait_until(lambda pid=server.pid: bool(children(pid)))
            worker = children(server.pid)[0]
            if ending == "input":
                with open_company(place) as database:
                    wait_until(lambda: database.run(jobs.job_by_id, number).state == "done")
                server.stdin.close()
                assert server.wait(60) == 0
            else:
                os.kill(server.pid, signal.SIGKILL)
            wait_until(lambda worker=worker: not is_there(worker))
    assert list(tmp_path.glob("acme-*.backup"))
