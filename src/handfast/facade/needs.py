"""What a verb needs: the permission without which it is refused, declared where the verb is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from handfast.company.people.permissions import Permission
from handfast.facade.opened import Opened

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Opened)

NEEDED = "needed_permission"
"""Attribute of a verb that says what it needs: a test finds verbs without it."""


def needs(permission: Permission) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Refuse a verb to whoever lacks a permission, before anything else happens."""

    def declare(verb: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(verb)
        def guarded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self.person.assert_may(permission)
            return verb(self, *args, **kwargs)

        setattr(guarded, NEEDED, permission)
        return guarded

    return declare
