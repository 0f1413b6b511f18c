"""The page says what the roles allow."""

from __future__ import annotations

from pathlib import Path

from handfast.company.people.permissions import MEANING, Permission
from handfast.company.people.roles import ROLES

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "who-may-do-what.md"


def test_the_page_says_what_the_roles_allow() -> None:
    lines = [line.strip("| ").split(" |") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    head, *rows = [[cell.strip() for cell in line] for line in lines]
    assert head == ["you may", *(role.name for role in ROLES.values())]
    said = {row[0]: row[1:] + [""] * (len(ROLES) - len(row) + 1) for row in rows}
    assert said == {
        f"{MEANING[permission]} (`{permission}`)": [
            "yes" if permission in role.permissions else "" for role in ROLES.values()
        ]
        for permission in Permission
    }
