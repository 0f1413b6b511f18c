"""What Sales is after, as wishes that load resources: deals in the making, and what campaigns would add."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from handfast.company.queries.expected_sales import expected_sales
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.tables import load_table
from handfast.engine.volume.load_profile import Wish
from handfast.errors import DataError, Fault, NotFound
from handfast.sentences import counted, sentence


def pipeline_wishes(mirror: Mirror, notes: list[str]) -> list[Wish]:
    """Return the lines of open deals, weighted by their chance.

    Parameters
    ----------
    notes
        Told what could not be counted, or only by an assumption.
    """
    deals = load_table("opportunity").filter(pl.col("outcome") == "open")
    lines = load_table("opportunity_line").join(
        deals.select("opportunity", "customer", "probability", "expected_on"), on="opportunity"
    )
    wishes: list[Wish] = []
    unsure: set[str] = set()
    undated: set[str] = set()
    nowhere: set[str] = set()
    for deal, item, quantity, wished, customer, probability, expected in lines.select(
        "opportunity", "item", "quantity", "wished", "customer", "probability", "expected_on"
    ).iter_rows():
        date = wished or expected
        outlets = mirror.market.outlets_for(item, mirror.market.customer(customer))
        if date is None or not outlets:
            (undated if date is None else nowhere).add(deal)
            continue
        if probability is None:
            unsure.add(deal)
        chance = 1.0 if probability is None else float(Fraction(probability))
        arrive = mirror.market.day_of(date)
        ship = mirror.market.route(outlets[0].site, customer).latest_ship(max(arrive, 0))
        wishes.append(Wish(outlets[0].point, float(quantity), ship or 0, chance, deal))
    _note(notes, unsure, sentence("no stated chance: counted in full"))
    _note(notes, undated, sentence("neither a wished nor an expected day: left out"))
    _note(notes, nowhere, sentence("an item that no site sells: left out"))
    return wishes


def campaign_wishes(mirror: Mirror, campaign: str, days: int, notes: list[str]) -> list[Wish]:
    """Return what a campaign would add to what is forecast on its days.

    Raises
    ------
    NotFound
        There is no such campaign.
    DataError
        It does not say its uplift.
    """
    row = load_table("campaign").filter(pl.col("campaign") == campaign)
    if not row.height:
        known = ", ".join(load_table("campaign")["campaign"].to_list()) or "none"
        raise NotFound(sentence("There is no campaign '{campaign}'. Known: {known}.", campaign=campaign, known=known))
    item, family, first, last, uplift = row.select("item", "family", "first_day", "last_day", "uplift").row(0)
    if uplift is None:
        raise DataError(
            [
                Fault(
                    "",
                    "",
                    None,
                    "uplift",
                    campaign,
                    sentence("is a campaign that does not say its uplift"),
                    sentence("Fill it: 1.3"),
                )
            ]
        )
    families = dict(load_table("item").select("item", "family").iter_rows())
    more = float(Fraction(uplift)) - 1.0
    wishes = []
    begin, end = day_number(first) - mirror.today, day_number(last) - mirror.today
    for each in expected_sales(mirror, mirror.today + days - 1):
        sold = each.forecast.item
        if each.point is None or (item and sold != item) or (family and families.get(sold) != family):
            continue
        for day, quantity in each.in_weeks(mirror.today):
            week = day - mirror.today
            inside = max(0, min(week + 6, end) - max(week, begin) + 1) / 7
            if week < days and inside > 0:
                wishes.append(Wish(each.point, quantity * inside * more, max(week, begin), 1.0, sold))
    if not wishes:
        notes.append(
            sentence(
                "Nothing is forecast for what campaign {campaign} is about on its days: it would load nothing.",
                campaign=campaign,
            )
        )
    return wishes


def _note(notes: list[str], deals: set[str], what: str) -> None:
    if deals:
        shown = ", ".join(sorted(deals)[:5]) + (" ..." if len(deals) > 5 else "")
        told = counted(
            "{count} open deal has {what} ({names}).",
            "{count} open deals have {what} ({names}).",
            len(deals),
            what=what,
            names=shown,
        )
        notes.append(told)
