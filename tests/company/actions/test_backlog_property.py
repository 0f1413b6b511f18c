"""Random books and losses: win and gain never worse, the whole never worse by its measure, the ledger always sound."""

import datetime as dt
import random
import shutil

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.company.workshop_for_tests import Clock, assert_sound, balances, day, open_workshop, workshop

from handfast.company.actions.open_promises import OpenBook
from handfast.company.queries.mirror import load_mirror
from handfast.errors import CannotPromise, Conflict, NotFound

CLASSES = ("win", "gain", "redistribute", "fill", "lose")

asks = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 30), st.integers(0, 40)), min_size=1, max_size=9
)  # segment, quantity, day
blows = st.lists(
    st.one_of(
        st.tuples(
            st.just("loss"), st.sampled_from([("BENCH", "B-1"), ("TOP", "T-1"), ("TOP", "PO-1")]), st.integers(1, 100)
        ),
        st.tuples(st.just("delay"), st.just(("TOP", "PO-1")), st.integers(0, 60)),
    ),
    min_size=1,
    max_size=3,
)


def opened(template, folder, weights, quotas):
    """Open a workshop with a segment and a customer of each class."""
    folder.mkdir(parents=True)
    shutil.copy(template, folder / "company.db")
    shop = open_workshop(str(folder / "company.db"), Clock())
    segments = [
        {"segment": name, "priority": 1 + n, "backlog_class": name, "weight": weight}
        for n, (name, weight) in enumerate(zip(CLASSES, weights, strict=True))
    ]
    allocation = [
        {"segment": "lose", "item": "BENCH", "quantity": 20, "first_day": day(0), "last_day": day(9)},
        {"segment": "lose", "item": "BENCH", "quantity": 20, "first_day": day(10), "last_day": day(30)},
        {"segment": "fill", "item": "BENCH", "quantity": 25, "first_day": day(10), "last_day": day(50)},
    ]
    shop.load(
        workshop(
            segment=segments,
            customer=[{"customer": name, "segment": name} for name in CLASSES],
            allocation=allocation if quotas else [],
        )
    )
    return shop


def strike(shop, blow):
    """Let something be lost or come later, as far as it is there."""
    kind, (item, supply), number = blow
    try:
        if kind == "loss":
            shop.report_loss(item, "NORTH", number, supply=supply, reason="flood")
        else:
            shop.report_delay(item, "NORTH", day(number), supply=supply, reason="no lorry")
    except (CannotPromise, NotFound):
        return  # less is there


def image(mirror):
    """Return all that a company in memory says is left."""
    state = mirror.book.state
    arrays = [part.tolist() for part in (state.available, state.capacity, state.overtime, state.lot_free)]
    return arrays, sorted((each.id, each.available, each.committed) for each in mirror.book.supplies.values())


def compare_giving_up(sets):
    """Give up sets one after another, by their differences, beside each at once and from the start."""
    mirror = load_mirror()
    before = image(mirror)
    with OpenBook(mirror).step_by_step() as release:
        for promises in sets:
            fresh = load_mirror()
            with release(promises), OpenBook(fresh).release(promises):
                assert image(mirror) == image(fresh)
    assert image(mirror) == before


def book(shop):
    return {row["promise"]: row for row in shop.promises("promised").to_dicts()}


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    asks,
    blows,
    st.lists(st.integers(1, 5), min_size=5, max_size=5),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 15)),
    st.randoms(use_true_random=False),
)
def test_whatever_happens(sqlite_template, tmp_path, wanted, blown, weights, quotas, most, chance):
    folder = tmp_path / str(random.Random().getrandbits(64))
    with opened(sqlite_template, folder, weights, quotas) as shop:
        for segment, quantity, by in wanted:
            offer = shop.quote("BENCH", quantity, day(by), customer=CLASSES[segment])
            if offer.fulfilment.whole is not None:
                shop.promise(offer)
        for blow in blown:
            strike(shop, blow)
        names = [int(name[2:]) for name in book(shop)]
        sets = [frozenset(chance.sample(names, chance.randint(0, len(names)))) for _ in range(4)]
        shop.database.run(compare_giving_up, sets)
        before, held = book(shop), balances(shop)
        version = shop.backlog(most_days_later=most)
        assert balances(shop) == held
        proposed, beside, nothing = (version.figures[name]["late"] for name in ("proposed", "beside", "nothing"))
        assert proposed <= beside
        assert proposed <= nothing
        for line in version.lines:
            if line.day is not None:
                assert line.backlog_class not in {"win", "gain"} or line.days <= 0
                assert most is None or line.days <= most
        some = [line.name for line in version.open if chance.random() < 0.5] if chance.random() < 0.5 else None
        try:
            shop.agree(some or None, reason="as agreed")
        except Conflict:
            assert some or not version.open  # only a part of it may not go by itself
            assert balances(shop) == held
        assert_sound(shop)
        after = book(shop)
        agreed = {line.name: line for line in version.lines if line.promise in shop.backlog_proposal().agreed}
        for name, row in after.items():
            assert row["original"] == before[name]["original"]
            if name in agreed:
                assert row["arrive"] == dt.date(1970, 1, 1) + dt.timedelta(days=agreed[name].day)
                assert not row["at_risk"]
            else:
                assert row["arrive"] == before[name]["arrive"]
                assert before[name]["at_risk"] or not row["at_risk"]
