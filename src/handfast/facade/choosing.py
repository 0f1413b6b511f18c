"""Choices that need money: what a machine, a hire or a second supplier would gain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handfast.company.people.permissions import Permission
from handfast.engine.volume.planning import WEEKS
from handfast.facade.needs import needs
from handfast.facade.opened import Opened

if TYPE_CHECKING:
    from handfast.company.queries.choices import Weighed
    from handfast.engine.volume.choices import Choice
    from handfast.engine.volume.solving import Effort


class Choosing(Opened):
    """What may be weighed before money is spent."""

    @needs(Permission.VOLUMES_PLAN)
    def weigh(
        self,
        choices: Iterable[Choice] = (),
        count: int | None = None,
        period: str = WEEKS,
        *,
        effort: Effort | None = None,
        steps: int | None = None,
    ) -> Weighed:
        """Return what choices would gain, side by side: at most, by bid prices, and really, by planning again.

        Changes nothing.

        Parameters
        ----------
        choices
            :class:`~handfast.engine.volume.choices.Machine`, ``Hire`` and ``Source``; none: what is scarcest.
        count, period
            How many ``"weeks"`` or ``"months"`` are looked at; None: as many as a volume plan does.
        effort
            How hard to try for each volume plan.
        steps
            Plan every order again, too, with so many steps of improvement each, and tell how late it is.

        Raises
        ------
        NotFound
            A choice names a resource or a stock point that is not there.
        NotAllowed
            It is about the whole company, of which they may see only a part.
        """
        from handfast.company.queries.choices import weigh

        self._seeing().assert_everything()
        return self._run(weigh, self._current(), list(choices), count, period, effort=effort, steps=steps)
