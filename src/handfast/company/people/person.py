"""A person: who they are, what they may do, and whom and what they may see."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handfast.company.people.permissions import MEANING, Permission
from handfast.company.people.roles import permissions_of, who_may
from handfast.errors import NotAllowed
from handfast.sentences import sentence

EVERYTHING = frozenset(Permission)


@dataclass(frozen=True)
class Person:
    """Somebody who acts, with what they may do and see.

    Parameters
    ----------
    username
        How the ledger and the audit trail name them.
    name
        What people call them.
    roles
        Keys of their roles.
    permissions
        What they may do: what their roles allow, or less where they act through a token of narrower scope.
    sites, segments
        The only ones that they may see; None: all.
    looks_after
        Names that stand as ``owner`` in the customer table and mean them or their team.
    language, time_zone
        How they read; empty: as the browser says, and as the company has it.
    """

    username: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    sites: frozenset[str] | None = None
    segments: frozenset[str] | None = None
    looks_after: frozenset[str] = frozenset()
    language: str = ""
    time_zone: str = ""

    def may(self, permission: Permission) -> bool:
        """Return whether they may do it."""
        return permission in self.permissions

    def assert_may(self, permission: Permission) -> None:
        """Refuse what they may not do.

        Raises
        ------
        NotAllowed
            They may not; the message says who may.
        """
        if permission in self.permissions:
            return
        may = who_may(permission)
        roles = f"{', '.join(may[:-1])} or {may[-1]}" if len(may) > 1 else "".join(may)
        raise NotAllowed(
            sentence(
                "{person} may not {meaning}. Ask somebody who may: {roles}.",
                person=self,
                meaning=sentence(MEANING[permission]),
                roles=roles,
            )
        )

    def within(self, scope: frozenset[Permission]) -> Person:
        """Return the same person who may only do what is in `scope` too: how a token acts."""
        return replace(self, permissions=self.permissions & scope)

    @property
    def sees_everybody(self) -> bool:
        """Whether they may see all customers, whoever looks after them."""
        return Permission.CUSTOMERS_SEE_ALL in self.permissions and self.segments is None

    @property
    def sees_everything(self) -> bool:
        """Whether they may see all customers and all sites."""
        return self.sees_everybody and self.sites is None

    @property
    def sees_every_promise(self) -> bool:
        """Whether no site and no promise is hidden from them, be it that they see the promises without names."""
        if self.sites is not None:
            return False
        names = self.may(Permission.CUSTOMERS_SEE) or self.may(Permission.CUSTOMERS_SEE_ALL)
        return self.sees_everybody if names else self.segments is None

    def sees_site(self, site: str) -> bool:
        """Return whether they may see a site."""
        return self.sites is None or site in self.sites

    def sees_segment(self, segment: str) -> bool:
        """Return whether they may see customers of a segment; an empty one is that of customers without any."""
        return self.segments is None or segment in self.segments

    def sees_customer(self, segment: str, owner: str) -> bool:
        """Return whether they may see a customer of a segment, whom `owner` looks after."""
        if not self.sees_segment(segment):
            return False
        if self.may(Permission.CUSTOMERS_SEE_ALL):
            return True
        return self.may(Permission.CUSTOMERS_SEE) and owner in {*self.looks_after, self.username}

    @property
    def initial(self) -> str:
        """First letter of what people call them."""
        return str(self)[:1].upper()

    def __str__(self) -> str:
        return self.name or self.username


def with_roles(username: str, name: str, roles: frozenset[str]) -> Person:
    """Return somebody who sees all sites and segments, with what their roles allow."""
    return Person(username, name, roles, permissions_of(roles))


def owner_of_the_file(username: str) -> Person:
    """Return whoever works on the company's own file, by command line or notebook: everything is allowed."""
    return Person(username, username, frozenset(), EVERYTHING)
