"""Textbook problems of inventory, our answer beside the published one.

    python -m benchmarks.inventory --data ../shared/data/network

The instances are those of stockpyl 1.0.2 (MIT): examples and problems of Snyder and Shen, *Fundamentals of Supply Chain
Theory* (2nd ed., 2019), and lines of Shang and Song (2003). The optima stand in its tests and documentation; those of
Shang and Song in their table 1. Equal means: to six digits, or to all digits that were published. Other lines were
published as found on a coarse grid with cut tails; there, the cost is compared, within one part in 2,000 (on a grid
four times as fine, stockpyl comes to 47.6613 for example 6.1; ours converges to 47.6601). What Handfast has no model
for is told, not tried.

Ends in one line of JSON: ``[instances, all_equal]``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from handfast.engine.inventory.chain import Stage
from handfast.engine.inventory.guaranteed_service import place_safety_stock
from handfast.engine.inventory.law import STANDARD, Counts, Normal, normal_tail, poisson
from handfast.engine.inventory.newsvendor import fill_level
from handfast.engine.inventory.order_quantity import economic_cost, economic_quantity
from handfast.engine.inventory.reorder_point import Costs, best_policy
from handfast.engine.inventory.serial import Line, Link, counted_line, steady_line

FILE = "stockpyl_instances.json"
EXACT, GRID = 1e-6, 5e-4

Data = Mapping[str, Any]
Answer = Callable[[Data], tuple[float, ...]]


class Reference(NamedTuple):
    """A published optimum: the model that finds it, its figures, and how closely they are known."""

    model: str
    answer: Answer
    published: tuple[float, ...]
    close: float = EXACT


@dataclass(frozen=True)
class Lognormal:
    """Demand whose logarithm is normal: a law that the engine has not, to see that it takes any."""

    mu: float
    sigma: float

    @property
    def mean(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def sd(self) -> float:
        return self.mean * math.sqrt(math.expm1(self.sigma**2))

    def _tail(self, level: float, shift: int) -> float:
        return normal_tail((math.log(level) - self.mu) / self.sigma - shift * self.sigma)

    def cdf(self, level: float) -> float:
        return 1 - self._tail(level, 0)

    def quantile(self, probability: float) -> float:
        return math.exp(self.mu + self.sigma * STANDARD.inv_cdf(probability))

    def loss(self, level: float) -> float:
        return self.mean * self._tail(level, 1) - level * self._tail(level, 0)

    def second_loss(self, level: float) -> float:
        square = self.mean**2 + self.sd**2
        return (square * self._tail(level, 2) - 2 * level * self.mean * self._tail(level, 1)) / 2 + (
            level**2 * self._tail(level, 0) / 2
        )


def economic(data: Data) -> tuple[float, ...]:
    terms = (data["fixed_cost"], data["demand_rate"], data["holding_cost"])
    quantity = economic_quantity(*terms)
    return quantity, economic_cost(quantity, *terms)


def with_backorders(data: Data) -> tuple[float, ...]:
    """Certain demand that may wait: the policy (r, Q) without any spread."""
    costs = Costs(data["fixed_cost"], data["holding_cost"], data["stockout_cost"])
    found = best_policy(Normal(0, 0), data["demand_rate"], costs)
    return found.quantity, found.cost


def newsvendor(data: Data, periods: int = 1) -> tuple[float, ...]:
    law = Normal(data["demand_mean"] * periods, data["demand_sd"] * math.sqrt(periods))
    return tuple(fill_level(law, data["holding_cost"], data["stockout_cost"]))


def base_stock(data: Data) -> tuple[float, ...]:
    """Periodic review: demand of the lead time and of the period itself."""
    return newsvendor(data, data["lead_time"] + 1)


def profitable(data: Data) -> tuple[float, ...]:
    """Stated by revenue, purchase cost and salvage value; the published figure is the profit."""
    price, cost, salvage = data["revenue"], data["purchase_cost"], data["salvage_value"]
    level, lost = fill_level(Normal(data["demand_mean"], data["demand_sd"]), cost - salvage, price - cost)
    return level, (price - cost) * data["demand_mean"] - lost


def networked(data: Data) -> tuple[float, ...]:
    (node,) = data["_nodes"]
    demand = node["demand_source"]
    return newsvendor(
        {
            "demand_mean": demand["mean"],
            "demand_sd": demand["standard_deviation"],
            "holding_cost": node["local_holding_cost"],
            "stockout_cost": node["stockout_cost"],
        }
    )


def counted(data: Data) -> tuple[float, ...]:
    return tuple(fill_level(poisson(data["demand_mean"]), data["holding_cost"], data["stockout_cost"]))


def drawn(data: Data) -> tuple[float, ...]:
    chances = {int(level): chance for level, chance in data["demand_pmf"].items()}
    law = Counts(min(chances), np.array([chances[level] for level in sorted(chances)]))
    return tuple(fill_level(law, data["holding_cost"], data["stockout_cost"]))


def lognormal(data: Data) -> tuple[float, ...]:
    return tuple(fill_level(Lognormal(data["mu"], data["sigma"]), data["holding_cost"], data["stockout_cost"]))


def reorder(data: Data) -> tuple[float, ...]:
    lead, mean = data["lead_time"], data["demand_mean"]
    law = Normal(mean * lead, data["demand_sd"] * math.sqrt(lead)) if "demand_sd" in data else poisson(mean * lead)
    return tuple(best_policy(law, mean, Costs(data["fixed_cost"], data["holding_cost"], data["stockout_cost"])))


def line(data: Data) -> tuple[float, ...]:
    found = line_of(data)
    return *found.levels, found.cost


def line_cost(data: Data) -> tuple[float, ...]:
    return (line_of(data).cost,)


def line_of(data: Data) -> Line:
    """Serial lines; the cost of stock is each stage's own in the file where it says so, else what it adds."""
    nodes = {node["_index"]: node for node in data["_nodes"]}
    (at,) = (index for index, node in nodes.items() if not node["_successor_indices"])
    customer = nodes[at]
    links = []
    while True:
        links.append(Link(nodes[at]["shipment_lead_time"] or 0, nodes[at]["echelon_holding_cost"]))
        if not nodes[at]["_predecessor_indices"]:
            break
        (at,) = nodes[at]["_predecessor_indices"]
    demand = customer["demand_source"]
    if demand["type"] == "P":
        return counted_line(links, customer["stockout_cost"], demand["mean"])
    return steady_line(links, customer["stockout_cost"], demand["mean"], demand["standard_deviation"])


def guaranteed(data: Data) -> tuple[float, ...]:
    nodes = {node["_index"]: node for node in data["_nodes"]}

    def variance(index: int) -> float:
        own = (nodes[index]["demand_source"] or {}).get("standard_deviation") or 0
        return float(own**2 + sum(variance(after) for after in nodes[index]["_successor_indices"]))

    def promised(node: Data) -> int | None:
        return None if node["_successor_indices"] else node["external_outbound_cst"] or 0

    stages = [
        Stage(
            str(index),
            node["processing_time"] or 0,
            node["local_holding_cost"],
            node["demand_bound_constant"] * math.sqrt(variance(index)),
            tuple(map(str, node["_predecessor_indices"])),
            node["external_inbound_cst"] or 0,
            promised(node),
        )
        for index, node in nodes.items()
    ]
    return (place_safety_stock(stages).cost,)


PUBLISHED: dict[str, Reference] = {
    "example_3_1": Reference("economic quantity", economic, (304.0467800264368, 68.41052550594827)),
    "problem_3_1": Reference("economic quantity", economic, (1728.109844993551, 475230.2073732266)),
    "example_3_8": Reference("quantity, orders may wait", with_backorders, (310.8125551589646, 66.92136355097325)),
    "problem_3_2b": Reference("quantity, orders may wait", with_backorders, (83.23544812889804, 1999.148244415212)),
    "README": Reference("newsvendor", newsvendor, (132.8155, 35.0997), 1e-5),
    "example_4_1": Reference("newsvendor", newsvendor, (56.60395592743389, 1.997605193176645)),
    "example_4_1_network": Reference("newsvendor", networked, (56.60395592743389, 1.997605193176645)),
    "example_4_2": Reference("newsvendor, profit", profitable, (56.60395592743389, 33.00239480682335)),
    "example_4_3": Reference("newsvendor", newsvendor, (56.60395592743389, 1.997605193176645)),
    "problem_4_1": Reference("newsvendor", newsvendor, (922.7214038234755, 2718.196781782411)),
    "problem_4_3b": Reference("newsvendor, profit", profitable, (59.084578685373856, 210.4768082523147)),
    "example_4_4": Reference("base stock", base_stock, (264.7668943741548, 4.466781004149578)),
    "example_4_7": Reference("newsvendor, pieces", counted, (8, 3.570106945770946)),
    "problem_4_7b": Reference("newsvendor, pieces", drawn, (5, 1225000)),
    "problem_4_8a": Reference("newsvendor, pieces", counted, (19, 786.0884409351115)),
    "problem_4_8b": Reference("newsvendor, lognormal", lognormal, (295.6266448071368, 29.44254358213529)),
    "example_5_1": Reference("reorder point (r, Q)", reorder, (126.8670642878315, 328.4491413581765, 78.0711)),
    "problem_5_1": Reference("reorder point (r, Q)", reorder, (-1.985868645048718, 166.9501022040942, 484.2110)),
    "problem_5_3": Reference("reorder point (r, Q)", reorder, (608.5445118000358, 403.8060023373138)),
    "problem_5_2": Reference("reorder point, pieces", reorder, (6, 7, 28.241312842169155)),
    "example_5_8": Reference("reorder point, pieces", reorder, (3, 5, 107.9235806331498)),
    "example_6_1": Reference("line", line_cost, (47.668653127136345,), GRID),
    "problem_6_1": Reference("line", line_cost, (166.27052889662946,), GRID),
    "problem_6_2a": Reference("line", line_cost, (451.72881110449765,), GRID),
    "problem_6_2b": Reference("line, pieces", line_cost, (453.6855978910213,), GRID),
    "problem_6_16": Reference("line", line_cost, (438.2396253072112,), GRID),
    "shang_song_1": Reference("line, pieces", line, (8, 13, 18, 22, 12.688)),
    "shang_song_9": Reference("line, pieces", line, (9, 10, 13, 19, 53.008)),
    "shang_song_17": Reference("line, pieces", line, (11, 17, 22, 27, 16.206)),
    "shang_song_25": Reference("line, pieces", line, (11, 14, 18, 26, 74.564)),
    "example_6_3": Reference("guaranteed service", guaranteed, (2 * math.sqrt(2),)),
    "example_6_5": Reference("guaranteed service", guaranteed, (8.277916867529369,)),
    "problem_6_7": Reference("guaranteed service", guaranteed, (160 * math.sqrt(5),)),
    "problem_6_8": Reference("guaranteed service", guaranteed, (1378.3020369043727,)),
    "problem_6_9": Reference("guaranteed service", guaranteed, (15.649530249501,)),
    "figure_6_14": Reference("guaranteed service", guaranteed, (18.8240044725922,)),
}
NO_MODEL = {
    "EOQ w/all-units discounts": "the contract has no price breaks of suppliers",
    "EPQ": "a run's output is there at once, after its last day",
    "Wagner-Whitin": "orders that are known are planned, not sized by formula",
    "JRP": "each process orders for itself",
    "(s,S)": "orders come in lots: (r, Q)",
    "finite-horizon": "policies are for ever",
    "EOQD": "disruptions are tried in scenarios",
    "disruptions": "disruptions are tried in scenarios",
    "yield uncertainty": "yield is a ratio, not a chance",
    "Assembly system": "no published optimum",
    "assembly system": "no published optimum",
    "Distribution system": "no published optimum of base-stock levels",
    "adjusted for periodic review": "stock costs less with each stage towards the customer",
    "Figure 6.12": "a picture without figures",
}
OWN = {"README": {"holding_cost": 2, "stockout_cost": 18, "demand_mean": 120, "demand_sd": 10}}


def compared(instances: Mapping[str, Data]) -> Iterator[tuple[str, Reference, tuple[float, ...], bool]]:
    """Yield each instance with our answer, and whether it is the published one."""
    for name, reference in PUBLISHED.items():
        ours = reference.answer(instances[name])
        equal = all(
            math.isclose(our, theirs, rel_tol=max(reference.close, known_to(theirs)))
            for our, theirs in zip(ours, reference.published, strict=False)
        )
        yield name, reference, ours, equal


def known_to(value: float) -> float:
    """Return the relative precision of a figure as it was published: half a unit of its last digit."""
    digits = len(repr(float(value)).partition(".")[2])
    return 0.5 * 10.0**-digits / abs(value) if value != int(value) else EXACT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {FILE}")
    file = parser.parse_args().data / FILE
    rows = json.loads(file.read_text("utf-8"))["instances"]
    instances = {**{row["name"]: row["data"] for row in rows}, **OWN}
    print(f"{'instance':<20} {'model':<26} {'ours':>14} {'published':>14} {'apart':>9}")
    equal = []
    for name, reference, ours, same in compared(instances):
        equal.append(same)
        last = min(len(ours), len(reference.published)) - 1
        apart = ours[last] / reference.published[last] - 1
        told = f"{ours[last]:14.6f} {reference.published[last]:14.6f} {apart:9.1e}{'' if same else '  DIFFERS'}"
        print(f"{name:<20} {reference.model:<26} {told}")
    left = Counter(reason_of(row["description"]) for row in rows if row["name"] not in PUBLISHED)
    for reason, count in sorted(left.items()):
        print(f"left out: {count} because {reason}")
    print(json.dumps([len(equal), all(equal)]))


def reason_of(description: str) -> str:
    """Return why an instance is left out."""
    return next(reason for words, reason in NO_MODEL.items() if words in description)


if __name__ == "__main__":
    main()
