"""Where and when Alder & Pine works: sites, calendars, lanes, resources, rates of exchange."""

from __future__ import annotations

from datetime import date, timedelta

from handfast.examples.alder_and_pine.filling import Row, ratio
from handfast.examples.alder_and_pine.turns import OVERHAUL

TODAY = date(2027, 3, 1)
FIRST_DAY = date(2024, 3, 1)  # three years of orders
HORIZON_DAYS = 400

PLANTS = ("NORTH", "SOUTH")
WAREHOUSES = ("PORT", "WEST", "ALPS")
SITES = PLANTS + WAREHOUSES

# region: transit days from (NORTH, SOUTH, PORT, WEST, ALPS); the nearest warehouse serves first
REGIONS: dict[str, tuple[int, int, int, int, int]] = {
    "DE-North": (2, 3, 1, 2, 3),
    "DE-East": (2, 2, 2, 3, 2),
    "DE-West": (3, 3, 2, 1, 3),
    "DE-South": (3, 1, 3, 2, 1),
    "NL": (3, 4, 2, 1, 4),
    "DK": (2, 4, 2, 3, 4),
    "FR-East": (4, 3, 4, 2, 2),
    "AT": (4, 2, 4, 3, 1),
    "CH": (4, 2, 4, 3, 1),
}

# days on the road from plant to warehouse (and between the plants)
ROAD_DAYS: dict[tuple[str, str], int] = {
    ("NORTH", "PORT"): 1,
    ("NORTH", "WEST"): 2,
    ("NORTH", "ALPS"): 2,
    ("SOUTH", "PORT"): 2,
    ("SOUTH", "WEST"): 2,
    ("SOUTH", "ALPS"): 1,
    ("SOUTH", "NORTH"): 1,
    ("NORTH", "SOUTH"): 1,
    ("PORT", "WEST"): 2,
    ("PORT", "ALPS"): 3,
}

# calendar: working minutes of one unit, Monday to Sunday
CALENDARS: dict[str, tuple[int, ...]] = {
    "five days": (480, 480, 480, 480, 480, 0, 0),
    "wood shop": (480, 480, 480, 480, 420, 0, 0),
    "metal shop": (480, 480, 480, 480, 420, 0, 0),
    "welding": (480, 480, 480, 480, 480, 0, 0),
    "saturdays": (0, 0, 0, 0, 0, 420, 0),
    "carrier": (480, 480, 480, 480, 480, 300, 0),
    "warehouse": (480, 480, 480, 480, 480, 0, 0),
    "receives tue thu": (0, 480, 0, 480, 0, 0, 0),
    "receives mon wed fri": (480, 0, 480, 0, 480, 0, 0),
    "receives wednesdays": (0, 0, 480, 0, 0, 0, 0),
}

EASTER = {2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16)}
YEARS = range(2023, 2029)
SHOPS = ("wood shop", "metal shop", "welding")

# resource: name, site, calendar, units, cost of an hour, overtime surcharge of an hour (cents)
RESOURCES: dict[str, tuple[str, str, str, int, int, int]] = {
    "SAW": ("Panel saws", "NORTH", "wood shop", 2, 46_00, 20_00),
    "CNC": ("CNC router", "NORTH", "wood shop", 2, 68_00, 24_00),
    "OIL": ("Oiling booth", "NORTH", "wood shop", 1, 38_00, 18_00),
    "SEW": ("Sewing room", "NORTH", "wood shop", 2, 34_00, 17_00),
    "ASSY-N": ("Assembly teams north", "NORTH", "wood shop", 4, 40_00, 20_00),
    "PACK-N": ("Packing north", "NORTH", "wood shop", 2, 32_00, 16_00),
    "LASER": ("Tube and sheet laser", "SOUTH", "metal shop", 1, 92_00, 26_00),
    "BEND": ("Bending presses", "SOUTH", "metal shop", 2, 48_00, 22_00),
    "WELD": ("Welding line", "SOUTH", "welding", 3, 58_00, 29_00),
    "COAT": ("Powder coating", "SOUTH", "metal shop", 2, 64_00, 25_00),
    "ASSY-S": ("Assembly team south", "SOUTH", "metal shop", 1, 40_00, 20_00),
    "PACK-S": ("Packing south", "SOUTH", "metal shop", 1, 32_00, 16_00),
}

# team: name, resources, minutes of overtime a week, last-minute changes a week (None: nobody has said)
TEAMS: dict[str, tuple[str, tuple[str, ...], int | None, int | None]] = {
    "WOOD": ("Wood shop", ("SAW", "CNC", "OIL"), 28 * 60, 8),
    "ASSEMBLY": ("Assembly, sewing and packing north", ("SEW", "ASSY-N", "PACK-N"), 42 * 60, 10),
    "METAL": ("Laser, bending and coating", ("LASER", "BEND", "COAT"), 21 * 60, 8),
    "WELDERS": ("Welders", ("WELD",), 14 * 60, 4),
    "SOUTH": ("Assembly and packing south", ("ASSY-S", "PACK-S"), None, None),
}

# resource, family before, family after, minutes, cost (cents)
CHANGEOVERS = (
    ("WELD", "*", "*", 20, 8_00),
    ("WELD", "bench frames", "table frames", 35, 12_00),
    ("WELD", "table frames", "bench frames", 35, 12_00),
    ("WELD", "bench frames", "pergola parts", 60, 18_00),
    ("COAT", "*", "*", 30, 22_00),
    ("COAT", "planters", "bench frames", 50, 36_00),
    ("CNC", "*", "*", 15, 5_00),
    ("SAW", "oak parts", "teak parts", 25, 6_00),
    ("SAW", "teak parts", "oak parts", 40, 9_00),
    ("SEW", "*", "*", 10, 0),
    ("OIL", "*", "*", 12, 4_00),
)

# what one USD and one CHF were worth in EUR from the first of each quarter on
RATES: dict[str, tuple[str, ...]] = {
    "USD": (
        "0.92",
        "0.93",
        "0.91",
        "0.94",
        "0.95",
        "0.90",
        "0.88",
        "0.87",
        "0.86",
        "0.87",
        "0.89",
        "0.88",
        "0.90",
        "0.91",
    ),
    "CHF": (
        "1.05",
        "1.03",
        "1.04",
        "1.06",
        "1.06",
        "1.05",
        "1.07",
        "1.07",
        "1.06",
        "1.08",
        "1.07",
        "1.06",
        "1.07",
        "1.08",
    ),
}


def company() -> list[Row]:
    """Return the one row of the company."""
    return [
        {
            "name": "Alder & Pine",
            "currency": "EUR",
            "time_zone": "Europe/Berlin",
            "horizon_days": HORIZON_DAYS,
            "fixed_today": TODAY,
        }
    ]


def calendars() -> list[Row]:
    """Return the weekly patterns."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return [{"calendar": name, **dict(zip(days, week, strict=True))} for name, week in CALENDARS.items()]


def holidays(year: int) -> list[tuple[date, date, str]]:
    """Return the public holidays of `year` as (first day, last day, reason)."""
    easter = date(year, *EASTER[year])
    return [
        (date(year, 1, 1), date(year, 1, 1), "New Year"),
        (easter - timedelta(days=2), easter - timedelta(days=2), "Good Friday"),
        (easter + timedelta(days=1), easter + timedelta(days=1), "Easter Monday"),
        (date(year, 5, 1), date(year, 5, 1), "Labour Day"),
        (easter + timedelta(days=39), easter + timedelta(days=39), "Ascension Day"),
        (easter + timedelta(days=50), easter + timedelta(days=50), "Whit Monday"),
        (date(year, 10, 3), date(year, 10, 3), "Unity Day"),
        (date(year, 12, 24), date(year, 12, 31), "Christmas"),
    ]


def calendar_exceptions() -> list[Row]:
    """Return holidays of every calendar, and the summer shutdown of the shops."""
    rows: list[Row] = []
    for calendar in CALENDARS:
        for year in YEARS:
            for first, last, reason in holidays(year):
                rows.append({"calendar": calendar, "date": first, "until": last, "minutes": 0, "reason": reason})
            if calendar in SHOPS:
                monday = _monday(date(year, 8, 8))
                friday = monday + timedelta(days=4)
                rows.append(
                    {"calendar": calendar, "date": monday, "until": friday, "minutes": 0, "reason": "summer shutdown"}
                )
    return rows + _overhaul()


def _overhaul() -> list[Row]:
    """Return the short days of the welding line this spring, one exception for each working day."""
    first, last, minutes, reason = OVERHAUL
    closed = {day for day, _, _ in holidays(first.year)}
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        {"calendar": "welding", "date": day, "until": day, "minutes": minutes, "reason": reason}
        for day in days
        if CALENDARS["welding"][day.weekday()] and day not in closed
    ]


def sites() -> list[Row]:
    """Return two plants and three warehouses."""
    stands = {
        "NORTH": ("North plant (wood)", "DE-North"),
        "SOUTH": ("South plant (metal)", "DE-South"),
        "PORT": ("Port warehouse", "DE-North"),
        "WEST": ("West warehouse", "DE-West"),
        "ALPS": ("Alpine warehouse", "AT"),
    }
    return [
        {"site": site, "name": name, "calendar": "warehouse" if site in WAREHOUSES else "five days", "region": region}
        for site, (name, region) in stands.items()
    ]


def lanes() -> list[Row]:
    """Return how goods travel from every site to every region; the quickest site ranks first."""
    rows: list[Row] = []
    for region, transit in REGIONS.items():
        order = sorted(range(len(SITES)), key=lambda n: (SITES[n] in PLANTS, transit[n], n))
        for rank, n in enumerate(order, start=1):
            rows.append(
                {
                    "site": SITES[n],
                    "region": region,
                    "transit_days": transit[n],
                    "calendar": "carrier",
                    "cost_per_unit": 2_20 + 85 * transit[n],
                    "cost_fixed": 28_00 + 6_50 * transit[n],
                    "rank": rank,
                }
            )
    return rows


def home_warehouse(region: str) -> str:
    """Return the warehouse that serves `region` first."""
    transit = REGIONS[region]
    return min(WAREHOUSES, key=lambda site: (transit[SITES.index(site)], SITES.index(site)))


def teams() -> list[Row]:
    """Return the teams; a Saturday of everybody is more than most may be asked for."""
    return [
        {"team": key, "name": name, "overtime_per_week": overtime, "changes_per_week": changes, "change_cost": 25_00}
        for key, (name, _, overtime, changes) in TEAMS.items()
    ]


def resources() -> list[Row]:
    """Return the twelve resources; all can add Saturdays."""
    team_of = {resource: team for team, (_, members, _, _) in TEAMS.items() for resource in members}
    return [
        {
            "resource": key,
            "name": name,
            "site": site,
            "calendar": calendar,
            "units": units,
            "cost_per_hour": cost,
            "overtime_calendar": "saturdays",
            "overtime_cost_per_hour": surcharge,
            "team": team_of[key],
        }
        for key, (name, site, calendar, units, cost, surcharge) in RESOURCES.items()
    ]


def changeovers() -> list[Row]:
    """Return what turning a resource from one family to another takes."""
    keys = ("resource", "from_family", "to_family", "minutes", "cost")
    return [dict(zip(keys, row, strict=True)) for row in CHANGEOVERS]


def exchange_rates() -> list[Row]:
    """Return the rates of exchange, quarter by quarter."""
    quarters = [date(2023, 12, 1), *(date(2024 + n // 4, 3 * (n % 4) + 1, 1) for n in range(13))]
    return [
        {"currency": currency, "date": day, "rate": ratio(rate)}
        for currency, rates in RATES.items()
        for day, rate in zip(quarters, rates, strict=True)
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
