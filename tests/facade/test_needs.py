"""Every verb of the library says what it needs, and refuses whoever lacks it before anything else happens."""

from __future__ import annotations

import inspect

import pytest

from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person
from handfast.errors import NotAllowed
from handfast.facade import Company
from handfast.facade.needs import NEEDED

FREE = {"acting_as", "actor", "answered", "at_once", "close", "seeing", "time_zone", "today", "when_loaded"}
"""What is no verb: it changes and tells nothing that somebody could lack a permission for."""

VERBS = sorted(name for name in dir(Company) if not name.startswith("_") and name not in FREE)


def test_there_are_verbs() -> None:
    assert {"quote", "hold", "promise", "explain", "plan", "publish", "load"} <= set(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_what_it_needs(name: str) -> None:
    assert isinstance(getattr(getattr(Company, name), NEEDED, None), Permission), (
        f"say what {name} needs: @needs(Permission...)"
    )


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_refuses_whoever_lacks_it(name: str) -> None:
    """Before it looks at what was given, and without a database."""
    company = Company(None, actor="nobody")  # type: ignore[arg-type]
    needed = getattr(getattr(Company, name), NEEDED)
    allowed = frozenset(Permission) - {needed}
    everything_but = company.acting_as(Person("ina", permissions=allowed))
    arguments = {
        parameter.name: None
        for parameter in inspect.signature(getattr(Company, name)).parameters.values()
        if parameter.name != "self" and parameter.default is parameter.empty and parameter.kind.name != "VAR_POSITIONAL"
    }
    with pytest.raises(NotAllowed, match="ina may not"):
        getattr(everything_but, name)(**arguments)


def test_acting_as_somebody_leaves_the_company_as_it_is() -> None:
    company = Company(None, actor="owner")  # type: ignore[arg-type]
    ina = company.acting_as(Person("ina"))
    assert (company.actor, ina.actor) == ("owner", "ina")
    assert ina._memory is company._memory
    assert company.person.permissions == frozenset(Permission)
