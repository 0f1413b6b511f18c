"""Every text of every page can be said in another language, and stands in the catalogue that translators are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import polars as pl
import pytest
from tests.doors.conftest import Served, serve_copy
from tests.doors.pages_to_look_at import PLACES
from tests.doors.web.other_language import LANGUAGE, other_language, unmarked

from handfast.company.people.roles import ROLES
from handfast.doors.web.catalogue import catalogue, messages, template_messages
from handfast.doors.web.languages import ENGLISH, languages
from handfast.engine.tables import CONTRACT
from handfast.facade import Company

NAMES = {"Handfast", "Excel", "CSV", "Parquet", "Ctrl+Delete", LANGUAGE, "a de"}  # 14-a de aprilo
WRITTEN = {
    "tests",
    "item.csv",
    "Oak bench",
    "NEW",
    "furlongs",
    "many",
    "the lorry burnt",
}
"""What people, and `furnish` in their name, have written: it stays as it was written."""

AS_TYPED = {"data_table", "data_change", "data_draft"}
"""Pages that show tables as they are typed."""

MORE_EYES = {
    "planner": ("today", "supply", "quote", "promise", "data", "limits", "supply_compare", "supply_behind"),
    "quality": ("today",),
    "production": ("today",),
    "executive": ("today", "quote"),
}
"""Pages that show others something else than who is asked first."""


@pytest.fixture(scope="module")
def furnished(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """The sample company with something on every page; nobody writes it."""
    yield from serve_copy(furnished_file, tmp_path_factory.mktemp("in another language"))


@pytest.fixture(scope="module")
def data(furnished: Served) -> set[str]:
    """Everything that is the company's own: its tables, names, and what people wrote."""
    return all_data(furnished.company) | WRITTEN


def all_data(company: Company) -> set[str]:
    """Return all texts of a company's tables, and what they and roles are called."""
    found = NAMES | set(ROLES) | {role.name for role in ROLES.values()} | set(CONTRACT)
    for name, table in CONTRACT.items():
        frame = company.table(name)
        found |= {column.name for column in table.columns}
        for column in frame.columns:
            if frame[column].dtype == pl.String:
                found |= set(frame[column].drop_nulls().unique())
    return found


@cache
def known_messages() -> frozenset[str]:
    """Return every text that is given to translators, and those that Django brings translated."""
    own = Path(django.__file__).parent / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    djangos = re.findall(r'^msgid "(.+)"$', own.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset({one for one, _many in messages()} | set(djangos))


SEEN_BY = [(place.name, place.path, place.role) for place in PLACES if place.answers not in {"json", "file", "text"}]
SEEN_BY += [(name, path, role) for role, names in MORE_EYES.items() for name, path, _ in SEEN_BY if name in names]


@pytest.mark.parametrize(("name", "path", "role"), SEEN_BY, ids=lambda each: str(each).strip("/"))
def test_every_text_of_a_page_is_translated_or_data(
    name: str, path: str, role: str, furnished: Served, data: set[str]
) -> None:
    browser = furnished.browser(role)
    with other_language() as asked:
        answer = browser.get(path, headers={"Accept-Language": LANGUAGE})
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    assert answer.headers["Content-Language"] == LANGUAGE
    assert unmarked(answer.content.decode(), data, as_typed=name in AS_TYPED) == []
    assert asked <= known_messages(), "looked up, but no translator is given it"


def test_a_template_s_messages_are_those_that_its_tags_look_up() -> None:
    text = (
        '{% translate "One" %} {% translate name %} {% blocktranslate with a=b %}Two {{ a }} 5 %{% endblocktranslate %}'
        "{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
        '{{ x|default:_("Three") }}'
    )
    assert list(template_messages(text)) == [
        ("One", ""),
        ("Two %(a)s 5 %%", ""),
        ("%(n)s row", "%(n)s rows"),
        ("Three", ""),
    ]


def test_the_catalogue_names_no_machine_and_no_person() -> None:
    text = catalogue()
    head = text.partition("\n#:")[0]
    assert [line.partition(":")[0].strip('"') for line in head.splitlines()[2:] if line] == [
        "Project-Id-Version",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    ]
    places = {line.removeprefix("#: ") for line in text.splitlines() if line.startswith("#:")}
    assert {place.partition("/")[0] for place in places} == {"handfast"}
    assert len(re.findall(r"^msgid ", text, re.MULTILINE)) == len(messages()) + 1  # and the head


def test_a_language_can_be_chosen_as_soon_as_its_catalogue_is_there(tmp_path: Path) -> None:
    assert languages(tmp_path) == ENGLISH
    for name in ("de", "pt_BR"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "de" / "LC_MESSAGES" / "django.mo").touch()
    (tmp_path / "pt_BR" / "LC_MESSAGES" / "django.mo").touch()
    (tmp_path / "fr").mkdir()
    assert languages(tmp_path) == [*ENGLISH, ("de", "Deutsch"), ("pt-br", "Português Brasileiro")]
