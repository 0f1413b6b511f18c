"""Tables come to their version once, whoever comes first, and the ledger stays append-only."""

import datetime as dt
import multiprocessing
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import Error, transaction
from tests.company.ledger_for_tests import NOW, put_on_shelf, take

from handfast.company import ledger, schema
from handfast.company.database import current
from handfast.company.ledger import write
from handfast.company.opening import create, open_company
from handfast.company.queries.promises import promise_by_id
from handfast.errors import CursorOutdated, DatabaseError

MIGRATIONS = Path(schema.__file__).with_name("migrations")


def test_the_version_is_the_last_migrations_number():
    numbers = [int(found[1]) for file in MIGRATIONS.glob("*.py") if (found := re.match(r"(\d{4})_", file.name))]
    assert max(numbers) == schema.SCHEMA


def open_and_verify(place: str, ready, go) -> None:
    ready.release()
    go.wait()
    with open_company(place) as database:
        assert database.run(ledger.verify) == []


OLD = 12


def make_old(place: str) -> None:
    """Take a company back to the tables of an old version, and without triggers, as rebuilding a table leaves it."""
    with open_company(place) as database, database.here(), database.connection.cursor() as cursor:
        with schema._alone(database):
            call_command("migrate", "company", f"{OLD:04}", database=database.alias, verbosity=0)
        cursor.execute("UPDATE head SET schema = %s", [OLD])
        for name in triggers():
            cursor.execute(f"DROP TRIGGER {name}" + (" ON entry" if database.vendor == "postgresql" else ""))


def triggers() -> list[str]:
    return list(schema.triggers(current(), "entry"))


def test_two_processes_migrating_at_once_both_succeed(places):
    place = places.nothing()
    create(place).close()
    make_old(place)
    spawn = multiprocessing.get_context("spawn")
    ready, go = spawn.Semaphore(0), spawn.Event()
    both = [spawn.Process(target=open_and_verify, args=(place, ready, go)) for _ in range(2)]
    for each in both:
        each.start()
    for _ in both:
        assert ready.acquire(timeout=60)
    go.set()
    for each in both:
        each.join(60)
    assert [each.exitcode for each in both] == [0, 0]
    with open_company(place) as database:
        assert database.run(schema.version, database) == schema.SCHEMA


def test_a_migration_brings_the_triggers_back(places):
    place = places.nothing()
    create(place).close()
    make_old(place)
    with open_company(place) as database, database.here(), database.connection.cursor() as cursor:
        put_on_shelf(1)
        with pytest.raises(Error, match="append-only"):
            cursor.execute("DELETE FROM entry")


def test_a_hold_given_back_before_version_15_stays_withdrawn_and_verifies(places):
    place = places.nothing()
    with create(place) as database, database.here():
        hold = take(2, put_on_shelf(3), state="held")
        write(ledger.given_back(ledger.holding(hold), kind="release", actor="ben", state="withdrawn"), NOW)
    make_old(place)
    with open_company(place) as database, database.here():
        assert ledger.verify() == []
        assert promise_by_id(hold).state == "withdrawn"
        late = take(3, put_on_shelf(3), state="held")
        write(ledger.given_back(ledger.holding(late), kind="release", actor="ben", state="released"), NOW)
        assert ledger.verify() == []


def test_a_ledger_whose_entries_can_be_changed_is_refused(places):
    place = places.nothing()
    with create(place) as database, database.here(), database.connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {triggers()[0]}" + (" ON entry" if database.vendor == "postgresql" else ""))
        assert any("removed entry_append_only" in fault for fault in ledger.verify())
    with pytest.raises(DatabaseError, match=r"removed entry_append_only.*Compare with a backup"):
        open_company(place)


def test_the_audit_trail_is_kept_as_it_is(here):
    from handfast.company.models.people import Audit
    from handfast.company.people.audit import note

    note("signed_in", actor="ina", now=dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
    for change in (lambda: Audit.objects.update(actor="jo"), lambda: Audit.objects.all().delete()):
        with pytest.raises(Error, match="the audit trail is append-only"), transaction.atomic(using=here.alias):
            change()
    assert Audit.objects.get().actor == "ina"


@pytest.mark.postgresql
def test_a_ledger_restored_to_another_server_starts_its_tail_afresh(server):
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    import psycopg

    old, new = server.new_database(), server.new_database()
    with create(server.url(old)) as database, database.here():
        shelf = put_on_shelf(10)
        cursor = ledger.read_state().cursor
        take(1, shelf)
    dump = subprocess.run(["pg_dump", "--no-owner", server.url(old)], check=True, capture_output=True)
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", server.url(new)], input=dump.stdout, check=True)
    with psycopg.connect(server.url(new)) as raw:  # as if the new server had seen fewer transactions than the old one
        raw.execute("SET session_replication_role = replica")
        raw.execute("UPDATE entry SET x = '99999999'")
    with open_company(server.url(new)) as database, database.here():
        with pytest.raises(CursorOutdated):
            ledger.tail(cursor)
        state = ledger.read_state()
        assert ledger.tail(state.cursor)[0] == []
        take(1, shelf)
        assert len(ledger.tail(state.cursor)[0]) == 1
        assert ledger.verify() == []
        with pytest.raises(Error, match="append-only"), database.connection.cursor() as raw:
            raw.execute("DELETE FROM entry")
    for name in (old, new):
        server.drop(name)
