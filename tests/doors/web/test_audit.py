"""The audit trail says exactly what was done, in the language of whoever reads it, rows of earlier versions too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors.conftest import Served, serve_copy
from tests.doors.pages_to_look_at import person_called
from tests.doors.web.other_language import LANGUAGE, other_language, texts_of, unmarked
from tests.doors.web.test_every_text import all_data, known_messages

from handfast.company.actions.people.end_sessions import end_sessions
from handfast.company.actions.people.invite import Rights, change_rights, close_account, invite
from handfast.company.actions.people.make_token import make_token, revoke_token
from handfast.company.actions.people.note_backup import note_backup
from handfast.company.actions.people.set_password import set_password
from handfast.company.actions.people.sign_in import Knock, came_in
from handfast.company.people.audit import KINDS, note
from handfast.company.people.exactly import WHOLE, exactly
from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person
from handfast.company.writing import writing
from handfast.facade import Company
from handfast.sentences import Sentence, made_of

TYPED = "they move, on 2027-06-01"
OURS = {
    TYPED,
    "ina",
    "sales north",
    "shop",
    "server",
    "testserver",
    "hooks.example.com",
    "promise.kept",
    "monday.handfast",
    "here",
}
WAYS = [each.removeprefix("how: ") for each in WHOLE if each.startswith("how: ")]


@pytest.fixture(scope="module")
def noted(small_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """A workshop in which everything was done that the audit trail knows; nobody writes it any more."""
    for served in serve_copy(small_file, tmp_path_factory.mktemp("audit")):
        company = served.company
        administrator = person_called(company, "administrator")
        for _ in range(2):
            served.browser("administrator")
        with company.database.here():
            _look_after_people(company, administrator)
            note_backup("monday.handfast", actor="administrator", now=company.clock())
            with writing():
                for kind in KINDS:
                    note(kind, actor="administrator", now=company.clock(), address="here")
        webhook = company.add_webhook("https://hooks.example.com/in", ["promise.kept"])
        company.add_webhook("https://hooks.example.com/in", [])
        company.pause_webhook(webhook.id, TYPED)
        company.resume_webhook(webhook.id, skip=True)
        company.pause_webhook(webhook.id)
        company.resume_webhook(webhook.id)
        company.remove_webhook(webhook.id)
        yield served


def _look_after_people(company: Company, by: Person) -> None:
    now = company.clock()
    bounded = Rights(("sales", "planner"), ("NORTH",), ("key",), ("sales north",))
    ina = invite("ina", name="", email="", rights=bounded, by=by, now=now)
    change_rights("ina", Rights(("executive",), (), ()), by=by, now=now)
    change_rights("ina", Rights((), None, ("web",)), by=by, now=now)
    for how in WAYS:
        came_in(ina, Knock("ina", "here", now), how)
        set_password(ina, "three words that fit", how=how, now=now)
    for closed in (True, False):
        close_account("ina", closed=closed, by=by, now=now)
    token = make_token("shop", ["people.manage", "audit.see"], days=30, by=by, now=now).token
    revoke_token(token.pk, by=by, now=now)
    end_sessions(but="", by=by, now=now)


def _page(served: Served, path: str) -> tuple[str, set[str]]:
    with other_language() as asked:
        answer = served.browser("administrator").get(path, headers={"Accept-Language": LANGUAGE})
    assert answer.status_code == 200
    return answer.content.decode(), asked


@pytest.mark.parametrize("path", ["/audit/", "/people/of/ina/", "/people/of/administrator/"])
def test_everything_that_was_noted_is_told_in_its_reader_s_language(path: str, noted: Served) -> None:
    page, asked = _page(noted, path)
    data = all_data(noted.company) | OURS | set(Permission)
    assert [each for each in unmarked(page, data) if not each.startswith("⟦token: ⟧hf_")] == []
    assert asked <= known_messages(), "looked up, but no translator is given it"


ROLES_OF_INA = "⟦Sales representative⟧, ⟦Supply chain planner⟧"
BOUNDED = f"⟦roles ⟧{ROLES_OF_INA}, ⟦sites ⟧NORTH, ⟦segments ⟧key, ⟦looks after ⟧sales north"
TOLD = [
    f"⟦roles: ⟧{ROLES_OF_INA}; ⟦sites: ⟧NORTH; ⟦segments: ⟧key; ⟦looks after: ⟧sales north",
    "⟦before: ⟧⟦roles ⟧⟦S&OP lead, executive⟧, ⟦no sites⟧, ⟦no segments⟧; ⟦after: ⟧⟦segments ⟧web",
    f"⟦before: ⟧{BOUNDED}; ⟦after: ⟧⟦roles ⟧⟦S&OP lead, executive⟧, ⟦no sites⟧, ⟦no segments⟧",
    "⟦sessions: ⟧2",
    "⟦how: second factor⟧",
    "⟦webhook: ⟧W-1; ⟦to: ⟧hooks.example.com; ⟦events: ⟧promise.kept",
    "⟦webhook: ⟧W-2; ⟦to: ⟧hooks.example.com; ⟦events: all⟧",
    f"⟦webhook: ⟧W-1; ⟦to: ⟧hooks.example.com; ⟦words: ⟧⟦paused by ⟧server: {TYPED}",
    "⟦webhook: ⟧W-1; ⟦to: ⟧hooks.example.com; ⟦words: ⟧⟦paused by ⟧server",
    "⟦webhook: ⟧W-1; ⟦to: ⟧hooks.example.com; ⟦skips what it missed: yes⟧",
    "⟦file: ⟧monday.handfast",
]


def test_it_says_exactly_what_was_done(noted: Served) -> None:
    texts = texts_of(_page(noted, "/audit/")[0])
    assert [each for each in TOLD if each not in texts] == []
    token = next(each for each in texts if each.startswith("⟦token: ⟧") and "⟦expires: ⟧" in each)
    assert "⟦name: ⟧shop; ⟦scope: ⟧audit.see, people.manage; ⟦expires: ⟧" in token


def test_rows_of_earlier_versions_and_of_later_ones_are_read() -> None:
    assert exactly({}) == ""
    assert exactly({"how": "password"}) == "how: password"
    assert (
        exactly({"webhook": "W-1", "words": "paused by ina: they move"})
        == "webhook: W-1; words: paused by ina: they move"
    )
    assert exactly({"before": {"roles": ["planner", "juggler"]}, "after": {}}) == (
        "before: roles Supply chain planner, juggler; after: –"
    )
    assert exactly({"moon": ["full", 3], "how": "by song"}) == "moon: full, 3; how: by song"
    until = dt.datetime(2027, 3, 31, 8, tzinfo=dt.UTC)
    assert isinstance(told := exactly({"expires": until.isoformat()}), Sentence)
    assert told.values == {"name": "expires", "value": until}
    assert made_of(told) is not None
