"""Jobs do what their verbs do, in the name of whoever asked for them, once."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.company.workshop_for_tests import EIGHT, Clock, open_workshop, workshop

from handfast.company.ledger import entries
from handfast.company.people.audit import audit_trail
from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person
from handfast.company.routines.jobs import Job, claim
from handfast.company.routines.kinds import KINDS
from handfast.company.routines.worker import LEASE, Running, Stopped
from handfast.engine.promise.telling import Telling
from handfast.errors import DataError, NotAllowed
from handfast.facade import Company, create
from handfast.facade.working import NEEDED_FOR, _plan


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workshop's file; nobody writes it."""
    path = tmp_path_factory.mktemp("workshop") / "acme.db"
    with create(path, actor="anna", clock=Clock()) as made:
        made.load(workshop())
    return path


@pytest.fixture
def company(template: Path, tmp_path: Path) -> Iterator[Company]:
    with open_workshop(shutil.copy(template, tmp_path / "acme.db"), Clock()) as opened:
        yield opened


def ended(company: Company, job: Job) -> Job:
    """Return a job after a worker has done what there was to do."""
    company.worker().until_empty()
    return company.job(job.id)


def test_a_plan_is_made_in_the_name_of_whoever_asked(company: Company) -> None:
    ben = company.acting_as(Person("ben", permissions=frozenset({Permission.PLAN_SEE, Permission.PLAN_MAKE})))
    job = ended(company, ben.ask_job("plan", steps=3))
    assert (job.state, job.error) == ("done", "")
    assert company.plan_version(job.result["plan"]).actor == "ben"


def test_a_volume_plan_is_made_and_published(company: Company) -> None:
    if find_spec("highspy") is None:
        pytest.skip("the extra 'plan' is not installed: pip install 'handfast[plan]'")
    job = ended(company, company.ask_job("volume", count=4, publish=True, reason="scarce"))
    assert (job.state, job.error) == ("done", "")
    last = company.database.run(entries)[-1]
    assert (last.id, last.kind) == (job.result["entry"], "structure")


def test_a_file_is_imported_and_the_job_ends_with_it(company: Company) -> None:
    content = b"customer,name,segment\nC-9,Quay Hotel,web\n"
    job = ended(company, company.import_later("../customer.csv", content, reason="monday"))
    assert (job.state, job.error) == ("done", "")
    assert job.result["tables"]["customer"] == {"added": 1, "changed": 0}
    assert "Quay Hotel" in company.table("customer")["name"].to_list()
    assert company.verify() == []


def test_faults_of_a_file_are_told_and_nothing_is_imported(company: Company) -> None:
    job = ended(company, company.import_later("stock.csv", b"item,site,quantity\nNOPE,NORTH,5\n"))
    assert job.state == "failed"
    assert job.error.startswith("stock.csv, row 2, column item: 'NOPE' is no known item")
    assert job.result["faults"] == [job.error]


NONSENSE = (b"\x00\x01\x02", b"PK\x03\x04 no workbook", b'"', b"\xff\xfe" + bytes(99))


@pytest.mark.parametrize("name", ["stock.csv", "stock.xlsx", "stock.parquet", "stock", "story.docx"])
def test_nonsense_is_told_as_such(company: Company, name: str) -> None:
    asked = [company.import_later(name, content) for content in NONSENSE]
    company.worker().until_empty()
    for job in (company.job(each.id) for each in asked):
        assert job.state == "failed"
        assert job.error
        assert "fault of Handfast" not in job.error


def test_a_backup_goes_into_the_folder_that_the_worker_knows(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANDFAST_BACKUPS", raising=False)
    job = ended(company, company.ask_job("backup"))
    assert "set HANDFAST_BACKUPS" in job.error
    (tmp_path / "safe").mkdir()
    monkeypatch.setenv("HANDFAST_BACKUPS", str(tmp_path / "safe"))
    job = ended(company, company.ask_job("backup"))
    assert job.state == "done"
    assert [Path(job.result["path"])] == list((tmp_path / "safe").iterdir())
    assert job.result["differences"] == []
    with company.database.here():
        _, noted = audit_trail(kind="backed_up")[0]
    assert noted.actor == company.actor
    assert noted.said == {"file": Path(job.result["path"]).name}


def test_where_backups_are_is_for_who_may_have_them(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, failed = company.ask_job("backup"), company.ask_job("backup")
    for folder in ("safe", "nowhere"):
        (tmp_path / "safe").mkdir(exist_ok=True)
        monkeypatch.setenv("HANDFAST_BACKUPS", str(tmp_path / folder))
        company.worker().one()

    def seen(*permissions: Permission) -> str:
        looking = frozenset({Permission.PLAN_SEE, *permissions})
        return repr([*company.acting_as(Person("ben", permissions=looking)).jobs(), told(done, *permissions)])

    def told(job: Job, *permissions: Permission) -> Job:
        looking = frozenset({Permission.PLAN_SEE, *permissions})
        return company.acting_as(Person("ben", permissions=looking)).job(job.id)

    assert (told(done).state, told(failed).state) == ("done", "failed")
    assert str(tmp_path) not in seen()
    assert told(failed).error == "The backup was not made. Who may make backups sees why."
    for permission in (Permission.BACKUP_MAKE, Permission.PEOPLE_MANAGE):
        assert str(tmp_path / "safe") in told(done, permission).result["path"]
        assert str(tmp_path / "nowhere") in told(failed, permission).error


def test_webhooks_stand_in_the_audit_trail_without_their_secrets(company: Company) -> None:
    webhook = company.add_webhook("https://hooks.example.com/in/secret-part?key=1", ["promise.*"])
    company.pause_webhook(webhook.id, "they move")
    company.resume_webhook(webhook.id, skip=True)
    company.remove_webhook(webhook.id)
    with company.database.here():
        found = [noted for _, noted in audit_trail()]
    done = ["webhook_removed", "webhook_resumed", "webhook_paused", "webhook_added"]
    assert [noted.kind for noted in found] == done
    assert "they move" in found[2].said["words"]
    assert found[1].said["skips what it missed"] is True
    assert {noted.actor for noted in found} == {company.actor}
    assert {noted.said["to"] for noted in found} == {"hooks.example.com"}
    assert "secret" not in repr(found)


def test_a_plan_that_is_to_end_keeps_nothing(company: Company) -> None:
    company.ask_job("plan", seconds=600)
    job = company.database.run(claim, "one", now=EIGHT, lease=LEASE)
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Stopped):
        _plan(company, Running(job, company.clock, stopping))
    assert company.plans().height == 0


def test_who_may_not_do_it_may_not_ask_for_it(company: Company) -> None:
    assert set(NEEDED_FOR) == set(KINDS)
    for kind, needed in NEEDED_FOR.items():
        for permission in needed:
            without = company.acting_as(Person("ina", permissions=frozenset(Permission) - {permission}))
            with pytest.raises(NotAllowed, match="ina may not"):
                without.ask_job(kind)
    without = company.acting_as(Person("ina", permissions=frozenset(Permission) - {Permission.PRICES_PUBLISH}))
    assert without.ask_job("volume").state == "waiting"
    with pytest.raises(NotAllowed, match="ina may not"):
        without.ask_job("volume", publish=True)
    with pytest.raises(DataError, match="is no kind of job"):
        company.ask_job("dance")


def test_what_happened_is_told_to_the_outside(company: Company) -> None:
    company.events()
    offer = company.quote("BENCH", 2, "2027-04-12", customer="C-1")
    company.promise(offer)
    assert [event.type for event in company.events()] == ["promise.made"]
    assert company.events(after=1) == []
    assert company.events(types=["plan.*"]) == []


def test_an_offer_shows_itself_in_words(company: Company) -> None:
    offer = company.quote("BENCH", 2, "2027-04-12", customer="C-1")
    told = Telling(offer)
    assert repr(offer) == f"<Offer: {told.headline(offer.lines[0])}>"
    assert str(offer) == told.headline(offer.lines[0])
    late = company.quote("BENCH", 5000, "2027-04-12", customer="C-1")
    lines = str(late).splitlines()
    assert [line.strip() for line in lines if line.startswith("  ")] == [
        *(Telling(late).reason_with_days(late.lines[0], reason) for reason in late.lines[0].reasons),
        *map(Telling(late).other_way, late.counter_offers),
    ]
    assert len(lines) > 1
