"""The backlog: propose what open promises could become after a change of supply, and agree to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handfast.company.people.permissions import Permission
from handfast.company.queries.backlog_proposals import BacklogVersion, latest_proposal, proposal_by_id
from handfast.company.queries.given import number_of, proposal_number
from handfast.errors import NotFound
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.company.actions.agree_backlog import AgreedBacklog


class Repromising(Opened):
    """What those do who are accountable for promises."""

    @needs(Permission.BACKLOG_PROPOSE)
    def backlog(self, *, most_days_later: int | None = None) -> BacklogVersion:
        """Propose a better backlog by class (win, gain, redistribute, fill, lose), and keep it. No promise is changed.

        Parameters
        ----------
        most_days_later
            How many days a promise that may move may move back at most; None: as many as it takes.
        """
        from handfast.company.actions.propose_backlog import propose_backlog

        self._seeing().assert_everything()
        return self._run(propose_backlog, actor=self.actor, now=self.clock(), most_days_later=most_days_later)

    @needs(Permission.PROMISE_SEE)
    def backlog_proposal(self, proposal: int | str | None = None) -> BacklogVersion:
        """Return a proposal by its number (``"B-3"`` or 3); without one the newest.

        Raises
        ------
        NotFound
            There is none.
        """
        self._seeing().assert_everything()
        number = self._run(latest_proposal) if proposal is None else proposal_number(proposal)
        if number is None:
            raise NotFound(sentence("There is no proposal yet. Make one: handfast backlog"))
        return self._run(proposal_by_id, number)

    @needs(Permission.PROMISE_SEE)
    def backlog_stands(self, proposal: BacklogVersion) -> bool:
        """Return whether a proposal is about today's company; else nobody can agree to it any more."""
        mirror = self._current()
        return (proposal.today, proposal.generation) == (mirror.today, mirror.generation)

    @needs(Permission.BACKLOG_AGREE)
    def agree(
        self, promises: Iterable[int | str] | None = None, *, reason: str, proposal: int | str | None = None
    ) -> AgreedBacklog:
        """Agree to a proposal: to the lines of these promises, or to all of it; each becomes a revision."""
        from handfast.company.actions.agree_backlog import agree_backlog

        number = self.backlog_proposal(proposal).id
        named = None if promises is None else [number_of(promise) for promise in promises]
        self._current()
        return self._run(agree_backlog, number, named, actor=self.actor, now=self.clock(), reason=reason)
