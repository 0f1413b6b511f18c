"""How much of each article customers want in each week: volume, season, trend and campaigns."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handfast.examples.alder_and_pine.articles import Article
from handfast.examples.alder_and_pine.catalogue import articles
from handfast.examples.alder_and_pine.days import WEEKS, day_of, number_of
from handfast.examples.alder_and_pine.turns import RAN_AWAY

Floats = NDArray[np.float64]

# season: demand of each month (by arrival) as a multiple of the average month
MONTHS: dict[str, tuple[float, ...]] = {
    "spring": (0.55, 0.75, 1.35, 1.75, 1.65, 1.25, 0.95, 0.75, 0.70, 0.60, 0.65, 0.60),
    "summer": (0.25, 0.40, 0.80, 1.30, 1.80, 2.10, 1.90, 1.30, 0.70, 0.40, 0.30, 0.30),
    "planting": (0.50, 0.70, 1.60, 2.00, 1.60, 1.00, 0.70, 0.70, 1.00, 0.90, 0.60, 0.40),
    "fire": (0.90, 0.60, 0.60, 0.60, 0.60, 0.70, 0.70, 0.90, 1.40, 1.70, 1.80, 1.60),
    "care": (0.50, 0.70, 1.50, 1.80, 1.20, 0.90, 0.80, 0.80, 1.40, 1.00, 0.70, 0.50),
    "cover": (0.50, 0.40, 0.50, 0.60, 0.60, 0.60, 0.70, 1.00, 1.80, 2.40, 1.80, 0.90),
    "even": (1.0,) * 12,
}
MIDDLE = 78
"""Week in which the volumes of the catalogue hold."""

# name, kind, item, family, first day, last day, uplift, budget (cents)
CAMPAIGNS: tuple[tuple[str, str, str, str, date, date, str, int], ...] = (
    ("pre-order 2024", "promotion", "", "benches", date(2024, 1, 15), date(2024, 2, 25), "1.3", 9_000_00),
    ("spring fair 2024", "fair", "", "", date(2024, 3, 14), date(2024, 3, 17), "1.4", 26_000_00),
    ("parasol weeks 2024", "promotion", "", "parasols", date(2024, 5, 13), date(2024, 6, 2), "1.5", 7_500_00),
    ("fire evenings 2024", "promotion", "", "fire bowls", date(2024, 9, 16), date(2024, 10, 20), "1.6", 6_000_00),
    ("pre-order 2025", "promotion", "", "benches", date(2025, 1, 13), date(2025, 2, 23), "1.4", 10_000_00),
    ("spring fair 2025", "fair", "", "", date(2025, 3, 13), date(2025, 3, 16), "1.4", 28_000_00),
    ("parasol weeks 2025", "promotion", "", "parasols", date(2025, 5, 12), date(2025, 6, 1), "1.3", 9_500_00),
    ("oil days 2025", "advertising", "", "care", date(2025, 9, 1), date(2025, 9, 28), "1.5", 4_000_00),
    ("pre-order 2026", "promotion", "", "benches", date(2026, 1, 12), date(2026, 2, 22), "1.5", 12_000_00),
    ("spring fair 2026", "fair", "", "", date(2026, 3, 12), date(2026, 3, 15), "1.5", 31_000_00),
    ("parasol weeks 2026", "promotion", "", "parasols", date(2026, 5, 11), date(2026, 5, 31), "1.2", 12_000_00),
    ("fire evenings 2026", "promotion", "", "fire bowls", date(2026, 9, 14), date(2026, 10, 18), "1.6", 6_500_00),
    ("pre-order 2027", "promotion", "", "benches", date(2027, 1, 11), date(2027, 2, 28), "1.6", 14_000_00),
    ("spring fair 2027", "fair", "", "", date(2027, 3, 11), date(2027, 3, 14), "1.5", 34_000_00),
    ("loop launch", "launch", "BENCH-LOOP", "", date(2027, 3, 15), date(2027, 5, 30), "1.8", 22_000_00),
    ("parasol weeks 2027", "promotion", "", "parasols", date(2027, 5, 10), date(2027, 5, 30), "1.3", 12_000_00),
)


@cache
def wanted(key: str) -> Floats:
    """Return the units of article `key` that customers want to arrive in each week, as expected."""
    article = articles()[key]
    return article.volume / 52 * season(article.season) * growth(article)


@cache
def season(name: str) -> Floats:
    """Return the multiple of an average week, smooth between the middles of the months."""
    middles, heights = [], []
    for month in range(-1, 12 * 6):
        year, number = 2024 + month // 12, month % 12
        middles.append(number_of(date(year, number + 1, 15)))
        heights.append(MONTHS[name][number])
    return np.interp(np.arange(WEEKS) * 7 + 3, middles, heights)


def growth(article: Article) -> Floats:
    """Return the trend as a multiple of the middle of the history; before its launch an article is not wanted."""
    weeks = np.arange(WEEKS)
    grown = article.trend ** ((weeks - MIDDLE) / 52)
    if article.launched:
        grown = np.where(weeks * 7 >= number_of(article.launched) + 21, grown, 0.0)
    if article.ended:
        grown = np.where(weeks * 7 <= number_of(article.ended), grown, 0.0)
    return grown


@cache
def uplift(key: str, family: str) -> Floats:
    """Return the multiple by which campaigns raise what is ordered of an article in each week.

    Half of it are more lines, half larger ones (as factors).
    """
    raised = np.ones(WEEKS)
    for name, kind, item, about, first, last, planned, _ in CAMPAIGNS:
        if kind == "launch" or (item and item != key) or (about and about != family):
            continue
        raised[number_of(first) // 7 : number_of(last) // 7 + 1] *= RAN_AWAY.get(name, float(planned))
    return raised


def month_of(week: int) -> int:
    """Return the month (1 to 12) in which `week` begins."""
    return day_of(7 * week).month
