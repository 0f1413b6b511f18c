"""What an entry of the audit trail says exactly, as a sentence: it is kept as data, and put into words when read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from handfast.company.people.roles import ROLES
from handfast.sentences import in_a_row, made_again, made_of, marked, plain_number, sentence

MADE_OF = "_made_of"
"""What the name of a kept text ends in where it stands for what that text is made of."""

DETAILS = {
    "after": marked("after: {value}"),
    "before": marked("before: {value}"),
    "events": marked("events: {value}"),
    "expires": marked("expires: {value}"),
    "file": marked("file: {value}"),
    "how": marked("how: {value}"),
    "looks_after": marked("looks after: {value}"),
    "name": marked("name: {value}"),
    "roles": marked("roles: {value}"),
    "scope": marked("scope: {value}"),
    "segments": marked("segments: {value}"),
    "sessions": marked("sessions: {value}"),
    "sites": marked("sites: {value}"),
    "to": marked("to: {value}"),
    "token": marked("token: {value}"),
    "webhook": marked("webhook: {value}"),
    "words": marked("words: {value}"),
}
"""What is told, by the name of a detail."""

RIGHTS = {
    "looks_after": marked("looks after {value}"),
    "roles": marked("roles {value}"),
    "segments": marked("segments {value}"),
    "sites": marked("sites {value}"),
}
"""The same of what somebody might do and see before, and after."""

WHOLE = {
    "events: []": marked("events: all"),
    "how: account": marked("how: account"),
    "how: directory": marked("how: directory"),
    "how: invitation": marked("how: invitation"),
    "how: password": marked("how: password"),
    "how: reset": marked("how: reset"),
    "how: second factor": marked("how: second factor"),
    "how: visit": marked("how: visit"),
    "segments []": marked("no segments"),
    "segments: []": marked("segments: none"),
    "sites []": marked("no sites"),
    "sites: []": marked("sites: none"),
    "skips what it missed: False": marked("skips what it missed: no"),
    "skips what it missed: True": marked("skips what it missed: yes"),
}
"""Details of which the value is a word, too, by name and value."""


def kept_text(name: str, text: str) -> dict[str, str]:
    """Return a text as a detail of an entry, with what it is made of beside it."""
    form = made_of(text)
    return {name: str(text)} | ({} if form is None else {name + MADE_OF: form})


def exactly(said: Mapping[str, Any]) -> str:
    """Return what an entry says exactly, in one line; a detail that nobody knows by now, as it was written."""
    return _row(said, DETAILS, ": ", "; ")


def _row(said: Mapping[str, Any], patterns: Mapping[str, str], is_: str, between: str) -> str:
    told = []
    for name, value in said.items():
        if whole := WHOLE.get(f"{name}{is_}{value}"):
            told.append(sentence(whole))
        elif not name.endswith(MADE_OF):
            pattern = patterns.get(name, "{name}" + is_ + "{value}")
            told.append(sentence(pattern, name=name, value=_value(name, value, said)))
    return in_a_row(told, between) if told else ""


def _value(name: str, value: Any, said: Mapping[str, Any]) -> object:
    """Return a detail: roles by their names, a moment as one, what the company names as it is."""
    match value:
        case {}:
            return _row(value, RIGHTS, " ", ", ") or "–"
        case list():
            return in_a_row([_role(each) if name == "roles" else str(each) for each in value]) if value else "–"
        case int():
            return plain_number(value)
        case str() if name == "expires":
            return dt.datetime.fromisoformat(value)
        case str() if name + MADE_OF in said:
            return made_again(value, said[name + MADE_OF])
        case _:
            return str(value)


def _role(key: str) -> str:
    return sentence(ROLES[key].name) if key in ROLES else key
