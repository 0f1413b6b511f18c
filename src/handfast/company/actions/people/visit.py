"""Visit: a demonstration's visitor becomes a role. Whether that is allowed is the door's to say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from handfast.company.people.roles import Role
from handfast.company.queries.tables import load_table
from handfast.company.writing import writing

if TYPE_CHECKING:
    from handfast.company.models.people import User


def visitor(role: Role, *, now: dt.datetime) -> User:
    """Return the visitor of a role, without a password: made when somebody first visits.

    Where customers are looked after by teams, a visitor belongs to the team of the first customer, so that those who
    see only their own customers see some.
    """
    from handfast.company.models.people import User

    with writing():
        user = User.objects.filter(username=role.key).first()
        if user is None:
            owners = [owner for owner in load_table("customer").sort("customer")["owner"] if owner]
            user = User.objects.create_user(role.key, name=role.name, roles=[role.key], looks_after=owners[:1])
            user.last_login = now
    return user
