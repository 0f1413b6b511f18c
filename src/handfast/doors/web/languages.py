"""The languages that somebody can read pages in: English, and every other of which there is a catalogue."""

from __future__ import annotations

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import to_language

ENGLISH = [("en-gb", "English (14 April 2027)"), ("en-us", "English, US (April 14, 2027)")]


def languages(folder: Path) -> list[tuple[str, str]]:
    """Return each language with its own name, from the catalogues in a folder: ``de/LC_MESSAGES/django.mo``."""
    found = sorted(to_language(path.parent.parent.name) for path in folder.glob("*/LC_MESSAGES/django.mo"))
    return ENGLISH + [(code, _own_name(code)) for code in found if code not in dict(ENGLISH)]


def _own_name(code: str) -> str:
    """Return what those who speak a language call it; its code where Django does not know."""
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0]) or {}
    return str(known.get("name_local", code))
