"""What programs are answered, as OpenAPI tells it. The stable forms write them; tests hold both together."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")
Exact = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Form(BaseModel):
    """An answer; keys may be added."""

    model_config = ConfigDict(extra="allow")


class Error(Form):
    """One thing that is wrong: where, and what helps."""

    where: str | None
    field: str | None
    value: str | None
    problem: str
    cure: str


class Problem(Form):
    """A refusal (RFC 9457)."""

    title: str
    status: int
    detail: str
    instance: str
    request: str | None
    kind: str | None = None
    errors: list[Error] = []


class Money(Form):
    """Exact, in a currency."""

    amount: Exact
    currency: str


class Price(Money):
    """A net price: `amount` for `per` units, and for all of them."""

    per: int
    total: Exact


class Delivery(Form):
    """What arrives when."""

    line: int
    item: str
    quantity: Exact
    unit: str
    site: str | None
    ship: Day | None
    arrive: Day | None


class CounterOffer(Form):
    """Another way."""

    number: int
    kind: str
    line: int
    deliveries: list[Delivery]
    extra_cost: Money | None
    agrees: list[str]
    margin: dict[str, Any] | None
    text: str
    seen: str


class Earliest(Form):
    """The earliest day that was found, and before which day none is possible."""

    arrive: Day | None
    not_before: Day | None
    proven: bool | None


class OfferLine(Form):
    """The answer to one line."""

    item: str
    name: str
    quantity: Exact
    unit: str
    wish: Day | None
    feasible: bool
    on_time: bool
    late_days: int | None
    site: str | None
    ship: Day | None
    arrive: Day | None
    earliest: Earliest
    price: Price | None
    margin: dict[str, Any] | None
    fed_by: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    text: str


class Offer(Form):
    """The answer to an ask: can we, by when, why not sooner, and what else."""

    customer: str | None
    together: bool
    feasible: bool
    on_time: bool
    arrive: Day | None
    margin: dict[str, Any] | None
    lines: list[OfferLine]
    counter_offers: list[CounterOffer]
    seen: str


class ShortAnswer(Form):
    """The day alone."""

    feasible: bool
    arrive: Day | None
    late_days: int | None


class Answers(Form):
    """Answers in the order of the asks: short ones, or complete offers."""

    answers: list[ShortAnswer] | list[Offer]


class Promise(Form):
    """A promise as it stands."""

    promise: str
    number: int
    state: str
    at_risk: bool
    customer: str | None
    item: str
    site: str
    quantity: Exact
    shipped: Exact
    unit: str
    wish: Day | None
    ship: Day | None
    arrive: Day | None
    original: Day | None
    earliest: Day | None
    arrived: Day | None
    held_until: str | None
    order: str | None
    line: int | None
    owner: str


class Written(Form):
    """The promises that were made."""

    promises: list[Promise]


class PromiseView(Form):
    """A view of the promise book: what is looked for, grouped and sorted, under a name."""

    view: int
    name: str
    owner: str
    shared: bool
    state: str
    at_risk: bool
    mine: bool
    customer: str
    item: str
    order: str
    since: Day | None
    until: Day | None
    group: str
    by: str


class PromiseViews(Form):
    """One's own views, then those that are shared."""

    rows: list[PromiseView]


class Explanation(Promise):
    """A promise with its life, what is missing, and what feeds it."""

    life: list[dict[str, Any]]
    missing: list[dict[str, Any]]
    expected: list[dict[str, Any]]
    fed_by: list[dict[str, Any]]


class Rows(Form, Generic[T]):
    """A page of a list; the header Link leads to the others."""

    rows: list[T]
    found: int
    page: int
    pages: int


class Item(Form):
    """An item: in stock, of that free, coming, and the least that will be there."""

    item: str
    name: str
    family: str | None
    unit: str
    there: Exact
    free: Exact
    coming: Exact
    lowest: Exact | None
    lowest_on: Day | None


class ItemAtSites(Item):
    """An item with its stock by site, what will be there, and how it comes."""

    sites: list[dict[str, Any]]
    projection: list[dict[str, Any]]
    ways: list[dict[str, Any]]
    made_of: list[dict[str, Any]]
    used_in: list[dict[str, Any]]
    kept: list[dict[str, Any]]


class Customer(Form):
    """A customer: how many promises are open and at risk, and when they ordered last."""

    customer: str
    name: str
    segment: str | None
    owner: str | None
    open: int
    at_risk: int
    last_order: Day | None


class CustomerSeen(Form):
    """One customer: what was kept, how they buy, what troubles them; cases are the latest."""

    customer: str
    name: str
    segment: str | None
    owner: str | None
    region: str | None
    kept: int = Field(description="Of `delivered` order lines, so many came by the day that was confirmed.")
    delivered: int
    rhythm: dict[str, Any]
    open_cases: int
    cases: list[dict[str, Any]]
    satisfaction: float | None
    surveys: int


class PlanRow(Form):
    """A plan in the list."""

    plan: str
    number: int
    state: str
    made: str
    actor: str
    reason: str


class Plan(Form):
    """A plan with its figures, needs and runs; quantities in it are smallest units."""

    plan: str
    state: str
    figures: dict[str, Any]
    needs: list[dict[str, Any]]
    runs: list[dict[str, Any]]


class Job(Form):
    """A job: how far it is, and what came of it."""

    job: str
    number: int
    kind: str
    state: str
    share: float | None
    words: str
    result: dict[str, Any] | None
    error: str | None


class Import(Form):
    """A draft that waits to be mended and imported, or the job that imports."""

    draft: int | None
    job: int | None
    faults: list[Error] = Field(description="What is still wrong with a draft.")


class DraftRow(Form):
    """A draft in the list."""

    draft: int
    name: str
    actor: str
    made: str
    changed: str
    reason: str
    version: int


class DraftSheet(Form):
    """A sheet of a draft; `table` null: its name says none."""

    sheet: int
    table: str | None
    file: str
    name: str
    header: list[str]
    rows: int


class DraftChange(Form):
    """Rows of a table that a draft would add, change, and take away."""

    added: int
    changed: int
    gone: int


class Draft(DraftRow):
    """A draft: what is wrong with it; where nothing is, what it would change, and the name of just that (`seen`)."""

    sheets: list[DraftSheet]
    faults: list[Error]
    changes: dict[str, DraftChange] | None
    seen: str | None


class Imported(Form):
    """How many rows became new or different, or the job that imports them."""

    rows: int | None
    job: int | None


class Webhook(Form):
    """An address that is told of events; the secret is in the answer to its making alone."""

    webhook: str
    number: int
    url: str
    events: list[str]
    state: str
    words: str


class NewWebhook(Webhook):
    """A new one, with the secret by which the receiver knows that it is us."""

    secret: str


class Webhooks(Form):
    """All of them."""

    rows: list[Webhook]


class Me(Form):
    """Who asks, and what they may do and see; sites and segments null: all."""

    username: str
    name: str
    roles: list[str]
    permissions: list[str]
    sites: list[str] | None
    segments: list[str] | None
    today: Day
    time_zone: str
