"""An offer as text: what we can, why not earlier, what it earns, what feeds it, other ways, and how to go on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, SURE, WATCH, columns, write

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.doors.cli.wish import Wish
    from handfast.engine.promise.counter_offers import CounterOffer
    from handfast.engine.promise.feeding import Feed
    from handfast.engine.promise.offer import LineOffer, Offer
    from handfast.engine.promise.profit import Margin
    from handfast.engine.promise.telling import Telling

DEPTH = 3
"""How far back what feeds it is shown, where not everything is asked for."""

BROAD = 4
"""How many feeds of one run are shown then: those that come last."""


def show_offer(console: Console, offer: Offer, wish: Wish, *, full: bool = False, go_on: bool = True) -> None:
    """Show an offer."""
    from handfast.engine.promise.telling import Telling

    told = Telling(offer)
    for line in offer.lines:
        _show_line(console, told, line, full=full)
    _show_money(console, told)
    if offer.counter_offers:
        _show_ways(console, told)
    if go_on:
        show_going_on(console, offer, wish)


def show_answer(console: Console, offer: Offer) -> None:
    """Show the answer alone: what we can, why not earlier, other ways."""
    from handfast.engine.promise.telling import Telling

    told = Telling(offer)
    for line in offer.lines:
        _show_headline(console, told, line)
        console.print()
    if offer.counter_offers:
        _show_ways(console, told)


def _show_line(console: Console, told: Telling, line: LineOffer, *, full: bool) -> None:
    _show_headline(console, told, line)
    if line.feeds:
        console.print("\nFed by", style=HEAD)
        for depth, feed, before in _tree(line.feeds, full=full):
            lead = f"  {'   ' * depth}<- " if depth else "  · "
            write(console, told.last_feed(feed, before), lead=lead, style=QUIET if depth else "")
    if missing := told.money_missing(line):
        console.print()
        write(console, missing)
    console.print()


def _show_headline(console: Console, told: Telling, line: LineOffer) -> None:
    style, word = verdict(line)
    write(console, told.headline(line), lead=f"{word} ", style=f"{HEAD} {style}")
    if not line.reasons:
        return
    console.print("\nWhy not earlier" if line.feasible else "\nWhy not", style=HEAD)
    for reason in line.reasons:
        write(console, told.reason_with_days(line, reason), lead="  · ")
    if line.feasible:
        write(console, told.certainty(line), lead="  ", style=QUIET)


def verdict(line: LineOffer) -> tuple[str, str]:
    """Return the style and the word of an answer."""
    if not line.feasible:
        return BROKEN, "No."
    if not line.on_time:
        return WATCH, "Later."
    return SURE, "Yes."


def _tree(feeds: Sequence[Feed], *, full: bool, depth: int = 0) -> Iterator[tuple[int, Feed, Sequence[Feed]]]:
    """Yield what is shown of what feeds it, with its depth, and the earlier ones of its kind that it stands for.

    Not `full`: of each item the one that comes last, without what lies in stock already, as far back as `DEPTH`.
    """
    if full:
        for feed in feeds:
            yield depth, feed, ()
            yield from _tree(feed.inputs, full=True, depth=depth + 1)
        return
    if depth == DEPTH:
        return
    kinds: dict[object, list[Feed]] = defaultdict(list)
    for number, feed in enumerate(feeds):
        if not depth and len(feeds) <= BROAD:
            kinds[number].append(feed)
        elif not depth or feed.day > 0:
            kinds[feed.item, feed.kind].append(feed)
    alike = sorted(kinds.values(), key=lambda feeds: -max(feed.day for feed in feeds))
    for group in alike if not depth else alike[:BROAD]:
        last = max(group, key=lambda feed: feed.day)
        yield depth, last, [feed for feed in group if feed is not last]
        yield from _tree(last.inputs, full=False, depth=depth + 1)


def _show_money(console: Console, told: Telling) -> None:
    margin = told.offer.margin
    if margin is None:
        return
    console.print("Margin", style=HEAD)
    write(console, margin_words(told, margin), lead="  ")
    parts = [
        f"{part} {told.money(getattr(margin.costs, part))}"
        for part in ("material", "processing", "labour", "overtime", "expedite", "fixed", "freight")
        if getattr(margin.costs, part)
    ]
    write(console, f"costs: {', '.join(parts) or 'none'}", lead="  ", style=QUIET)
    if margin.opportunity_cost:
        words = f"less {told.money(margin.opportunity_cost)} that the scarce hours and materials would earn elsewhere"
        write(console, words, lead="  ", style=QUIET)
    console.print()


def margin_words(told: Telling, margin: Margin) -> str:
    """Return a margin in words, with what part of the price it is."""
    part = "" if margin.share is None else f", {round(margin.share * 100)} % of {told.money(margin.revenue)}"
    return f"{told.money(margin.total)}{part}"


def _show_ways(console: Console, told: Telling) -> None:
    console.print("Other ways", style=HEAD)
    table = columns("", "way", "cost", "who must agree", right=("",), wide=("way", "who must agree"))
    for number, way in enumerate(told.offer.counter_offers, 1):
        agree = told.agreement(way).replace(" must agree", "") or "nobody"
        table.add_row(str(number), told.other_way(way), told.cost(way) or "not compared", agree)
    console.print(table)
    console.print()


def show_way(console: Console, offer: Offer, number: int) -> None:
    """Show one counter-offer in a line: what it is, what it costs, who must agree."""
    from handfast.engine.promise.telling import Telling

    told, way = Telling(offer), offer.counter_offers[number - 1]
    more = "; ".join(part for part in (told.cost(way), told.agreement(way)) if part)
    write(console, f"{told.other_way(way)}{f' ({more})' if more else ''}.", style=HEAD)


def show_going_on(console: Console, offer: Offer, wish: Wish) -> None:
    """Show the commands that hold or promise what was offered: whole lines, to be copied."""
    lines = going_on(offer, wish)
    if not lines:
        return
    console.print("To go on", style=HEAD)
    for line in lines:
        console.print(f"  {line}", soft_wrap=True)


def going_on(offer: Offer, wish: Wish) -> list[str]:
    """Return command lines that hold or promise what was offered, bound to the days that were shown."""
    lines: list[str] = []
    if offer.feasible:
        as_said = offer.on_time and all(day is not None for _, _, day, _, _ in wish.lines)
        late = [] if as_said else [*_not_after(offer, offer.arrive_day)]
        lines += [wish.command("hold", *late), wish.command("promise", *late)]
    names = way_names(offer.counter_offers)
    for way, name in list(zip(offer.counter_offers, names, strict=True))[:1]:
        bound = _not_after(offer, way.fulfilment.arrive_day)
        lines.append(wish.command("promise", "--way", name, *bound))
    return lines


def _not_after(offer: Offer, day: int) -> tuple[str, str]:
    return "--not-after", offer.market.date_of(day).isoformat()


def way_names(ways: Sequence[CounterOffer]) -> list[str]:
    """Return what each counter-offer is called by ``--way``: its kind where there is one of it, else its number."""
    count = Counter(way.kind for way in ways)
    return [way.kind if count[way.kind] == 1 else str(number) for number, way in enumerate(ways, 1)]
