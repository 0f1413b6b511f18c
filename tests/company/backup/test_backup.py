"""A backup is the company as it stood at one moment, and becomes that company again, on either database."""

import datetime as dt
import gc
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from tests.company.conftest import DATABASES, Places
from tests.company.ledger_for_tests import NOW, make, put_on_shelf, take

from handfast.company import ledger, schema
from handfast.company.backup.backup import back_up, tried
from handfast.company.backup.contents import LEFT_OUT, carried_tables
from handfast.company.backup.file import BackupReader, BackupWriter
from handfast.company.backup.restore import restore
from handfast.company.database import Database, current
from handfast.company.ledger.state import read_state
from handfast.company.opening import open_company
from handfast.errors import Conflict, CursorOutdated, DatabaseError, NewerDatabase, NotFound

KNOWN = {"audit": "who did what about people", "person": "password hashes, without which nobody could sign in"}
"""Tables whose names sound like secrets, and why they are in a backup."""


@pytest.fixture(params=DATABASES)
def target(request, tmp_path) -> Places:
    """Places for the restored company."""
    (tmp_path / "target").mkdir()
    made = Places(request.param, request, tmp_path / "target")
    made._made.append("")  # the shared company is the other's
    yield made
    made.clear()


def busy_day() -> None:
    """Let something of each kind stand in the company."""
    shelf, oak = put_on_shelf(100), put_on_shelf(500, node=8, ref='PO-1 "ö"')
    take(30, shelf)
    take(10, shelf, "held")
    make(5, oak)
    make(7, oak, "promised", surplus=3)


def digests(path: Path) -> dict[str, tuple[int, str]]:
    with BackupReader(path) as reader:
        return {
            name: (table["rows"], table["sha256"])
            for name, table in reader.manifest["tables"].items()
            if name not in {"head", "job", "webhook"}
        }


def run(database: Database, function, *args, **kwargs):
    return database.run(function, *args, **kwargs)


def test_what_is_restored_is_what_was_there(here, target, tmp_path):
    busy_day()
    people = apps.get_model("company", "User").objects
    people.create_user("anna", "oak and pine", name="Änna ♥")
    file, again = tmp_path / "one.backup", tmp_path / "two.backup"
    written = back_up(file, now=NOW)
    before = read_state()
    place = target.nothing()
    done = restore(file, place, now=NOW)
    assert done.faults == []
    assert done.entries == written.entries > 4
    with open_company(place) as restored:
        after = run(restored, read_state)
        assert (after.supplies, after.needs, after.days) == (before.supplies, before.needs, before.days)
        run(restored, back_up, again, now=NOW)
        assert digests(again) == digests(file)
        with restored.here():
            assert people.get(username="anna").check_password("oak and pine")
        assert after.cursor.epoch != before.cursor.epoch


def test_a_restored_company_goes_on_where_it_stood(here, target, tmp_path):
    shelf = put_on_shelf(100)
    taken = take(10, shelf)
    old = read_state().cursor
    back_up(tmp_path / "a.backup", now=NOW)
    place = target.nothing()
    restore(tmp_path / "a.backup", place, now=NOW)
    with open_company(place) as restored:
        assert run(restored, take, 5, shelf) > taken
        assert run(restored, ledger.verify) == []
        if restored.vendor == current().vendor:
            with pytest.raises(CursorOutdated):
                run(restored, ledger.tail, old)


def test_a_backup_is_one_moment_while_others_write(here, tmp_path):
    shelf = put_on_shelf(1_000_000)
    stop, written = threading.Event(), []

    def go_on() -> None:
        with open_company(place_of(here)) as mine:
            while not stop.is_set():
                written.append(mine.run(take, 1, shelf))

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for number in range(3):
            while len(written) < 20 * (number + 1):
                assert writer.is_alive()
                stop.wait(0.01)
            before = len(written)
            file = tmp_path / f"{number}.backup"
            made = back_up(file, now=NOW)
            assert before < made.entries
            assert tried(file, now=NOW) == []
            with BackupReader(file) as reader:
                promises = sum(1 for _ in reader.rows("promise"))
                assert promises == sum(1 for _ in reader.rows("entry")) - 1  # each entry after the first is one promise
    finally:
        stop.set()
        writer.join()


def place_of(database: Database) -> str:
    """Return where a company is, as another process opens it."""
    if database.vendor == "sqlite":
        return database.place
    settings = database.connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


SLOW = """
import os, sys, datetime as dt
from pathlib import Path
from handfast.company.opening import open_company
from handfast.company.backup.backup import back_up
from handfast.company.backup.restore import restore

def told(what, done, of):
    if what == sys.argv[1]:
        print("there", flush=True)
        sys.stdin.read()

now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
if sys.argv[1] == "restoring":
    from handfast.settings import configure
    configure()
    restore(Path(sys.argv[2]), sys.argv[3], now=now, replace=True, progress=told)
else:
    with open_company(sys.argv[3]) as database:
        database.run(back_up, Path(sys.argv[2]), now=now, progress=told)
"""


def killed_at(what: str, file: Path, place: str) -> None:
    """Begin in another process, and kill it where it tells `what`."""
    command = [sys.executable, "-c", SLOW, what, str(file), place]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("what", ["backing up", "checking"])
def test_a_backup_that_is_killed_is_none(here, tmp_path, what):
    busy_day()
    file = tmp_path / "a.backup"
    killed_at(what, file, place_of(here))
    assert not file.exists()
    assert back_up(file, now=NOW).entries
    assert tried(file, now=NOW) == []


def test_a_restore_that_is_killed_changes_nothing(here, tmp_path):
    busy_day()
    file = tmp_path / "a.backup"
    back_up(file, now=NOW)
    put_on_shelf(7)
    before = read_state()
    killed_at("restoring", file, place_of(here))
    after = read_state()
    assert (after.supplies, after.needs, after.cursor.epoch) == (before.supplies, before.needs, before.cursor.epoch)
    assert ledger.verify() == []
    if here.vendor == "sqlite":
        place = tmp_path / "elsewhere.db"
        killed_at("restoring", file, str(place))
        assert not place.exists()


def test_nothing_is_written_over_unless_somebody_says_so(here, tmp_path):
    file = tmp_path / "a.backup"
    back_up(file, now=NOW)
    shelf = put_on_shelf(7)
    with pytest.raises(Conflict, match="exists already"):
        back_up(file, now=NOW)
    with pytest.raises(Conflict, match="already"):
        restore(file, place_of(here), now=NOW)
    assert read_state().supplies[0].id == shelf
    back_up(file, now=NOW, replace=True)
    assert tried(file, now=NOW) == []


def test_who_has_the_company_open_meets_the_restored_one(here, tmp_path):
    shelf = put_on_shelf(50)
    file = tmp_path / "a.backup"
    back_up(file, now=NOW)
    take(20, shelf)
    cursor = read_state().cursor
    restore(file, place_of(here), now=NOW, replace=True)
    assert read_state().supplies[0].committed == 0
    with pytest.raises(CursorOutdated):
        ledger.tail(cursor)
    take(50, shelf)
    assert ledger.verify() == []


LATER_COLUMNS = {"allocation": {"resource"}, "plan": {"kept"}, "entry": {"reason_made_of"}}


def test_an_older_company_is_brought_up_to_date(here, tmp_path, target):
    """As a backup of the version before jobs and webhooks looks."""
    busy_day()
    file, old = tmp_path / "new.backup", tmp_path / "old.backup"
    back_up(file, now=NOW)
    later = {"job", "event", "event_head", "webhook", "goal", "limit"}
    with zipfile.ZipFile(file) as new, zipfile.ZipFile(old, "w") as older:
        manifest = json.loads(new.read("manifest.json"))
        known = {name for name in manifest["tables"] if name not in later}
        manifest["migrations"]["company"] = "0008_people"
        manifest["schema"] = 8
        columns_then = columns_of_version_8(tmp_path)
        manifest["tables"] = {name: manifest["tables"][name] for name in known & columns_then.keys()}
        manifest["counters"] = {name: n for name, n in manifest["counters"].items() if name in manifest["tables"]}
        for name, table in manifest["tables"].items():
            named = [column for column, _ in table["columns"]]
            kept = [n for n, column in enumerate(named) if column not in LATER_COLUMNS.get(name, ())]
            assert {named[n] for n in kept} <= columns_then[name], "extend this test: a later version changed it"
            table["columns"] = [table["columns"][n] for n in kept]
            lines = new.read(f"tables/{name}.jsonl")
            if len(kept) < len(named):
                rows = map(json.loads, lines.splitlines())
                lines = "".join(json.dumps([row[n] for n in kept]) + "\n" for row in rows).encode()
                table["sha256"] = hashlib.sha256(lines).hexdigest()
            older.writestr(f"tables/{name}.jsonl", lines)
        older.writestr("manifest.json", json.dumps(manifest))
    place = target.nothing()
    assert restore(old, place, now=NOW).faults == []
    with open_company(place) as restored:
        assert run(restored, schema.version, restored) == schema.SCHEMA


def columns_of_version_8(folder: Path) -> dict[str, set[str]]:
    """Return all tables' columns as migration 8 left them."""
    from django.core.management import call_command

    from handfast.company.opening import created

    def make_old(database: Database) -> None:
        call_command("migrate", "company", "0008_people", database=database.alias, interactive=False, verbosity=0)
        with database.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'PRAGMA table_info("{name}")')
                found[name] = {row[1] for row in cursor.fetchall()}
        schema.migrate(database)

    found: dict[str, set[str]] = {}
    created(folder / "version8.db", make_old).close()
    return found


def changed(file: Path, **said: object) -> Path:
    """Return a copy of a backup with another manifest."""
    other = file.with_name("changed.backup")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | said).encode()
            new.writestr(name, content)
    return other


def test_a_newer_one_is_refused(here, tmp_path):
    file = tmp_path / "a.backup"
    back_up(file, now=NOW)
    for said in ({"schema": schema.SCHEMA + 1}, {"handfast_backup": 2}):
        with pytest.raises(NewerDatabase, match="pip install --upgrade"):
            restore(changed(file, **said), tmp_path / "new.db", now=NOW)
    assert not (tmp_path / "new.db").exists()


def test_what_is_damaged_is_refused(here, tmp_path):
    busy_day()
    file = tmp_path / "a.backup"
    back_up(file, now=NOW)
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as opened:
        place = opened.getinfo("tables/entry.jsonl").header_offset + 100
    damaged = tmp_path / "damaged.backup"
    for content in (whole[: len(whole) // 2], whole[:place] + b"\x00\x01\x02" + whole[place + 3 :], b"", b"PK"):
        damaged.write_bytes(content)
        with pytest.raises(DatabaseError, match="damaged"):
            restore(damaged, tmp_path / "new.db", now=NOW)
        assert not (tmp_path / "new.db").exists()
    with pytest.raises(NotFound):
        restore(tmp_path / "nothing.backup", tmp_path / "new.db", now=NOW)


def test_a_ledger_that_contradicts_itself_is_seen(here, tmp_path):
    shelf = put_on_shelf(50)
    take(20, shelf)
    with here.connection.cursor() as cursor:
        cursor.execute("UPDATE balance SET committed = 19")
    file, place = tmp_path / "a.backup", tmp_path / "new.db"
    back_up(file, now=NOW)
    assert "committed is 19" in tried(file, now=NOW)[0]
    with pytest.raises(DatabaseError, match="contradicts itself"):
        restore(file, place, now=NOW)
    assert not place.exists()
    assert restore(file, place, now=NOW, unsound=True).faults


def test_nothing_that_reaches_outside_goes_on(here, tmp_path):
    models = {name: apps.get_model("company", name) for name in ("Job", "Upload", "Webhook", "Token", "Session")}
    sent = models["Upload"].objects.create(name="a.csv", actor="jo", sent=NOW, size=1, content=b"\xff\x00")
    models["Job"].objects.create(kind="plan", actor="jo", asked=NOW, upload=sent.id)
    models["Job"].objects.create(
        kind="plan", actor="jo", asked=NOW, state="running", worker="w", lease_until=NOW + dt.timedelta(hours=1)
    )
    models["Webhook"].objects.create(
        url="https://example.com", secret="s", actor="jo", made=NOW, position=3, attempts=2
    )
    token = {"person": 1, "name": "n", "start": "s", "scope": [], "made": NOW, "expires": NOW}
    models["Token"].objects.create(digest="d", **token)
    models["Session"].objects.create(session_key="k", session_data="d", expire_date=NOW)
    back_up(tmp_path / "a.backup", now=NOW)
    restore(tmp_path / "a.backup", tmp_path / "new.db", now=NOW)
    with open_company(tmp_path / "new.db") as restored, restored.here():
        assert [job.state for job in models["Job"].objects.all()] == ["cancelled", "cancelled"]
        assert {job.error for job in models["Job"].objects.all()} == {"restored from a backup"}
        hook = models["Webhook"].objects.get()
        assert (hook.state, hook.attempts, hook.position, hook.secret) == ("paused", 0, 3, "s")
        assert not models["Token"].objects.exists()
        assert not models["Session"].objects.exists()
        assert not models["Upload"].objects.exists()


def test_every_table_that_sounds_like_a_secret_was_thought_of():
    words = ("session", "token", "secret", "invitation", "reset", "attempt", "upload", "person", "audit", "otp")
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    sounding = {name for name in tables if any(word in name for word in words) and not name.startswith("person_")}
    assert sounding <= LEFT_OUT.keys() | KNOWN.keys(), "decide whether these belong into a backup"
    assert not LEFT_OUT.keys() & {each.name for each in carried_tables()}


def test_only_those_who_may_read_everything_can_read_it(here, tmp_path):
    back_up(tmp_path / "a.backup", now=NOW)
    assert (tmp_path / "a.backup").stat().st_mode & 0o077 == 0


def test_what_cannot_be_written_complains_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(OSError, match="full"), BackupWriter(tmp_path / "part") as writer:
        raise OSError(28, "the disk is full")
    del writer
    gc.collect()
    assert complaints == []
