"""The stock points with the safety stock that the planners keep."""

from __future__ import annotations

from handfast.examples.alder_and_pine.catalogue import articles, kept_at, selling_sites
from handfast.examples.alder_and_pine.days import END
from handfast.examples.alder_and_pine.filling import Row
from handfast.examples.alder_and_pine.history import History
from handfast.examples.alder_and_pine.planning import safety_weeks

YEAR = slice(END // 7 - 52, END // 7)


def stock_points(history: History) -> list[Row]:
    """Return every article at every site that keeps it; safety stock in weeks of last year's mean need, whole units."""
    rows: list[Row] = []
    for key, article in articles().items():
        sells = selling_sites(article)
        for site in kept_at(key):
            way = history.ways.get((key, site))
            weekly = float(history.need[key, site][YEAR].mean()) if way else 0.0
            safety = weekly * safety_weeks(way) / 2 if way else 0.0
            rows.append(
                {
                    "item": key,
                    "site": site,
                    "sells": site in sells,
                    "safety_stock": round(safety / article.smallest) * article.smallest,
                    "stock_max": max(10, round(weekly * 26 / article.smallest)) * article.smallest
                    if site in sells
                    else None,
                }
            )
    return rows
