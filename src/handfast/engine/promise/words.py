"""Words: every sentence of an answer, in one place, short, kind and exact; so that it can be said in another language.

Names of items and resources may be one or many ("Oak tops", "Welding line"): patterns put them before a colon.
A sentence is a pattern of :data:`SENTENCES`; numbers, days and money are written here too. Nothing here names another
customer, or another customer's order: patterns speak of our own things only.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from handfast.sentences import Sentence, WrittenDay, WrittenNumber, counted, in_a_row, sentence

SENTENCES = {
    # the answer
    "on_time": "We can deliver {what} on {day}.",
    "soonest": "We can deliver {what} on {day} at the earliest.",
    "beside_others": "We can deliver {what} on {day}, with the others; it is wished for by {wish}.",
    "late": "We can deliver {what} on {day}, {days} after the wish.",
    "never": "We cannot deliver {what}: not all of it could leave by {day}, the last day we plan for.",
    "never_whole": "We cannot deliver {what} from one site: not all of it could leave by {day}; other ways can.",
    "not_sold_at_all": "We cannot deliver {what}.",
    "possible_from": "Possible from {day} on.",
    "proven": "No earlier day is possible.",
    "found_alone": "The earliest we found is {found}; that something earlier is possible is not ruled out.",
    "found": "Not possible before {day}; the earliest we found is {found}.",
    # why not earlier
    "capacity_until": "{resource}: too little room until {until}",
    "capacity_today": "{resource}: too little room today",
    "capacity_span": "{resource}: too little room {span}",
    "full_until": "{resource}: full until {until}",
    "full_today": "{resource}: full today",
    "full_span": "{resource}: full {span}",
    "capacity_parts": "{resource}: no room for the last of it before {until}",
    "capacity": "{resource}: too little room any sooner",
    "material_receipt": "{item}: arrives {until} ({reference})",
    "material_stock": "{item}: in stock, free from {until}",
    "material_run": "{item}: ready on {until}, from a run that is promised already",
    "material_new": "{item}: here on {until} at the earliest",
    "material": "{item}: not enough of it",
    "time_make_until": "{item}: making takes until {until}",
    "time_buy_until": "{item}: buying takes until {until}",
    "time_move_until": "{item}: the way from {site} takes until {until}",
    "time_make": "{item}: making takes too long",
    "time_buy": "{item}: buying takes too long",
    "time_move": "{item}: the way from {site} takes too long",
    "lot": "{item}: comes in lots of {lot} or more",
    "lot_multiple": "{item}: comes in multiples of {lot}",
    "shelf_life": "{item}: would be too old on arrival",
    "notice": "{item}: too sudden for the team, which has as many changes at short notice as it can take",
    "no_way": "Nothing supplies {item} at {site}: no process makes, buys or moves it",
    "used_up": "{item} at {site}: what is there or comes is promised already; nothing more comes by {last}",
    "no_more": "Nothing more supplies {item} at {site}: no process makes, buys or moves it",
    "not_sold": "{item}: not sold from any site; mark a stock point of it as selling",
    "not_sold_here": "{item}: not sold from {site}",
    "quota": "{item}: until {until} there are {reference} left for {segment} customers",
    "kept": "{item} at {site}: until {until} what the plan has is kept for others, who are expected to order it",
    "quota_of": "{item}: until {until} the share of {resource} that {segment} customers have is enough for {reference}",
    "transit": "What leaves {site} today arrives on {soonest}",
    "launch": "{item}: sold from {until} on",
    "ended": "{item}: not sold any more since {until}",
    "too_much": "This is far more than can be made, bought or moved in any time",
    "horizon": "Not all of it could leave by {last}, the last day we plan for",
    "tangled": "Several things come together here, and no single one explains it",
    "tangled_rest": "The rest comes from several things together, and no single one explains it",
    "together": "It waits for {item}, which is to arrive with it",
    "at_site": "{told}, at {site}",
    "from_supplier": "{told}, from {supplier}",
    "costs_days": " ({days})",
    "costs_same_days": " ({days} of the same delay)",
    "costs_days_together": " ({days}, only together with what follows)",
    "with_the_above": " (together with the above)",
    "only_together": " (not this alone)",
    # what feeds it
    "fed_before": "{told}; {amount} more of it in {count} earlier parts",
    "fed_before_one": "{told}; {amount} more of it before that",
    "fed_stock": "{what} from stock",
    "fed_stock_lot": "{what} from stock, lot {reference}",
    "fed_stock_day": "{what} from stock, free on {day}",
    "fed_receipt": "{what} from {reference}, here on {day}",
    "fed_run": "{what} from a run that is ready on {day}",
    "fed_make": "{what} made {span}",
    "fed_make_on": "{what} made {span} on {resources}",
    "fed_buy": "{what} bought, here on {day}",
    "fed_buy_from": "{what} bought from {supplier}, here on {day}",
    "fed_move": "{what} moved from {site}, here on {day}",
    "fed_substitute": "{what} replaced by {alternative}",
    "expedited": "{told}, expedited",
    # other ways
    "part": "{amount} on {day}",
    "part_from": "{amount} on {day} from {site}",
    "partial": "{parts}",
    "overtime": "All on {day}, with overtime",
    "expedited_way": "All on {day}, expedited",
    "overtime_expedited": "All on {day}, with overtime and expedited",
    "other_site": "{parts}",
    "substitute": "{item} instead, {parts}",
    "smaller": "Only {parts}",
    "displacing": "All on {day}, with what is kept for others' forecasts",
    "as_ready": "Each as it is ready, the first on {first}, the last on {day}",
    "some_ready": "Only {parts}",
    "about_line": "{item}: {way}",
    "no_extra": "no extra cost",
    "extra": "{money} more",
    "saves": "{money} less",
    "agree_customer": "the customer must agree",
    "agree_production": "production must agree",
    "agree_purchasing": "purchasing must agree",
    "agree_logistics": "logistics must agree",
    "agree_planning": "planning must agree",
    # money
    "no_price": "The margin is not known: no price is listed for {item}.",
    "no_cost": "The margin is not known: no cost is listed for {items}.",
    "no_rate": "The margin is not known: there is no exchange rate for {currency} on or before {day}.",
    # small parts
    "another_site": "another site",
    "span": "{first} to {last}",
    "on_day": "on {day}",
    "and": "{most} and {last}",
}

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

COUNTED_IN_PIECES = frozenset({"", "pcs", "pc", "piece", "pieces", "ea", "each"})
"""Units that go without saying."""


def say(name: str, **values: object) -> Sentence:
    """Return a sentence of :data:`SENTENCES` with its values filled in."""
    return sentence(SENTENCES[name], **values)


def day_in_words(day: date, today: date) -> str:
    """Return a day as people say it; the year only where it is not clear."""
    year = "" if day.year == today.year or timedelta(0) <= day - today < timedelta(days=183) else f" {day.year}"
    return WrittenDay(f"{day.day} {MONTHS[day.month - 1]}{year}", day)


def span_in_words(first: date, last: date, today: date) -> str:
    """Return the days from `first` to `last`: ``7 to 9 April``, or ``on 7 April``."""
    if first >= last:
        return say("on_day", day=day_in_words(last, today))
    short = first.year == last.year and first.month == last.month
    begin = WrittenDay(str(first.day), first) if short else day_in_words(first, today)
    return say("span", first=begin, last=day_in_words(last, today))


def days_in_words(count: int) -> str:
    """Return a number of days."""
    return counted("{count} day", "{count} days", count)


def decimal_in_words(value: int, places: int, *, all_places: bool = False) -> str:
    """Return ``value / 10**places``, with commas between thousands: 1500 with 3 places is ``1.5``."""
    whole, rest = divmod(abs(value), 10**places)
    digits = str(rest).rjust(places, "0") if places else ""
    if not all_places:
        digits = digits.rstrip("0")
    number = ("-" if value < 0 else "") + f"{whole:,}" + ("." + digits if digits else "")
    return WrittenNumber(number, Decimal(number.replace(",", "")))


def amount_in_words(quantity: int, decimals: int, unit: str) -> str:
    """Return a quantity of smallest units in the item's unit, pieces without saying so."""
    number = decimal_in_words(quantity, decimals)
    return number if unit.lower() in COUNTED_IN_PIECES else sentence("{number} {unit}", number=number, unit=unit)


def money_in_words(amount: int, digits: int, currency: str) -> str:
    """Return minor units as money: ``1,240.00 EUR``."""
    amount_said = decimal_in_words(amount, digits, all_places=True)
    return sentence("{number} {unit}", number=amount_said, unit=currency)


def listed(parts: list[str]) -> str:
    """Return parts one after the other: ``a, b and c``."""
    return parts[0] if len(parts) == 1 else say("and", most=in_a_row(parts[:-1]), last=parts[-1])
