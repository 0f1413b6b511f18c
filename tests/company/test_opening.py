"""Whatever stands in the way of a company is said clearly, and nothing is left half done."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.company.ledger_for_tests import NOW, put_on_shelf, take

from handfast.company import ledger, schema
from handfast.company.ledger import NewBalance, NewEntry, write, write_all
from handfast.company.opening import create, open_company
from handfast.errors import (
    BadConfiguration,
    Conflict,
    DatabaseAway,
    DatabaseError,
    DiskFull,
    NewerDatabase,
    NotACompany,
    NotFound,
)


def test_a_company_is_created_and_opened_again(places):
    place = places.nothing()
    with create(place) as database:
        shelf = database.run(put_on_shelf, 10)
    with open_company(place) as database:
        assert database.run(ledger.read_state).supplies[0].id == shelf
        assert database.run(ledger.verify) == []
    with pytest.raises(Conflict, match="already"):
        create(place)


def test_sqlite_keeps_what_it_acknowledged(tmp_path):
    with create(tmp_path / "acme.db") as database, database.here(), database.connection.cursor() as cursor:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value


def test_a_database_that_could_lose_promises_is_refused(tmp_path):
    path = tmp_path / "acme.db"
    create(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    raw.close()
    with pytest.raises(DatabaseError, match="journal_mode = delete instead of wal"):
        open_company(path)


@pytest.mark.postgresql
def test_a_server_that_does_not_wait_for_its_disk_is_refused():
    from tests.databases import NoPostgresql, postgresql

    try:
        with postgresql({"fsync": "off"}) as careless:
            if careless.cluster is None:
                pytest.skip("the named server's settings are not ours to change")
            with pytest.raises(DatabaseError, match="fsync = off"):
                create(careless.url(careless.new_database()))
    except NoPostgresql as error:
        pytest.skip(str(error))


def test_a_missing_file(tmp_path):
    with pytest.raises(NotFound, match=r"acme.db does not exist.*handfast init acme.db"):
        open_company(tmp_path / "acme.db")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder(tmp_path):
    with pytest.raises(NotFound, match="nowhere does not exist"):
        create(tmp_path / "nowhere" / "acme.db")


def test_a_folder(tmp_path):
    with pytest.raises(NotACompany, match="is a folder"):
        open_company(tmp_path)


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("order;line\n")
    with pytest.raises(NotACompany, match="some other file"):
        open_company(path)
    assert path.read_text() == "order;line\n"


def test_a_database_of_somebody_elses(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE song (id)")
    raw.close()
    with pytest.raises(NotACompany, match="is a database, but no Handfast company"):
        open_company(path)


def test_a_damaged_file(tmp_path):
    path = tmp_path / "acme.db"
    create(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(4000) + whole[4100:])
    with pytest.raises(DatabaseError, match=r"damaged|no Handfast company"):
        open_company(path)


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("mysql://localhost/acme", BadConfiguration, "'mysql://' is not known"),
        ("postgresql://localhost", BadConfiguration, "names no database"),
        ("postgresql://localhost/acme?nonsense=1", BadConfiguration, "no address of a PostgreSQL database"),
        ("postgresql://nobody@localhost:1/acme", DatabaseAway, "server cannot be reached. Try again in a while"),
    ],
)
def test_an_address_that_leads_nowhere(url, kind, said):
    with pytest.raises(kind, match=said):
        open_company(url)


def test_what_the_driver_says_of_a_server_is_kept_apart():
    with pytest.raises(DatabaseAway) as refused:
        open_company("postgresql://nobody@localhost:1/acme")
    assert "failed" in refused.value.heard
    assert "failed" not in str(refused.value)
    assert str(refused.value).startswith("postgresql://localhost:1/acme: ")


@pytest.mark.postgresql
def test_a_server_without_the_database(server):
    with pytest.raises(NotFound, match="no such database"):
        open_company(server.url("atlantis"))


@pytest.mark.postgresql
def test_an_empty_database_on_a_server_is_no_company(server):
    name = server.new_database()
    with pytest.raises(NotACompany):
        open_company(server.url(name))
    server.drop(name)


def test_a_company_of_a_newer_handfast_is_refused_and_left_alone(places):
    place = places.nothing()
    with create(place) as database, database.here(), database.connection.cursor() as cursor:
        cursor.execute("UPDATE head SET schema = %s", [schema.SCHEMA + 1])
    with pytest.raises(NewerDatabase, match="Update Handfast"):
        open_company(place)


READ_ONLY = """
import os, sys
from handfast.company.opening import create, open_company
from handfast.errors import DatabaseError
path, new, warm = sys.argv[1:4]
create(warm).close()  # all that is needed is loaded
if os.geteuid() == 0:  # whom no right stops: go on as somebody else
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for work, place in ((open_company, path), (create, new)):
    try:
        work(place).close()
        print("no refusal")
    except DatabaseError as error:
        print(error)
"""


def test_a_read_only_file_and_folder(tmp_path):
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # others may not even look into pytest's own
    path = folder / "acme.db"
    create(path).close()
    path.chmod(0o444)
    folder.chmod(0o555)
    command = [sys.executable, "-c", READ_ONLY, path, folder / "new.db", tmp_path / "warm.db"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert "acme.db is read-only" in first
    assert "is read-only" in second


def test_a_full_disk_while_creating_leaves_nothing(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        with pytest.raises(DiskFull, match="disk is full"):
            create(disk / "acme.db")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_full_disk_while_writing_leaves_the_ledger_as_it_was(tmp_path):
    with create(tmp_path / "acme.db") as database, database.here():
        shelf = put_on_shelf(1_000_000)
        with database.connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 2}")
        long = "a reason that fills the disk " * 20
        lot = NewEntry("import", "anna", long, balances=[NewBalance(-1, "stock", 9, 0, 1, ref=long)])
        before = len(ledger.entries())
        with pytest.raises(DiskFull, match="Nothing was written"):
            write_all([lot] * 1_000, NOW)
        assert len(ledger.entries()) == before
        written = write_until_full(lot)
        assert len(ledger.entries()) == before + written
        assert ledger.verify() == []
        with database.connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1000000")
        take(5, shelf)
        assert ledger.verify() == []


def write_until_full(entry: NewEntry) -> int:
    """Return how many times `entry` could be written."""
    for written in range(1_000):
        try:
            write(entry, NOW)
        except DiskFull:
            return written
    raise AssertionError("the disk never was full")


def test_a_copy_of_the_file_is_a_backup(tmp_path):
    with create(tmp_path / "acme.db") as database:
        database.run(put_on_shelf, 10)
    shutil.copy(tmp_path / "acme.db", tmp_path / "backup.db")
    with open_company(tmp_path / "backup.db") as database:
        assert database.run(ledger.verify) == []
        assert len(database.run(ledger.entries)) == 1
