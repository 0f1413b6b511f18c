"""Charts: the same chart object serves a page (as JSON that the browser draws), a notebook, and a picture.

A page names the address of a chart's JSON in ``data-chart``, and shows the same numbers as a table beside it; the
script ``static/charts.js`` draws it. Colours are the tokens of our style, so a chart follows light and dark by itself;
for a picture they are resolved (`in_colours`).

How a chart looks depends on hardly anything but its kind: Altair works its shape out once (it checks every part
against the grammar, 40 ms), and each answer puts its rows into it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import polars as pl
from django.http import HttpResponse
from django.templatetags.static import static

from handfast.doors.web.vega import NAME, vega_file
from handfast.errors import BadConfiguration
from handfast.sentences import sentence

if TYPE_CHECKING:
    import altair as alt

LIGHT = {
    "--ink": "#1a1d1b",
    "--quiet": "#565c58",
    "--raised": "#ffffff",
    "--line": "#dddeda",
    "--edge": "#80857f",
    "--plan": "#1b58b3",
    "--plan-soft": "#e4edfa",
    "--watch": "#825300",
    "--broken": "#ad221b",
    "--sure": "#176a40",
    "--sure-soft": "#e2f1e8",
}
"""What the tokens are on paper: ``static/tokens.css`` in its light half."""

INK, QUIET, LINE, EDGE = "var(--ink)", "var(--quiet)", "var(--line)", "var(--edge)"
PLAN, WATCH, BROKEN, SURE_SOFT = "var(--plan)", "var(--watch)", "var(--broken)", "var(--sure-soft)"

HEIGHT = 220
ROWS = "rows"
"""What a shape calls the rows that are put into it."""

SEEN_MOST = 3
"""How many times the highest stock the wanted maximum may be to be drawn: further up it would press all else flat."""


@dataclass(frozen=True)
class Chart:
    """A chart: its shape, and what is drawn.

    Parameters
    ----------
    shape
        Vega-Lite, without rows.
    rows
        What is drawn.
    height
        In pixels.
    """

    shape: str
    rows: Sequence[dict[str, Any]]
    height: int = HEIGHT

    def form(self) -> dict[str, Any]:
        """Return it as Vega-Lite."""
        return {**json.loads(self.shape), "height": self.height, "datasets": {ROWS: list(self.rows)}}

    def altair(self) -> alt.TopLevelMixin:
        """Return it for a notebook."""
        found: alt.TopLevelMixin = _altair().Chart.from_dict(self.form())
        return found


@cache
def drawing_script() -> str:
    """Return the address of the script that draws charts; empty where the extra ``charts`` is not installed."""
    return static(NAME) if find_spec("altair") is not None and vega_file() is not None else ""


def _altair() -> Any:
    try:
        import altair as alt
    except ImportError:
        raise BadConfiguration(sentence("Charts need Altair: pip install 'handfast[charts]'")) from None
    return alt


def _shape(chart: alt.TopLevelMixin) -> str:
    """Return the shape of a chart in the house's style, as wide as its place."""
    axis = {"labelColor": QUIET, "titleColor": QUIET, "gridColor": LINE, "domainColor": EDGE, "tickColor": EDGE}
    words = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    styled = (
        chart.properties(width="container")
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(**axis, **words)
        .configure_axisX(grid=False)
        .configure_legend(labelColor=INK, titleColor=QUIET, orient="top", **words)
    )
    return str(styled.to_json(indent=None))


def load_chart(loads: pl.DataFrame) -> Chart:
    """Return promised hours as bars under the line of hours that are there, by week.

    Parameters
    ----------
    loads
        ``week`` (date), ``hours`` that are there, ``promised`` hours; one resource.
    """
    rows = [
        {"week": week.isoformat(), "hours": round(hours, 1), "promised": round(promised, 1), "full": promised > hours}
        for week, hours, promised in loads.select("week", "hours", "promised").iter_rows()
    ]
    return Chart(_load_shape(), rows)


@cache
def _load_shape() -> str:
    alt = _altair()
    week = alt.X("week:T", title=None, axis=alt.Axis(format="%d %b", labelOverlap=True, tickCount=8))
    tips = [alt.Tooltip("week:T", title="week of"), alt.Tooltip("promised:Q"), alt.Tooltip("hours:Q", title="there")]
    colour = alt.condition("datum.full", alt.value(BROKEN), alt.value(PLAN))
    source = alt.Chart(alt.NamedData(ROWS))
    bars = source.mark_bar(size=11).encode(x=week, y=alt.Y("promised:Q", title="hours"), color=colour, tooltip=tips)
    line = source.mark_line(interpolate="step", color=INK, strokeWidth=1.5).encode(x=week, y="hours:Q")
    return _shape(alt.layer(bars, line))


def stock_chart(projection: pl.DataFrame, unit: str) -> Chart:
    """Return what will be there day by day, over the band of safety stock; below zero is what is missing.

    Parameters
    ----------
    projection
        ``day``, ``quantity`` from that day on, ``safety`` and ``most`` (may be null); one site.
    """
    columns = ("day", "quantity", "safety", "most")
    typed = projection.select("day", *(pl.col(name).cast(pl.Float64) for name in columns[1:]))
    highest = max([0.0, *typed["quantity"], *typed["safety"]])
    rows = [
        {"day": day.isoformat(), "quantity": quantity, "safety": safety, "zero": 0.0}
        | ({} if most is None or most > SEEN_MOST * highest else {"most": most})
        for day, quantity, safety, most in typed.iter_rows()
    ]
    whole = all(float(value).is_integer() for name in ("quantity", "safety") for value in typed[name])
    return Chart(_stock_shape(unit, any("most" in row for row in rows), whole), rows)


@lru_cache(64)
def _stock_shape(unit: str, most: bool, whole: bool) -> str:
    alt = _altair()
    day = alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", labelOverlap=True, tickCount=8))
    tips = [
        alt.Tooltip("day:T"),
        alt.Tooltip("quantity:Q", title="there"),
        alt.Tooltip("safety:Q", title="safety stock"),
    ]
    marks = alt.Axis(tickMinStep=1) if whole else alt.Axis()  # nobody has half a bench
    source = alt.Chart(alt.NamedData(ROWS))
    band = source.mark_area(color=SURE_SOFT).encode(x=day, y=alt.Y("zero:Q", title=unit, axis=marks), y2="safety:Q")
    rule = source.mark_rule(color=EDGE, strokeDash=[2, 3]).encode(y="max(zero):Q")
    stock = source.mark_line(interpolate="step-after", color=PLAN, strokeWidth=2, point={"size": 18, "color": PLAN})
    stock = stock.encode(x=day, y="quantity:Q", tooltip=tips)
    layers = [band, rule, stock]
    if most:
        layers.append(source.mark_line(color=WATCH, strokeDash=[6, 4], strokeWidth=1).encode(x=day, y="most:Q"))
    return _shape(alt.layer(*layers))


def lead_time_chart(records: Sequence[dict[str, Any]]) -> Chart:
    """Return, by item, the days in which most deliveries came, their median, and the days that are stated.

    Parameters
    ----------
    records
        ``item``, ``stated``, ``median``, ``low``, ``high``; those without a median are left out.
    """
    rows = [each for each in records if each["median"] is not None]
    return Chart(_lead_time_shape(), rows, 26 * len(rows))


@cache
def _lead_time_shape() -> str:
    alt = _altair()
    item = alt.Y("item:N", title=None, sort=None, axis=alt.Axis(labelLimit=180))
    source = alt.Chart(alt.NamedData(ROWS))
    tips = [
        alt.Tooltip(f"{name}:{kind}")
        for name, kind in zip(("item", "stated", "median", "low", "high"), "NQQQQ", strict=True)
    ]
    spread = source.mark_rule(color=PLAN, strokeWidth=5, opacity=0.35).encode(
        y=item, x=alt.X("low:Q", title="days"), x2="high:Q"
    )
    real = source.mark_circle(color=PLAN, size=70, opacity=1).encode(y=item, x="median:Q", tooltip=tips)
    stated = source.mark_tick(color=INK, thickness=2, size=18).encode(y=item, x="stated:Q", tooltip=tips)
    return _shape(alt.layer(spread, real, stated))


def run_chart(runs: pl.DataFrame) -> Chart:
    """Return runs as bars from start to end, a line for each item; Ctrl and the wheel zoom, dragging moves.

    Tried with 5,000 runs on 40 lines: drawn in 0.3 s, a step of zoom in 20 to 45 ms, as a canvas of our own would be.

    Parameters
    ----------
    runs
        ``run``, ``item``, ``quantity``, ``unit``, ``starts``, ``there`` (the day on which it is there), ``promises``.
    """
    rows = [
        {
            "run": row["run"],
            "item": row["item"],
            "from": row["starts"].isoformat(),
            "there": row["there"].isoformat(),
            "quantity": f"{float(row['quantity']):g} {row['unit']}",
            "promises": ", ".join(row["promises"][:6]) + (" …" if len(row["promises"]) > 6 else ""),
        }
        for row in runs.iter_rows(named=True)
    ]
    return Chart(_run_shape(), rows, 22 * runs["item"].n_unique())


@cache
def _run_shape() -> str:
    alt = _altair()
    near = alt.selection_interval(
        bind="scales", encodings=["x"], zoom="wheel![event.ctrlKey || event.metaKey]", translate=True
    )
    tips = [
        alt.Tooltip(f"{name}:{kind}")
        for name, kind in zip(("run", "quantity", "from", "there", "promises"), "NNTTN", strict=True)
    ]
    bars = alt.Chart(alt.NamedData(ROWS)).mark_rect(
        color=PLAN, stroke="var(--raised)", height=14, cornerRadius=2, clip=True
    )
    bars = bars.encode(
        x=alt.X("from:T", title=None, axis=alt.Axis(format="%d %b", labelOverlap=True)),
        x2="there:T",
        y=alt.Y("item:N", title=None, axis=alt.Axis(labelLimit=160)),
        tooltip=tips,
    )
    return _shape(bars.add_params(near))


def chart_answer(chart: Chart) -> HttpResponse:
    """Return a chart as the JSON that a page's script asks for."""
    return HttpResponse(json.dumps(chart.form()), content_type="application/json")


def in_colours(chart: Chart) -> dict[str, Any]:
    """Return a chart's specification with colours in the place of tokens: for a notebook, a PNG or a PDF."""
    text = json.dumps(chart.form())
    for token, colour in LIGHT.items():
        text = text.replace(f"var({token})", colour)
    form: dict[str, Any] = json.loads(text)
    return form
