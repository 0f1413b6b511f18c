"""Telling an offer: its answer, reasons, pegging and other ways as sentences, for whoever may see how much.

What a person may not see is left out here, before any door: costs by most in Sales, margins by guests, and the names of
sites that are not theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from handfast.engine.promise import words
from handfast.engine.promise.counter_offers import (
    AS_READY,
    EXPEDITED,
    OTHER_SITE,
    PARTIAL,
    SMALLER,
    SUBSTITUTE,
    CounterOffer,
)
from handfast.engine.promise.delivering import NEVER, Delivery
from handfast.engine.promise.feeding import Feed
from handfast.engine.promise.lasting import FULL, MULTIPLE, PARTS
from handfast.engine.promise.market import Item
from handfast.engine.promise.reasons import Reason
from handfast.engine.promise.words import say
from handfast.sentences import in_a_row, number, sentence

if TYPE_CHECKING:
    from handfast.engine.promise.offer import LineOffer, Offer


class Sight(IntEnum):
    """How much of the money a person may see; each sees what the one before sees."""

    PRICE = 0
    MARGIN = 1
    COSTS = 2


class Telling:
    """Says an offer in words.

    Parameters
    ----------
    offer
        The answer.
    sight
        What the reader may see of the money.
    sites
        The only sites that the reader may see; None: all.
    """

    def __init__(self, offer: Offer, sight: Sight = Sight.COSTS, sites: frozenset[str] | None = None) -> None:
        self.offer = offer
        self.market = offer.market
        self.sight = sight
        self.sites = sites

    # ------------------------------------------------------------ the answer

    def headline(self, line: LineOffer) -> str:
        """Return the answer to a line in one sentence."""
        what = self.goods(line.wanted.item, line.wanted.quantity)
        if line.delivery is None:
            return say("not_sold_at_all", what=what)
        if not line.feasible:
            key = "never_whole" if self._whole_in_parts(line) else "never"
            return say(key, what=what, day=self.day(self.market.network.horizon - 1))
        day = self.day(line.arrive_day)
        if not line.wished:
            return say("soonest", what=what, day=day)
        if self.offer.asked.together and line.arrive_day < line.wanted.wish:
            return say("beside_others", what=what, day=day, wish=self.day(line.wanted.wish))
        if line.on_time:
            return say("on_time", what=what, day=day)
        return say("late", what=what, day=day, days=words.days_in_words(line.late_days or 0))

    def _whole_in_parts(self, line: LineOffer) -> bool:
        """Whether another way delivers all of a line, though no site alone does."""
        return any(
            way.line == line.wanted.line
            and way.kind != SUBSTITUTE
            and sum(each.quantity for each in way.deliveries()) == line.wanted.quantity
            for way in self.offer.counter_offers
        )

    def certainty(self, line: LineOffer) -> str:
        """Return whether an earlier day is possible, and how sure that is; empty where nothing is possible."""
        if line.earliest_day >= NEVER:
            return ""
        if line.earliest_day < line.arrive_day:
            return say("possible_from", day=self.day(line.earliest_day))
        if line.proven:
            return say("proven")
        if line.bound_day <= line.wanted.wish:  # that it cannot be before the wish nobody asked
            return say("found_alone", found=self.day(line.earliest_day))
        return say("found", day=self.day(line.bound_day), found=self.day(line.earliest_day))

    def money_missing(self, line: LineOffer) -> str:
        """Return why a line's margin is not known; empty where it is."""
        costs = self.offer.costs_of(line)
        if costs is None or self.offer.margin_of(line) is not None:
            return ""
        price, said = line.wanted.price, []
        if price is None:
            said.append(say("no_price", item=line.wanted.item.name))
        elif self.market.rates.to_own(price.currency, 0) is None:
            said.append(say("no_rate", currency=price.currency, day=self.day(0)))
        if not costs.known:
            names = sorted(self.market.items[item].name for item in costs.missing)
            said.append(say("no_cost", items=words.listed(names)))
        return in_a_row(said, " ") if said else ""

    # ------------------------------------------------------------ why not earlier

    def reason(self, line: LineOffer, reason: Reason) -> str:
        """Return a reason in words, without its days; with its site or supplier where another one reads the same."""
        told = self._reason(line, reason)
        if all(each is reason or self._reason(line, each) != told for each in line.reasons):
            return told
        return self._where(reason, told)

    def _where(self, reason: Reason, told: str) -> str:
        """Return a reason with what tells it from another that reads the same, where there is anything."""
        network = self.market.network
        if reason.kind in ("time", "lot", "notice"):
            supplier = self.market.processes[reason.node].supplier
            if supplier:
                return say("from_supplier", told=told, supplier=supplier)
            return say("at_site", told=told, site=self.site(network.sites[network.structure.output_point[reason.node]]))
        if reason.kind in ("material", "shelf_life"):
            return say("at_site", told=told, site=self.site(network.sites[reason.node]))
        return told

    def _reason(self, line: LineOffer, reason: Reason) -> str:
        names = {"until": "" if reason.until is None else self.day(reason.until)}
        key = reason.kind
        if key == "capacity":
            key = self._capacity(reason, names)
        elif key in ("material", "no_way", "no_more", "used_up", "shelf_life"):
            names |= self._point(reason.node) | {"last": self.day(self.market.network.horizon - 1)}
            if key == "material" and reason.source:
                key = f"material_{reason.source}"
                names["reference"] = reason.reference
        elif key in ("time", "lot"):
            key = self._process(reason, key, names)
        elif key == "notice":
            names |= self._point(int(self.market.network.structure.output_point[reason.node]))
        elif key == "tangled":
            key = "tangled_rest" if len(line.reasons) > 1 else key
        elif key == "together":
            names["item"] = self.offer.lines[reason.node].wanted.item.name
        elif key == "kept":
            names |= self._point(reason.node)
        elif key == "quota":
            names |= {"item": line.wanted.item.name, "segment": self.offer.customer.segment}
            names["reference"] = reason.reference
            if reason.node >= 0:
                key, names["resource"] = "quota_of", self.market.resource_names[reason.node]
        else:
            names |= self._commercial(line)
            if key == "not_sold" and names["site"]:
                key = "not_sold_here"
        return say(key, **names)

    def reason_with_days(self, line: LineOffer, reason: Reason) -> str:
        """Return a reason in words, with the days that it costs."""
        told = self.reason(line, reason)
        if reason.days is None:
            return in_a_row([told, say("only_together")], "") if reason.joint else told
        if reason.joint:
            key = "costs_days_together" if reason.days else "with_the_above"
        else:
            key = "costs_days" if reason.days else "costs_same_days"
        return in_a_row([told, say(key, days=words.days_in_words(reason.days or reason.alone))], "")

    def _capacity(self, reason: Reason, names: dict[str, str]) -> str:
        """Fill in the names that a resource's sentence needs; return which sentence it is."""
        names["resource"] = self.market.resource_names[reason.node]
        if reason.until is None:
            return "capacity"
        if reason.source == PARTS:
            return "capacity_parts"
        full = "full" if reason.source == FULL else "capacity"
        if reason.since is not None:
            first, last = self.market.date_of(reason.since), self.market.date_of(reason.until)
            names["span"] = words.span_in_words(first, last, self.market.today)
            return f"{full}_span"
        return f"{full}_until" if reason.until else f"{full}_today"

    def _point(self, point: int) -> dict[str, str]:
        network = self.market.network
        return {
            "item": self.market.items[network.items[point]].name,
            "site": self.site(network.sites[point]),
        }

    def _process(self, reason: Reason, kind: str, names: dict[str, str]) -> str:
        """Fill in the names that a process's sentence needs; return which sentence it is."""
        structure, process = self.market.network.structure, self.market.processes[reason.node]
        point = int(structure.output_point[reason.node])
        names |= self._point(point)
        item = self.market.items[self.market.network.items[point]]
        if kind == "lot":
            steps = reason.source == MULTIPLE
            lot = structure.lot_multiple if steps else structure.lot_min
            names["lot"] = self.amount(item, int(lot[reason.node]))
            return "lot_multiple" if steps else "lot"
        does = "make" if process.kind == "substitute" else process.kind
        if does == "move":
            source = int(structure.input_point[structure.input_first[reason.node]])
            names["site"] = self.site(self.market.network.sites[source])
        return f"time_{does}_until" if reason.until is not None else f"time_{does}"

    def _commercial(self, line: LineOffer) -> dict[str, str]:
        asked = self.offer.asked.lines[line.wanted.line]
        site = line.delivery.site if line.delivery else asked.site
        soonest = ""
        if line.delivery is not None:
            route = self.market.route(line.delivery.site, self.offer.customer.key)
            arrive = route.arrive_day(max(line.wanted.item.launched or 0, 0))
            soonest = self.day(arrive) if arrive is not None else ""
        return {
            "item": line.wanted.item.name,
            "site": self.site(site) if site else "",
            "soonest": soonest,
            "last": self.day(self.market.network.horizon - 1),
        }

    # ------------------------------------------------------------ what feeds it

    def feed(self, feed: Feed) -> str:
        """Return where a quantity comes from, without what feeds that."""
        item = self.market.items[feed.item]
        names = {
            "what": self.goods(item, feed.quantity),
            "day": self.day(feed.day),
            "reference": feed.reference,
            "supplier": feed.source,
            "site": self.site(feed.source),
        }
        key = f"fed_{feed.kind}"
        if feed.kind == "stock":
            key += "_day" if feed.day > 0 else "_lot" if feed.reference else ""
        elif feed.kind == "make":
            key += "_on" if feed.resources else ""
            first, last = self.market.date_of(feed.start_day or 0), self.market.date_of(feed.day)
            names["span"] = words.span_in_words(first, last, self.market.today)
            names["resources"] = words.listed([self.market.resource_names[each] for each in feed.resources] or [""])
        elif feed.kind == "buy":
            key += "_from" if feed.source else ""
        elif feed.kind == "substitute":
            names["alternative"] = self.market.items[feed.source].name
        told = say(key, **names)
        return say("expedited", told=told) if feed.expedited else told

    def last_feed(self, feed: Feed, before: Sequence[Feed]) -> str:
        """Return where the last part of something comes from, with how much of it came before."""
        told = self.feed(feed)
        if not before:
            return told
        amount = self.amount(self.market.items[feed.item], sum(each.quantity for each in before))
        return say(
            "fed_before" if len(before) > 1 else "fed_before_one", told=told, amount=amount, count=number(len(before))
        )

    def chain(self, line: LineOffer) -> list[str]:
        """Return the way back from a delivery along what is there last: what a delay would hit first."""
        told, feeds = [], line.feeds
        while feeds:
            last = max(feeds, key=lambda feed: feed.day)
            told.append(self.feed(last))
            feeds = last.inputs
        return told

    # ------------------------------------------------------------ other ways

    def other_way(self, way: CounterOffer) -> str:
        """Return a counter-offer in words, without what it costs and who must agree."""
        told = self._other_way(way, way.kind)
        if len(self.offer.lines) < 2 or self.offer.asked.together:
            return told
        return say("about_line", item=self.offer.lines[way.line].wanted.item.name, way=told)

    def _other_way(self, way: CounterOffer, kind: str) -> str:
        mine = way.deliveries()
        several = len({delivery.site for delivery in mine} | {self._first_site(way.line)}) > 1
        named = several and kind in (OTHER_SITE, SUBSTITUTE)
        parts = words.listed([self._part(delivery, named) for delivery in mine]) if mine else ""
        day = self.day(way.fulfilment.arrive_day)
        if kind == AS_READY and len({each.line for each in way.fulfilment.deliveries}) < len(self.offer.lines):
            return say("some_ready", parts=words.listed([self._goods_part(each) for each in way.fulfilment.deliveries]))
        if kind == AS_READY:
            first = min(delivery.arrive_day for delivery in way.fulfilment.deliveries)
            return say(AS_READY, first=self.day(first), day=day)
        if kind in (PARTIAL, OTHER_SITE, SUBSTITUTE, SMALLER):
            return say(kind, parts=parts, item=self.market.items[mine[0].item].name)
        key = "expedited_way" if kind == EXPEDITED else kind
        return say(key, day=self.day(mine[-1].arrive_day) if mine else day)

    def cost(self, way: CounterOffer) -> str:
        """Return what a counter-offer costs more; empty where it is not known or may not be seen."""
        if way.extra_cost is None or self.sight < Sight.MARGIN:
            return ""
        if way.extra_cost == 0:
            return say("no_extra")
        return say("extra" if way.extra_cost > 0 else "saves", money=self.money(abs(way.extra_cost)))

    def agreement(self, way: CounterOffer) -> str:
        """Return who must agree to a counter-offer; empty where nobody must."""
        return in_a_row([say(f"agree_{who}") for who in way.agrees]) if way.agrees else ""

    def _first_site(self, line: int) -> str:
        delivery = self.offer.lines[line].delivery
        return delivery.site if delivery is not None else ""

    def _goods_part(self, delivery: Delivery) -> str:
        amount = self.goods(self.market.items[delivery.item], delivery.quantity)
        return say("part", amount=amount, day=self.day(delivery.arrive_day))

    def _part(self, delivery: Delivery, named: bool) -> str:
        amount = self.amount(self.market.items[delivery.item], delivery.quantity)
        key = "part_from" if named else "part"
        return say(key, amount=amount, day=self.day(delivery.arrive_day), site=self.site(delivery.site))

    # ------------------------------------------------------------ small parts

    def day(self, day: int) -> str:
        """Return a day counted from the network's origin as people say it."""
        return words.day_in_words(self.market.date_of(day), self.market.today)

    def site(self, site: str) -> str:
        """Return what people call a site, or that it is another one, where the reader may not see it."""
        return self.market.site_names.get(site, site) if self.sees(site) else say("another_site")

    def sees(self, site: str) -> bool:
        """Return whether the reader may see a site."""
        return self.sites is None or site in self.sites

    def amount(self, item: Item, quantity: int) -> str:
        """Return a quantity of an item."""
        return words.amount_in_words(quantity, item.decimals, item.unit)

    def goods(self, item: Item, quantity: int) -> str:
        """Return a quantity with what it is of."""
        return sentence("{number} {unit}", number=self.amount(item, quantity), unit=item.name)

    def money(self, amount: int) -> str:
        """Return minor units of the company's currency."""
        return words.money_in_words(amount, self.market.rates.digits, self.market.currency)
