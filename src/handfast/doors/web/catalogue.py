"""Everything that pages can say, as a catalogue for translators: ``python -m handfast.doors.web.catalogue``.

Found in the code (calls that mark a text), in the templates, and in the tables of words. No date, name or place of a
machine stands in it: the same code gives the same catalogue.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType
from django.utils.text import smart_split

import handfast
from handfast import settings
from handfast.company.people.audit import KINDS
from handfast.company.people.permissions import MEANING
from handfast.company.people.roles import ROLES
from handfast.engine.checks import CHECKS
from handfast.engine.promise.profit import PARTS
from handfast.engine.promise.words import SENTENCES
from handfast.engine.tables import CONTRACT

HOME = Path(handfast.__file__).parent
MARKING = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "ngettext": (0, 1),
    "sentence": (0,),
    "marked": (0,),
    "counted": (0, 1),
    "each_where": (4,),
}
"""Calls that mark a text, and which of their arguments is one: two are one thing and many."""

Message = tuple[str, str]
"""What is said of one, and of many; empty where nothing is counted."""

HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Handfast\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def messages() -> dict[Message, list[str]]:
    """Return every message with the files in which it stands."""
    found: dict[Message, list[str]] = {}
    for place, message in [*_in_code(), *_in_templates(), *_in_tables()]:
        places = found.setdefault(message, [])
        if place not in places:
            places.append(place)
    for one in {one for one, many in found if many}:  # gettext has one entry for both
        found.pop((one, ""), None)
    return found


def catalogue() -> str:
    """Return the catalogue as gettext writes it, without translations."""
    entries = [_entry(message, places) for message, places in sorted(messages().items())]
    return "\n".join([HEADER, *entries])


# ------------------------------------------------------------ where messages stand


def _in_code() -> Iterator[tuple[str, Message]]:
    said_on_pages = (path for path in HOME.rglob("*.py") if "cli" not in path.parts)
    for path in sorted(said_on_pages):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            message = _marked_by(node)
            if message:
                yield path.relative_to(HOME.parent).as_posix(), message


def _marked_by(node: ast.AST) -> Message | None:
    """Return the message that a call marks, where its texts stand in the code."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    places = MARKING.get(node.func.id, ())
    texts = [_text(node.args[n]) for n in places if n < len(node.args)]
    return (texts[0], texts[1] if len(texts) > 1 else "") if texts and all(texts) else None


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _in_templates() -> Iterator[tuple[str, Message]]:
    for path in sorted((HOME / "doors" / "web" / "templates").rglob("*.*")):
        place = path.relative_to(HOME.parent).as_posix()
        for message in template_messages(path.read_text(encoding="utf-8")):
            yield place, message


def template_messages(text: str) -> Iterator[Message]:
    """Yield the messages of a template, as its tags will look them up."""
    block: list[str] | None = None
    for token in Lexer(text).tokenize():
        words = list(smart_split(token.contents)) if token.token_type == TokenType.BLOCK else []
        tag = words[0] if words else ""
        if tag == "endblocktranslate" and block is not None:
            yield (block[0], block[1] if len(block) > 1 else "")
            block = None
        elif tag == "blocktranslate":
            block = [""]
        elif block is not None and tag == "plural":
            block.append("")
        elif block is not None:
            block[-1] += (
                f"%({token.contents})s" if token.token_type == TokenType.VAR else token.contents.replace("%", "%%")
            )
        else:
            yield from _in_token(token.contents, words)


def _in_token(contents: str, words: list[str]) -> Iterator[Message]:
    if words and words[0] == "translate" and words[1][0] in "\"'":
        yield (words[1][1:-1], "")
    rest = contents
    while '_("' in rest:
        rest = rest.partition('_("')[2]
        yield (rest.partition('")')[0], "")


def _in_tables() -> Iterator[tuple[str, Message]]:
    """Yield the words of tables, which are translated where they are shown."""
    from handfast.company.models.jobs import JOB_STATES  # which wants settings
    from handfast.company.models.plans import PLAN_STATES

    columns = [column for table in CONTRACT.values() for column in table.columns]
    roles = [word for role in ROLES.values() for word in (role.name, role.comes_for)]
    cures = [check.cure for check in CHECKS]
    tables: dict[str, Iterable[str]] = {
        "engine/promise/words.py": SENTENCES.values(),
        "engine/promise/profit.py": PARTS,
        "engine/tables": [
            *(table.meaning for table in CONTRACT.values()),
            *(column.meaning for column in columns),
            *(column.unit for column in columns),
            *(choice for column in columns for choice in column.choices),
        ],
        "engine/checks": cures,
        "company/people/roles.py": roles,
        "company/people/permissions.py": MEANING.values(),
        "company/people/audit.py": KINDS.values(),
        "company/models": [*PLAN_STATES, *JOB_STATES],
    }
    for place, words in tables.items():
        for word in words:
            if any(letter.isalpha() for letter in word):
                yield f"handfast/{place}", (word, "")


# ------------------------------------------------------------ as gettext writes it


def _entry(message: Message, places: list[str]) -> str:
    one, many = message
    form = "python-format" if "%(" in one else "python-brace-format" if "{" in one else ""
    lines = [f"#: {place}" for place in places] + ([f"#, {form}"] if form else []) + [f"msgid {_quoted(one)}"]
    if many:
        lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


if __name__ == "__main__":
    settings.configure()
    sys.stdout.write(catalogue())
