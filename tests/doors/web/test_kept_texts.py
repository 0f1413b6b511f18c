"""Texts that Handfast wrote and kept are told in the language of whoever reads them; a person's own stay as typed.

They are written while nobody reads: by the library, as a worker does it. Each page that shows one is read in a language
that nobody speaks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from tests.doors.conftest import Served, serve_copy
from tests.doors.pages_to_look_at import person_called
from tests.doors.web.other_language import LANGUAGE, other_language, texts_of, unmarked
from tests.doors.web.test_every_text import all_data, known_messages

from handfast.facade import Company
from handfast.sentences import Sentence

TYPED = "counted on 2027-06-01, by 2.5 people"
WRONG = "item,name,unit,decimals\nNEW,,furlongs,many\n"


@pytest.fixture(scope="module")
def kept(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """The sample company after a day on which Handfast had many reasons to write."""
    for served in serve_copy(furnished_file, tmp_path_factory.mktemp("kept")):
        company = served.company
        promised = company.promise(company.quote("BENCH-150", 1, customer="C-1042"))[0].id
        company.ship(promised)
        company.deliver(promised, reason=TYPED)
        proposed = company.proposals()
        company.accept(proposed.filter(kind="delay")["proposal"].head(1), reason=TYPED)
        company.accept(proposed.filter(kind="make")["proposal"].head(1))
        _report(company)
        _move(company)
        company.plan(steps=0, days=9, overtime=True)
        company.publish()
        company.plan(steps=0, days=12)
        _fail_to_import(company)
        served.browser("planner").post("/data/changes/1/back/")
        yield served


def _report(company: Company) -> None:
    """Say what runs have made: so many, nothing yet, and less than planned."""
    runs = [run for run in company.run_list().rows if run.kind == "plan" and run.process.startswith("make")]
    company.report_production(runs[0].id, 1, scrapped=1, reason=TYPED)
    company.report_production(runs[1].id, started=True)
    company.report_production(runs[2].id, 1, finished=True)


def _move(company: Company) -> None:
    """Move the first run that may be moved, without a word of why."""
    for run in company.run_list().rows:
        if run.movable and (moving := company.check_move(run.id, run.starts + dt.timedelta(days=1))).possible:
            company.move_run(run.id, run.starts + dt.timedelta(days=1), moving.seen)
            return
    raise AssertionError("no run may be moved")


def _fail_to_import(company: Company) -> None:
    for job in company.jobs(only_open=True):
        company.cancel_job(job.id)
    planner = company.acting_as(person_called(company, "planner"))
    planner.import_later("item.csv", WRONG.encode())
    company.worker().until_empty()


@pytest.fixture(scope="module")
def data(kept: Served) -> set[str]:
    return all_data(kept.company) | {
        TYPED,
        "item.csv",
        "furlongs",
        "many",
        "the lorry burnt",
        "tests",
        "server",
        "goes",
        "yes",
    }


PAGES = {
    "what changed, and what to do": ("/", ("planner", "sales", "executive")),
    "data: jobs, changes, drafts": ("/data/", ("planner",)),
    "changes": ("/data/changes/", ("planner",)),
    "a draft that Handfast named": ("/data/imports/2/", ("planner",)),
    "proposals": ("/supply/", ("planner", "sales_manager")),
    "what to make": ("/supply/?kind=make", ("planner",)),
    "what to ask for sooner": ("/supply/?kind=expedite", ("planner",)),
    "runs that differ": ("/supply/plans/3/", ("planner",)),
    "a promise's life": ("/promises/{delivered}/", ("sales",)),
    "new days": ("/promises/new-days/1/", ("planner",)),
}


@pytest.mark.parametrize(
    ("path", "role"), [(path, role) for path, roles in PAGES.values() for role in roles], ids=lambda each: str(each)
)
def test_a_page_tells_what_was_kept_in_its_reader_s_language(
    path: str, role: str, kept: Served, data: set[str]
) -> None:
    page, asked = _read(kept, path, role)
    assert unmarked(page, data, as_typed="/imports/" in path) == []
    assert asked <= known_messages(), "looked up, but no translator is given it"


def _read(kept: Served, path: str, role: str) -> tuple[str, set[str]]:
    delivered = int(kept.company.promises("kept", "delivered")["promise"][-1].removeprefix("P-"))
    with other_language() as asked:
        answer = kept.browser(role).get(path.format(delivered=delivered), headers={"Accept-Language": LANGUAGE})
    assert answer.status_code == 200
    return answer.content.decode(), asked


TOLD = {
    "/": (
        "planner",
        [r"S-2⟦ published⟧", r"⟦ moved by ⟧[+]1⟦ days⟧", r"⟦ made ⟧1⟦ of ⟧[0-9]+"],
    ),
    "/data/": ("planner", [r"⟦way back of change ⟧1", r"⟦import⟧", r"⟦row ⟧2, ⟦column ⟧decimals: 'many' ⟦is"]),
    "/supply/": ("planner", [r"⟦not in ⟧S-1⟦: ⟧", r"⟦first needed on ⟧|⟦ of it counted on⟧|⟦forecast or stock⟧"]),
    "/promises/{delivered}/": ("sales", [rf"⟦arrived on ⟧1-a de ⟦[a-z]+⟧ [0-9]+: {TYPED}|⟦arrived on ⟧[^:]*: {TYPED}"]),
}
"""Something that stands on a page, so that it is not merely empty."""


@pytest.mark.parametrize("path", TOLD)
def test_what_was_kept_stands_there_with_its_days_and_what_was_typed_as_it_was_typed(path: str, kept: Served) -> None:
    role, wanted = TOLD[path]
    texts = "\n".join(texts_of(_read(kept, path, role)[0]))
    assert [each for each in wanted if not re.search(each, texts)] == []


def test_programs_read_what_was_kept_in_english(kept: Served) -> None:
    told = {each.reason: each.reason for each in kept.company.changes(dt.datetime.min.replace(tzinfo=dt.UTC))}
    assert isinstance(told["S-2 published"], Sentence)
    assert isinstance(told[next(each for each in told if each.endswith(f": {TYPED}"))], Sentence)
    failed = next(job for job in kept.company.jobs() if job.state == "failed")
    assert failed.error.startswith("item.csv, row 2, column decimals: 'many' is ")
    assert failed.arguments["reason"] == "import"
    with kept.company.database.here() as database, connections[database.alias].cursor() as cursor:
        cursor.execute("SELECT error, arguments FROM job WHERE state = 'failed'")
        assert cursor.fetchone()[0] == failed.error
        cursor.execute("SELECT count(*) FROM entry WHERE reason = 'the lorry burnt' AND reason_made_of IS NULL")
        assert cursor.fetchone()[0]


def test_what_was_kept_before_there_were_patterns_is_read_as_it_was_written(kept: Served) -> None:
    with kept.company.database.here() as database, connections[database.alias].cursor() as cursor:
        cursor.execute("UPDATE job SET error_made_of = NULL WHERE state = 'failed'")
        cursor.execute("SELECT error FROM job WHERE state = 'failed'")
        error = str(cursor.fetchone()[0])
    page, _ = _read(kept, "/data/", "planner")
    assert any(error.splitlines()[0][:200] in text for text in texts_of(page))
