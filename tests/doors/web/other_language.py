"""A language that nobody speaks: every text that can be translated stands in brackets, so what does not is seen.

Patterns keep their gaps: `⟦Hello ⟧%(name)s⟦!⟧`. What was filled in stands outside of the brackets, and must be data, or
have been translated by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from html.parser import HTMLParser
from string import Formatter

from django.test import override_settings
from django.utils.translation import trans_real

LANGUAGE = "eo"
"""Django knows how it writes days and numbers, and Handfast has no catalogue of it."""

_GAP = re.compile(r"%\([a-z_]+\)s|%[sd]|%%")
_TAG = re.compile(r"(<[^>]*>)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENGLISH_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]\.[0-9]")
"""A day or a number that is not written as the other language writes them: 14-a de aprilo, 1 234,5."""
_SILENT = {"script", "style", "code", "kbd", "template"}
_SPOKEN = ("aria-label", "title", "placeholder", "alt", "aria-description")


def bracketed(pattern: str) -> str:
    """Return a pattern as the other language says it."""
    gaps = _GAP.findall(pattern)
    pieces = _GAP.split(pattern)
    if not gaps and "{" in pattern:
        return "".join(
            _piece(text) + ("" if name is None else f"{{{name}:{spec}}}" if spec else f"{{{name}}}")
            for text, name, spec, _ in Formatter().parse(pattern)
        )
    return "".join(_piece(text) + gap for text, gap in zip(pieces, [*gaps, ""], strict=True))


def _piece(text: str) -> str:
    """Return words in brackets, each side of a tag by itself."""
    return "".join(part if part.startswith("<") or not part.strip() else f"⟦{part}⟧" for part in _TAG.split(text))


class Bracketing(NullTranslations):
    """A catalogue in which everything is translated; it remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message.rpartition("\x04")[2])  # without its context
        return bracketed(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return bracketed(msgid1 if n == 1 else msgid2)

    def to_language(self) -> str:
        return LANGUAGE


@contextmanager
def other_language() -> Iterator[set[str]]:
    """Let everything be said in the other language; the messages that were looked up come in the set."""
    with override_settings(LANGUAGES=[(LANGUAGE, LANGUAGE)]):  # which forgets all catalogues, before and after
        spoken = Bracketing()
        trans_real._translations[LANGUAGE] = spoken  # type: ignore[attr-defined]
        yield spoken.asked


class _Texts(HTMLParser):
    """Collects what a page shows, and what it says to who does not see it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        given = dict(attrs)
        spoken = [
            given[name]
            for name in given
            if name in _SPOKEN or (name.startswith("data-") and " " in (given[name] or ""))
        ]
        self.texts += [text for text in spoken if text and "://" not in text]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(data.strip())


def texts_of(page: str) -> list[str]:
    """Return every text of a page."""
    found = _Texts()
    found.feed(page)
    return found.texts


def unmarked(page: str, data: Collection[str], *, as_typed: bool = False) -> list[str]:
    """Return the texts of a page in which words stand that are neither marked nor data, or English days or numbers.

    Parameters
    ----------
    data
        Everything that the company and its people wrote, as they wrote it.
    as_typed
        Whether the page shows tables as they are typed: their days and numbers are read again as they stand.
    """
    known = sorted({text for text in data if _WORD.search(text)}, key=len, reverse=True)
    found = []
    for text in dict.fromkeys(texts_of(page)):
        rest = re.sub(r"⟦[^⟧]*⟧", " ", text)
        for each in known:
            if not _WORD.search(rest):
                break
            if each in rest:
                rest = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", " ", rest)
        if _WORD.search(rest) or (_ENGLISH_FORM.search(rest) and not as_typed):
            found.append(text)
    return found
