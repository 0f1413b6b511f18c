"""Coming in: by password, second factor, links; and what is done to whoever guesses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pyotp
import pytest
from django.core import mail
from django.test import override_settings
from tests.doors.conftest import Served

from handfast.company.actions.people import second_factor as factor
from handfast.company.actions.people.sign_in import MOST_FROM_ONE_PLACE, WINDOW
from handfast.company.models.people import Audit, Session, User
from handfast.doors.serve.server import free_port

PASSWORD = "alder and pine and oak"
NOON = dt.datetime(2027, 3, 1, 12, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock(served: Served) -> Clock:
    made = Clock()
    served.company.clock = made
    return made


@pytest.fixture
def ina(served: Served, clock: Clock) -> User:
    """Somebody with a password."""
    with served.company.database.here():
        user = User.objects.get(username="sales")
        user.set_password(PASSWORD)
        user.email = "ina@example.com"
        user.save()
    return user


def sign_in(client: Any, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": "sales", "password": password, **more})


def trail(served: Served) -> list[tuple[str, str]]:
    with served.company.database.here():
        return list(Audit.objects.order_by("id").values_list("actor", "kind"))


def test_name_and_password_let_in_and_lead_back(served: Served, ina: User) -> None:
    client = served.browser()
    asked = client.get("/account/")
    assert asked.headers["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert sign_in(client, next="/account/").headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert trail(served) == [("sales", "signed_in")]
    with served.company.database.here():
        (session,) = Session.objects.filter(person=ina.pk)
    assert (session.address, session.person) == ("127.0.0.1", ina.pk)


def test_passwords_are_kept_by_argon2(served: Served, ina: User) -> None:
    assert ina.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_elsewhere(served: Served, ina: User, elsewhere: str) -> None:
    assert sign_in(served.browser(), next=elsewhere).headers["Location"] == "/"


def test_a_wrong_password_says_so_and_not_which_part(served: Served, ina: User) -> None:
    client = served.browser()
    wrong = sign_in(client, "oak")
    unknown = client.post("/sign-in/", {"username": "nobody here", "password": "oak"})
    assert wrong.status_code == unknown.status_code == 403
    said = [re.findall(r'role="alert">(.*?)<', answer.content.decode()) for answer in (wrong, unknown)]
    assert said[0] == said[1] != []
    assert [kind for _, kind in trail(served)] == ["sign_in_failed", "sign_in_failed"]


def test_a_password_typed_as_a_name_is_not_kept(served: Served, ina: User) -> None:
    served.browser().post("/sign-in/", {"username": PASSWORD, "password": ""})
    ((actor, _),) = trail(served)
    assert PASSWORD not in actor
    assert actor.startswith("unknown ")


def test_who_guesses_waits_even_with_the_right_password(served: Served, ina: User, clock: Clock) -> None:
    client = served.browser()
    for _ in range(MOST_FROM_ONE_PLACE):
        assert b"do not fit" in sign_in(client, "guess").content
    assert b"Too many attempts. Wait 15 minutes" in sign_in(client).content
    clock.now += WINDOW
    assert sign_in(client).status_code == 302


def test_another_place_is_not_locked_out_with_it(served: Served, ina: User) -> None:
    for _ in range(MOST_FROM_ONE_PLACE):
        sign_in(served.browser(REMOTE_ADDR="203.0.113.7"), "guess")
    assert sign_in(served.browser(REMOTE_ADDR="203.0.113.8")).status_code == 302


def test_a_right_password_ends_the_counting(served: Served, ina: User, clock: Clock) -> None:
    client = served.browser()
    for _ in range(2):
        for _ in range(MOST_FROM_ONE_PLACE - 1):
            sign_in(client, "guess")
            clock.now += dt.timedelta(seconds=1)
        assert sign_in(client).status_code == 302
        client.post("/sign-out/")
        clock.now += dt.timedelta(seconds=1)


def test_a_closed_account_stays_out(served: Served, ina: User) -> None:
    client = served.browser()
    sign_in(client)
    with served.company.database.here():
        User.objects.filter(pk=ina.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert sign_in(served.browser()).status_code == 403


def test_signing_out_ends_the_session(served: Served, ina: User) -> None:
    client = served.browser()
    sign_in(client)
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302
    with served.company.database.here():
        assert not Session.objects.filter(person=ina.pk).exists()


def test_an_ended_session_sends_a_part_of_a_page_to_the_sign_in_and_back(served: Served) -> None:
    answer = served.browser().get(
        "/search/?q=oak", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/account/?x=1"}
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Faccount%2F%3Fx%3D1"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("sent_from", "leads"),
    [
        ("http://testserver/promises/7/?x=1", "/sign-in/?next=%2Fpromises%2F7%2F%3Fx%3D1"),
        ("http://elsewhere.example/promises/7/", "/sign-in/"),
        ("", "/sign-in/"),
    ],
)
def test_an_ended_session_sends_a_form_to_the_sign_in_and_back_to_its_page(
    served: Served, sent_from: str, leads: str
) -> None:
    answer = served.browser().post("/promises/7/revise/", headers={"Referer": sent_from})
    assert answer.headers["Location"] == leads


# ---------------------------------------------------------------- second factor


@pytest.fixture
def codes(served: Served, ina: User, clock: Clock) -> list[str]:
    """Recovery codes of somebody with a second factor."""
    with served.company.database.here():
        key = factor.begin(ina)
        found = factor.confirm(ina, pyotp.TOTP(key).at(clock.now), now=clock.now)
    assert found is not None
    clock.now += dt.timedelta(minutes=1)
    return found


def code_at(served: Served, user: User, moment: dt.datetime) -> str:
    with served.company.database.here():
        return pyotp.TOTP(factor.key_of(user)).at(moment)


def test_the_second_factor_is_asked_for(served: Served, ina: User, codes: list[str], clock: Clock) -> None:
    client = served.browser()
    assert sign_in(client, next="/account/").headers["Location"] == "/sign-in/second-factor/"
    assert client.get("/account/").status_code == 302, "half in is not in"
    assert client.post("/sign-in/second-factor/", {"code": "000000"}).status_code == 403
    code = code_at(served, ina, clock.now)
    assert client.post("/sign-in/second-factor/", {"code": code}).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_a_code_serves_once(served: Served, ina: User, codes: list[str], clock: Clock) -> None:
    code = code_at(served, ina, clock.now)
    for expected in (302, 403):
        client = served.browser()
        sign_in(client)
        assert client.post("/sign-in/second-factor/", {"code": code}).status_code == expected


def test_a_recovery_code_serves_once(served: Served, ina: User, codes: list[str]) -> None:
    for expected in (302, 403):
        client = served.browser()
        sign_in(client)
        assert client.post("/sign-in/second-factor/", {"code": f" {codes[0].upper()} "}).status_code == expected


def test_codes_are_not_guessed(served: Served, ina: User, codes: list[str], clock: Clock) -> None:
    client = served.browser()
    sign_in(client)
    for _ in range(MOST_FROM_ONE_PLACE):
        client.post("/sign-in/second-factor/", {"code": "111111"})
    assert (
        b"Too many attempts"
        in client.post("/sign-in/second-factor/", {"code": code_at(served, ina, clock.now)}).content
    )


def test_being_half_in_does_not_last(served: Served, ina: User, codes: list[str], clock: Clock) -> None:
    client = served.browser()
    sign_in(client)
    clock.now += dt.timedelta(minutes=11)
    answer = client.post("/sign-in/second-factor/", {"code": code_at(served, ina, clock.now)})
    assert answer.headers["Location"] == "/sign-in/"


def test_a_second_factor_is_set_up_and_removed_by_page(served: Served, ina: User, clock: Clock) -> None:
    client = served.browser()
    sign_in(client)
    where = "/account/second-factor/"
    assert client.post(where, {"do": "begin", "password": "guess"}).status_code == 422
    shown = client.post(where, {"do": "begin", "password": PASSWORD}).content.decode()
    assert "<svg" in shown
    assert re.sub(r"\s", "", re.findall(r"<code>([A-Z2-7 ]+)</code>", shown)[0]) == factor.key_of(fresh(served, ina))
    assert client.post(where, {"do": "confirm", "code": "000000"}).status_code == 422
    code = code_at(served, fresh(served, ina), clock.now)
    told = client.post(where, {"do": "confirm", "code": code}).content.decode()
    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", told)) == factor.RECOVERY_CODES
    client.post(where, {"do": "remove", "password": PASSWORD})
    assert fresh(served, ina).second_factor_since is None


def fresh(served: Served, user: User) -> User:
    with served.company.database.here():
        return User.objects.get(pk=user.pk)


# ---------------------------------------------------------------- links


def test_a_forgotten_password_is_set_by_a_link_once(served: Served, ina: User) -> None:
    with override_settings(HANDFAST_MAILS=True):
        served.browser().post("/sign-in/forgotten/", {"username": "sales"})
        (sent,) = mail.outbox
        mail.outbox.clear()
    assert sent.to == ["ina@example.com"]
    (path,) = re.findall(r"http://testserver(/\S+)", sent.body)
    client = served.browser()
    assert client.head(path).status_code == client.get(path).status_code == 200
    assert client.post(path, {"password": "short", "again": "short"}).status_code == 422
    assert client.post(path, {"password": "a wholly new one", "again": "another"}).status_code == 422
    done = client.post(path, {"password": "a wholly new one", "again": "a wholly new one"}, follow=True)
    assert b"Your password is set" in done.content
    assert client.get(path).status_code == 404
    assert sign_in(client, "a wholly new one").status_code == 302


def test_who_forgot_the_name_too_is_known_by_the_address(served: Served, ina: User) -> None:
    with override_settings(HANDFAST_MAILS=True):
        served.browser().post("/sign-in/forgotten/", {"username": "Ina@Example.com"})
        (sent,) = mail.outbox
        mail.outbox.clear()
    assert sent.to == ["ina@example.com"]
    assert "you sign in as sales" in sent.body


def test_where_no_mail_can_be_sent_that_is_said_to_everybody(served: Served, ina: User) -> None:
    nobody_listens = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with override_settings(HANDFAST_MAILS=True, EMAIL_PORT=free_port("127.0.0.1"), **nobody_listens):
        for name in ("sales", "nobody"):
            answer = served.browser().post("/sign-in/forgotten/", {"username": name})
            assert answer.status_code == 503
            assert b"No mail can be sent just now" in answer.content
        invited = {"username": "jo", "name": "Jo", "email": "jo@example.com", "roles": ["sales"]}
        told = served.browser("administrator").post("/people/invite/", invited).content.decode()
    assert "Hand on the link yourself" in told
    assert "http://testserver/invitation/" in told


def test_a_new_password_ends_other_sessions(served: Served, ina: User) -> None:
    here, elsewhere = served.browser(), served.browser()
    sign_in(here)
    sign_in(elsewhere)
    new = "another good password"
    here.post("/account/password/", {"old": PASSWORD, "password": new, "again": new})
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_nobody_learns_who_there_is(served: Served, ina: User) -> None:
    with override_settings(HANDFAST_MAILS=True):
        answers = {served.browser().post("/sign-in/forgotten/", {"username": name}).content for name in ("sales", "x")}
        mail.outbox.clear()
    assert len({re.sub(rb'X-CSRFToken": "\w+"', b"", each) for each in answers}) == 1


@pytest.mark.parametrize("path", ["/sign-in/forgotten/MQ/x/", "/sign-in/forgotten/!!/x/", "/invitation/MQ/9-9/"])
def test_a_made_up_link_opens_nothing(served: Served, path: str) -> None:
    assert served.browser().get(path).status_code == 404


def test_a_form_without_its_token_is_refused(served: Served, ina: User) -> None:
    client = served.browser()
    client.handler.enforce_csrf_checks = True
    answer = sign_in(client)
    assert answer.status_code == 403
    assert b"open for too long" in answer.content


def test_visiting_is_for_demonstrations_on_this_machine_alone(served: Served) -> None:
    with served.company.database.here():
        before = Audit.objects.count()
    assert served.browser().post("/visit/", {"role": "planner"}).status_code == 404
    with override_settings(HANDFAST_DEMO=True):
        assert served.browser(REMOTE_ADDR="203.0.113.7").post("/visit/", {"role": "planner"}).status_code == 404
        behind = served.browser(HTTP_X_FORWARDED_FOR="203.0.113.7")
        assert behind.post("/visit/", {"role": "planner"}).status_code == 404
        with served.company.database.here():
            assert Audit.objects.count() == before
        client = served.browser()
        assert client.post("/visit/", {"role": "planner"}).status_code == 302
        assert client.get("/").status_code == 200
