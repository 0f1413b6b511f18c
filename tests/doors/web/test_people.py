"""People are invited, changed and closed by who may; tokens act for them; all of it stands in the audit trail."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from tests.doors.conftest import Served

from handfast.company.actions.people.make_token import person_with_token
from handfast.company.models.people import Audit, Token, User

NEW = {"username": "ina", "name": "Ina Berg", "email": "", "roles": ["sales"], "looks_after": ["sales north"]}


def row(served: Served, name: str) -> User:
    with served.company.database.here():
        return User.objects.get(username=name)


def test_somebody_is_invited_and_comes_in(served: Served) -> None:
    answer = served.browser("administrator").post("/people/invite/", {**NEW, "all_sites": "no", "sites": ["PORT"]})
    (path,) = re.findall(r"http://testserver(/invitation/[^<]+)<", answer.content.decode())
    ina = row(served, "ina")
    assert (ina.roles, ina.sites, ina.segments, ina.looks_after) == (["sales"], ["PORT"], None, ["sales north"])
    client = served.browser()
    password = "three words that fit"
    assert client.post(path, {"password": password, "again": password}).status_code == 302
    assert client.post("/sign-in/", {"username": "ina", "password": password}).headers["Location"] == "/"
    assert client.get("/people/").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": ""},
        {"username": "a b"},
        {"username": "<b>"},
        {"username": "x" * 151},
        {"email": "no"},
        {"roles": ["king"]},
    ],
)
def test_a_wrong_invitation_is_refused_with_its_cure(served: Served, wrong: dict[str, object]) -> None:
    answer = served.browser("administrator").post("/people/invite/", {**NEW, **wrong})
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    with served.company.database.here():
        assert not User.objects.filter(name="Ina Berg").exists()


def test_a_name_is_given_once(served: Served) -> None:
    administrator = served.browser("administrator")
    administrator.post("/people/invite/", NEW)
    assert b"somebody called ina already" in administrator.post("/people/invite/", NEW).content


def test_rights_change_at_once_and_are_written_down(served: Served) -> None:
    planner, administrator = served.browser("planner"), served.browser("administrator")
    assert planner.get("/people/").status_code == 403
    administrator.post("/people/of/planner/", {"do": "rights", "roles": ["administrator"], "all_sites": "yes"})
    assert planner.get("/people/").status_code == 200
    with served.company.database.here():
        noted = Audit.objects.get(kind="person_changed")
    assert (noted.actor, noted.about) == ("administrator", "planner")
    assert noted.said["before"]["roles"] == ["planner"]
    assert noted.said["after"]["roles"] == ["administrator"]


def test_the_last_administrator_stays(served: Served) -> None:
    administrator = served.browser("administrator")
    for form in ({"do": "close"}, {"do": "rights", "roles": ["sales"]}):
        answer = administrator.post("/people/of/administrator/", form)
        assert answer.status_code == 403
        assert b"only administrator" in answer.content
    assert row(served, "administrator").is_active


def test_a_closed_account_loses_its_browsers_and_tokens(served: Served) -> None:
    sales, administrator = served.browser("sales"), served.browser("administrator")
    secret = made_token(served, "sales", ["promise.ask"])
    administrator.post("/people/of/sales/", {"do": "close"})
    assert sales.get("/").status_code == 302
    assert acting(served, secret) is None
    administrator.post("/people/of/sales/", {"do": "open"})
    assert row(served, "sales").is_active


def test_names_that_look_like_code_are_shown_as_text(served: Served) -> None:
    administrator = served.browser("administrator")
    administrator.post("/people/invite/", {**NEW, "name": '<script>alert("x")</script>'})
    for address in ("/people/", "/people/of/ina/", "/audit/"):
        shown = administrator.get(address).content.decode()
        assert "<script>alert" not in shown
    assert "&lt;script&gt;" in administrator.get("/people/").content.decode()


def test_the_audit_trail_leads_on_by_a_number_without_marks(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link's number is read by the server, which knows no marks for thousands: it showed the newest rows for ever."""
    from handfast.doors.web.pages import audit

    administrator = served.browser("administrator")
    administrator.post("/people/invite/", NEW)
    real = audit.audit_trail
    monkeypatch.setattr(audit, "audit_trail", lambda **asked: [(1_234_567, noted) for _, noted in real(**asked)])
    monkeypatch.setattr(audit, "ROWS", 1)
    assert "before=1234567" in administrator.get("/audit/").content.decode()


def test_the_audit_trail_is_read_by_person_and_kind(served: Served) -> None:
    administrator = served.browser("administrator")
    administrator.post("/people/invite/", NEW)
    assert b"invited" in administrator.get("/audit/?person=ina").content
    assert b"Nothing fits" in administrator.get("/audit/?person=ina&kind=signed_in").content
    assert administrator.get("/audit/?before=99999999999999999999&kind=nonsense").status_code == 200


# ---------------------------------------------------------------- tokens


def made_token(served: Served, role: str, scope: list[str], days: str = "30") -> str:
    answer = served.browser(role).post("/account/tokens/", {"name": "shop", "scope": scope, "days": days})
    found = re.findall(r'id="secret">(hf_[\w-]+)<', answer.content.decode())
    return found[0] if found else ""


def acting(served: Served, secret: str, later: dt.timedelta = dt.timedelta(0)) -> frozenset[str] | None:
    with served.company.database.here():
        person = person_with_token(secret, served.company.clock() + later)
    return None if person is None else person.permissions


def test_a_token_acts_for_its_person_within_its_scope(served: Served) -> None:
    secret = made_token(served, "sales", ["promise.ask", "promise.see"])
    assert acting(served, secret) == {"promise.ask", "promise.see"}
    with served.company.database.here():
        token = Token.objects.get()
    assert secret not in (token.digest, token.start)
    assert token.last_used is not None


def test_a_token_ends(served: Served) -> None:
    secret = made_token(served, "sales", ["promise.ask"], "30")
    assert acting(served, secret, dt.timedelta(days=29)) is not None
    assert acting(served, secret, dt.timedelta(days=31)) is None


def test_a_token_is_revoked_by_its_person_and_by_nobody_else(served: Served) -> None:
    secret = made_token(served, "sales", ["promise.ask"])
    with served.company.database.here():
        number = Token.objects.get().pk
    assert served.browser("planner").post(f"/account/tokens/{number}/").status_code == 404
    assert acting(served, secret) is not None
    assert served.browser("sales").post(f"/account/tokens/{number}/").status_code == 302
    assert acting(served, secret) is None


@pytest.mark.parametrize(
    ("scope", "days"),
    [
        (["people.manage"], "30"),
        ([], "30"),
        (["promise.ask"], "0"),
        (["promise.ask"], "9999"),
        (["promise.ask"], "x"),
        (["nonsense"], "1"),
    ],
)
def test_nobody_makes_a_token_of_more_than_they_may(served: Served, scope: list[str], days: str) -> None:
    assert made_token(served, "sales", scope, days) == ""
    with served.company.database.here():
        assert not Token.objects.exists()


def test_a_token_falls_with_its_persons_role(served: Served) -> None:
    secret = made_token(served, "sales", ["promise.ask", "promise.make"])
    with served.company.database.here():
        User.objects.filter(username="sales").update(roles=["business_development"])
    assert acting(served, secret) == {"promise.ask"}


def test_a_token_opens_pages_as_its_person_and_needs_no_form_token(served: Served) -> None:
    secret = made_token(served, "sales", ["promise.see"])
    client = served.browser()
    client.handler.enforce_csrf_checks = True
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/", headers=bearer).status_code == 200
    wrong = client.get("/", headers={"Authorization": "Bearer hf_guess"})
    assert wrong.status_code == 401
    assert wrong.headers["Content-Type"] == "application/problem+json"
    assert client.post("/account/tokens/", headers=bearer).status_code == 403, "beyond its scope"
