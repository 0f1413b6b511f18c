"""Several companies may be open at once, in a notebook too; none is ever meant by accident."""

import asyncio
import subprocess
import sys
import threading

import pytest
from tests.company.ledger_for_tests import NOW, put_on_shelf, taking

from handfast.company import ledger
from handfast.company.database import current
from handfast.company.ledger import write
from handfast.company.models.people import User
from handfast.company.opening import create, open_company
from handfast.errors import BadConfiguration


def test_two_companies_are_open_at_once_and_do_not_mix(places):
    with open_company(places.company()) as first, open_company(places.company()) as second:
        shelf = first.run(put_on_shelf, 10)
        first.run(write, taking(4, shelf), NOW)
        assert len(first.run(ledger.entries)) == 2
        assert second.run(ledger.entries) == []
        with first.here():
            User.objects.create_user("anna")
            with second.here():
                assert not User.objects.exists()
            assert User.objects.get().username == "anna"


def test_no_company_is_meant_where_none_is_open():
    with pytest.raises(BadConfiguration, match="No company is open here"):
        current()
    with pytest.raises(BadConfiguration, match="No company is open here"):
        User.objects.exists()


def test_a_company_works_inside_a_running_loop(company):
    async def notebook() -> int:
        return company.run(put_on_shelf, 10)  # Django would refuse in this thread

    shelf = asyncio.run(notebook())
    assert company.run(ledger.read_state).supplies[0].id == shelf


def test_work_in_the_companys_own_thread_may_ask_for_more_of_it(company):
    assert company.run(lambda: company.run(threading.current_thread)) is company.run(threading.current_thread)
    assert company.run(threading.current_thread) is not threading.current_thread()


def test_what_goes_wrong_inside_is_raised_outside(company):
    def fail() -> None:
        raise LookupError("inside")

    with pytest.raises(LookupError, match="inside"):
        company.run(fail)


def test_what_django_opens_by_the_alias_alone_is_closed_too(tmp_path):
    with create(tmp_path / "acme.db") as company, company.here():
        User.objects.create_user("anna")  # a model asks no `Database`
    assert [file.name for file in tmp_path.iterdir()] == ["acme.db"], "the last one closed takes the log along"


def test_a_closed_company_says_so(company):
    with company.here():
        put_on_shelf(1)  # a connection of this thread's: closed too
    company.close()
    company.close()
    with pytest.raises(BadConfiguration, match="has been closed"):
        company.run(ledger.entries)
    with pytest.raises(BadConfiguration, match="has been closed"), company.here():
        ledger.entries()


def test_a_process_opens_its_own(company, monkeypatch):
    monkeypatch.setattr(company, "_process", -1)  # as a forked process would see it
    with pytest.raises(BadConfiguration, match="opened by another process"):
        company.run(ledger.entries)
    monkeypatch.undo()


def test_a_place_is_shown_without_its_password():
    from handfast.company.opening import _postgresql

    database = _postgresql("postgresql://anna:secret@db.example:5433/acme")
    try:
        assert database.place == "postgresql://db.example:5433/acme"
        assert "secret" not in repr(database)
    finally:
        database.close()


FOREIGN = """
from django.conf import settings
settings.configure(INSTALLED_APPS=[], DATABASES={})
import django
django.setup()
from handfast.company.opening import create
from handfast.errors import BadConfiguration
try:
    create("acme.db")
except BadConfiguration as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("code", "variable", "said"),
    [
        (FOREIGN, None, "Django is already configured: this process runs another Django project"),
        (FOREIGN.partition("import django\ndjango")[2].partition("\n")[2], "shop.settings", "names 'shop.settings'"),
    ],
)
def test_inside_another_django_project_it_refuses(tmp_path, code, variable, said, monkeypatch):
    if variable:
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", variable)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said in done.stdout
    assert "Run it in a separate process" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_writers_of_one_process_take_turns(tmp_path):
    """Eight threads, each on a connection of its own: nobody waits for the database, nobody starves."""
    with create(tmp_path / "acme.db") as company:
        shelf = company.run(put_on_shelf, 10_000)
        order: list[int] = []

        def work(number: int) -> None:
            with company.here():
                for _ in range(25):
                    write(taking(1, shelf), NOW)
                    order.append(number)

        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(order) == sorted(list(range(8)) * 25)
        assert company.run(ledger.verify) == []
