"""What programs send, field by field. Numbers are taken exactly as they were written, as texts or as JSON numbers."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Header, Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from handfast.company.queries.promise_views import Terms

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_LINES, MOST_ASKS, MOST_OFFERS = 200, 1_000, 200
MOST_NUMBER = 2**31 - 1


def _day(value: Any) -> dt.date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    raise ValueError("is no day. Write it as year-month-day, like 2027-04-12")


def _exact(value: Any) -> Any:
    if isinstance(value, float | bool):
        raise ValueError("is no exact number. Write it like 300 or '2.5'")
    return value


Key = Annotated[str, StringConstraints(max_length=120, pattern=PRINTABLE)]
Named = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=PRINTABLE)]
Text = Annotated[str, StringConstraints(max_length=500, pattern=PRINTABLE)]
Why = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=PRINTABLE)]
Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6), BeforeValidator(_exact)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6), BeforeValidator(_exact)]

Number = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
RequestKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[\x21-\x7e]*$",
        description="Name of this request: sent again, it is answered again and nothing is written twice.",
    ),
]
Expected = Annotated[
    str,
    Header(
        alias="If-Match",
        max_length=100,
        description="ETag of the promise as you saw it: 412 if it was changed since.",
    ),
]

PromiseNumbers = Annotated[list[Annotated[int, Field(ge=1, le=MOST_NUMBER)]], Field(min_length=1, max_length=10_000)]
RowNumber = Annotated[int, Field(ge=1, le=9_999_999)]
SheetNumber = Annotated[int, Path(ge=0, le=10_000, description="From 0.")]
DraftSeen = Annotated[
    str,
    Header(
        alias="If-Match", max_length=100, description="ETag of the draft as you saw it: 412 if it was mended since."
    ),
]


class Given(BaseModel):
    """What is sent; what is not known here is refused, so that nothing is overlooked."""

    model_config = ConfigDict(extra="forbid")


class Line(Given):
    """One line of an ask."""

    item: Named = Field(description="Key of the item.")
    quantity: Quantity = Field(description="In the item's unit.")
    by: Day | None = Field(None, description="Day of arrival wished for; null: as soon as possible.")
    site: Key = Field("", description="The only site that may serve it; empty: the best.")
    price: Amount | None = Field(
        None, description="Net price of one unit that is talked about; null: the price list's."
    )

    @property
    def asked(self) -> tuple[Any, ...]:
        """The line as the library takes it."""
        return (self.item, self.quantity, self.by, self.site, self.price)


class Wish(Given):
    """What somebody asks for."""

    lines: list[Line] = Field(min_length=1, max_length=MOST_LINES)
    customer: Key = Field("", description="Key of the customer; empty: somebody who is not named.")
    together: bool = Field(False, description="Whether all lines are to arrive on one day.")

    @property
    def asked(self) -> tuple[list[tuple[Any, ...]], str, bool]:
        """The ask as the library takes it."""
        return [line.asked for line in self.lines], self.customer, self.together


class Wishes(Given):
    """Many asks, each for itself."""

    asks: list[Wish] = Field(min_length=1, max_length=MOST_ASKS)
    full: bool = Field(False, description=f"Complete offers, of at most {MOST_OFFERS} asks; else the day alone.")


class Taking(Wish):
    """An ask, and up to what its answer is taken: nobody is bound to a later day, or to less, than they said."""

    way: Annotated[int, Field(ge=1, le=100)] | Named | None = Field(
        None, description="Number or kind of a counter-offer; null: the first answer."
    )
    not_after: Day | None = Field(None, description="Latest day of arrival; null: the day wished for.")
    accept_late: bool = Field(False, description="Whether any day will do.")
    seen: Key = Field("", description="`seen` of the answer that you saw: it is taken only if it is still the same.")
    agreed_by: Key = Field("", description="Who agreed, where a counter-offer needs a colleague's word.")


class Holding(Taking):
    """What is to be held, and for how long."""

    hours: int = Field(24, ge=1, le=720)


class Promising(Taking):
    """What is to be promised."""

    order: Key = Field("", description="The customer's order number.")
    reason: Text = ""


class Settling(Given):
    """A hold that becomes a promise."""

    order: Key = ""
    reason: Text = ""


class Reason(Given):
    """Why, if somebody wants to know."""

    reason: Text = ""


class NeededReason(Given):
    """Why: it has to be said."""

    reason: Why


class Revising(NeededReason):
    """Another day, another quantity, or both."""

    by: Day | None = None
    quantity: Quantity | None = None


class MovingTo(Given):
    """The day on which a run is to start."""

    to: Day


class MovingRun(Reason):
    """The day on which a run is to start, and what was seen to follow; If-Match may say that too."""

    to: Day
    seen: Key = ""


class Shipping(Reason):
    """How much leaves; null: all that is still to leave."""

    quantity: Quantity | None = None


class Delivering(Reason):
    """On which day it arrived; null: today."""

    on: Day | None = None


class Planning(Given):
    """How a plan is to be made."""

    seconds: int = Field(10, ge=0, le=3600)
    steps: int | None = Field(None, ge=0, le=1_000_000)
    days: int = Field(91, ge=1, le=3660)
    seed: int = Field(1, ge=0, le=1_000_000)
    frozen_days: int = Field(0, ge=0, le=3660)
    slushy_days: int = Field(0, ge=0, le=3660)
    overtime: bool = False
    expedite: bool = False
    reason: Text = ""


class Reproposing(Given):
    """How new days for promises are to be proposed."""

    most_days_later: int | None = Field(None, ge=0, le=3660, description="Days that a promise may move back at most.")


class Agreeing(Given):
    """What of a proposal is agreed to, and why."""

    promises: Literal["all"] | PromiseNumbers = Field(description="`all`, or the numbers of promises.")
    reason: Why


class Importing(Given):
    """What becomes of a file: a draft that is looked at first, or a job that imports it."""

    becomes: Literal["draft", "job"] = "draft"
    reason: Text = ""


class SheetMending(Given):
    """What is otherwise in a sheet of a draft; what is left out stays."""

    table: Named | None = Field(None, description="Table that the sheet is of.")
    headers: dict[int, Key] = Field({}, description="Position of a column, from 0, to its name; empty: left out.")
    columns: list[Named] = Field([], max_length=100, description="Columns more, empty as yet.")
    decimal_mark: Literal["point", "comma", "either"] | None = Field(None, description="How numbers are written.")
    without: list[RowNumber] = Field([], max_length=20_000, description="Numbers of rows that go.")
    cells: dict[RowNumber, dict[str, str]] = Field({}, description="Number of a row, to its column, to the new text.")


class TakingDraft(Given):
    """A draft that is imported as it was seen."""

    seen: Named = Field(description="`seen` of the draft as you looked at it.")
    reason: Text = ""


class Telling(Given):
    """An address that is to be told of events."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=PRINTABLE)]
    events: list[Named] = Field([], max_length=50, description="Types, such as `promise.*`; none: all.")


class Page(Given):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=1_000_000)
    limit: int = Field(100, ge=1, le=1_000)

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.limit


class FoundItems(Page):
    """Which items."""

    family: Key = ""


class FoundJobs(Page):
    """Which jobs."""

    open: bool = Field(False, description="Only those that are still to be done.")


class FoundRuns(Page):
    """Which runs; what is left out does not matter."""

    state: Literal["all", "held", "promised", "planned", "firm"] = "all"
    item: Key = Field("", description="Key of what it makes, buys or moves.")
    site: Key = Field("", description="Where that will be.")
    resource: Key = Field("", description="Whose hours it takes.")
    since: Day | None = Field(None, description="First day on which it starts.")
    until: Day | None = Field(None, description="Last day on which it starts.")


class FoundPromises(Page):
    """Which promises; what is left out does not matter."""

    state: Literal[
        "all", "open", "asked", "offered", "held", "promised", "delivered", "kept", "broken",
        "withdrawn", "released", "declined", "expired",
    ] = "all"  # fmt: skip
    at_risk: bool = False
    customer: Key = ""
    item: Key = ""
    order: Key = Field("", description="Part of the customer's order number.")
    owner: Key = ""
    since: Day | None = Field(None, description="First day of arrival.")
    until: Day | None = Field(None, description="Last day of arrival.")
    by: Literal["arrive", "-arrive", "newest", "oldest", "customer", "item", "quantity"] = "arrive"


class Viewing(Given):
    """A view of the promise book, all of it as it is to be; what is left out does not matter."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=PRINTABLE)]
    shared: bool = Field(False, description="Whether everybody finds it who sees promises.")
    state: Literal["open", "held", "promised", "delivered", "kept", "broken", "gone", "all"] = "open"
    at_risk: bool = False
    mine: bool = Field(False, description="Only those that were made by whoever looks.")
    customer: Key = ""
    item: Key = ""
    order: Key = Field("", description="Part of the customer's order number.")
    since: Day | None = Field(None, description="First day of arrival.")
    until: Day | None = Field(None, description="Last day of arrival.")
    group: Literal["", "customer", "item", "week"] = ""
    by: Literal["", "arrive", "-arrive", "newest", "oldest", "customer", "item", "quantity"] = ""

    @property
    def terms(self) -> Terms:
        """What is looked for."""
        return Terms(**self.model_dump(exclude={"name", "shared"}))
