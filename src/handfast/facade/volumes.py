"""Volumes: plan them, publish what is scarce and what it is worth, and see what a list of wishes would load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from handfast.company.actions.publish_prices import publish_prices
from handfast.company.people.permissions import Permission
from handfast.company.queries.given import as_day, smallest_units
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.pipeline import campaign_wishes, pipeline_wishes
from handfast.company.queries.volume_notes import notes_of
from handfast.company.queries.volumes import committed_minutes, volumes
from handfast.engine.tables.frame import frame_of
from handfast.engine.volume.families import FamilyVolume, family_volumes
from handfast.engine.volume.load_profile import LoadProfile, Wish, load_profile
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.planning import WEEKS, plan_buckets, plan_volumes, read_limits
from handfast.engine.volume.policy import VolumePolicy
from handfast.engine.volume.scarcity import bid_prices_of
from handfast.engine.volume.solving import Effort
from handfast.errors import NotFound
from handfast.facade.choosing import Choosing
from handfast.facade.needs import needs
from handfast.sentences import sentence


class Volumes(Choosing):
    """What may be planned in volumes."""

    @needs(Permission.VOLUMES_PLAN)
    def plan_volumes(
        self,
        count: int | None = None,
        period: str = WEEKS,
        *,
        policy: VolumePolicy | None = None,
        effort: Effort | None = None,
    ) -> VolumePlan:
        """Return the volume plan that earns the most, and what one more of each scarce thing would earn.

        Changes nothing; :meth:`publish_prices` makes offers charge its bid prices.

        Parameters
        ----------
        count, period
            How many ``"weeks"`` or ``"months"``; None: 26 or 6, or as far as the company looks.
        policy
            Costs that no table holds.
        effort
            How hard to try.

        Raises
        ------
        DataError
            The company does not look so far ahead.
        BadConfiguration
            HiGHS is not installed: ``pip install 'handfast[plan]'``.
        NotAllowed
            It is about the whole company, of which they may see only a part.
        """
        self._seeing().assert_everything()
        mirror = self._current()
        buckets = plan_buckets(mirror.network, count, period)
        start = self._run(volumes, mirror, int(buckets.first[-1]))
        plan = plan_volumes(
            start.network,
            start.supplies,
            start.wanted,
            read_limits(start.tables, start.network),
            buckets,
            busy=start.busy,
            policy=policy,
            effort=effort,
        )
        return plan.with_notes(notes_of(start, plan))

    @needs(Permission.VOLUMES_PLAN)
    def volume_families(self, plan: VolumePlan) -> list[FamilyVolume]:
        """Return a volume plan summed by item family and bucket, the family of which most is wanted first."""
        items = frame_of(self._current().tables, "item").select("item", "family", "unit").iter_rows()
        known = {item: (family or "", unit or "") for item, family, unit in items}
        families, units = zip(*(known[item] for item in plan.network.items), strict=True)
        return family_volumes(plan, families, units)

    @needs(Permission.PRICES_PUBLISH)
    def publish_prices(self, plan: VolumePlan, *, reason: str = "") -> int:
        """Make offers charge what scarce things could earn elsewhere, by a plan's bid prices; return the entry."""
        figures = {
            "from": plan.first_day(0).isoformat(),
            "until": plan.first_day(plan.model.buckets).isoformat(),
            "money": plan.money._asdict(),
            "value": plan.solution.value,
            "bound": plan.solution.bound,
        }
        prices = bid_prices_of(plan)
        return self._run(publish_prices, prices, figures, actor=self.actor, now=self.clock(), reason=reason)

    @needs(Permission.PROMISE_ASK)
    def load_profile(
        self,
        lines: Iterable[Sequence[Any]] = (),
        *,
        pipeline: bool = False,
        campaign: str = "",
        count: int | None = None,
        period: str = WEEKS,
    ) -> tuple[LoadProfile, list[str]]:
        """Return what wishes would load on top of what is promised, without a plan; and notes on what was assumed.

        Parameters
        ----------
        lines
            ``(item, quantity, day)`` of shipping, and a name for the cause where there is a fourth.
        pipeline
            All open deals too, weighted by their chance.
        campaign
            What this campaign would add to the forecast, too.
        """
        mirror = self._current()
        buckets = plan_buckets(mirror.network, count, period)
        notes: list[str] = []
        wishes = [self._wish(mirror, *line) for line in lines]
        if pipeline:
            wishes += self._run(pipeline_wishes, mirror, notes)
        if campaign:
            wishes += self._run(campaign_wishes, mirror, campaign, int(buckets.first[-1]), notes)
        return load_profile(mirror.network, wishes, buckets, self._run(committed_minutes, mirror)), notes

    def _wish(self, mirror: Mirror, item: str, quantity: Any, day: Any, cause: str = "") -> Wish:
        outlets = mirror.market.outlets.get(mirror.market.item(item).key, [])
        if not outlets:
            raise NotFound(sentence("No site sells '{item}'. Set sells in the stock_point table.", item=item))
        on = max(mirror.market.day_of(as_day(day)), 0)
        return Wish(outlets[0].point, float(smallest_units(mirror, item, quantity)), on, 1.0, cause or item)
