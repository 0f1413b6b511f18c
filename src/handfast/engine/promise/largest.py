"""The largest quantity that can be asked of a stock point without any number of the kernel passing 64 bits.

Loading bounds every run (see `assembly.bounds`); a quantity asked for is multiplied down the bill of materials before
it is cut into runs. Beyond this quantity nothing is computed: nobody can make that much before any horizon.
"""

from __future__ import annotations

from handfast.engine.network import NO_LIMIT, Network

LARGEST = 1 << 60


class LargestAsk:
    """Looks up, stock point by stock point, how much may be asked."""

    def __init__(self, network: Network) -> None:
        self._structure = network.structure
        self._growth: dict[int, float] = {}

    def ask(self, point: int) -> int:
        """Return the largest quantity, in smallest units."""
        return min(NO_LIMIT, int(LARGEST / self._grown(point, ())))

    def _grown(self, point: int, path: tuple[int, ...]) -> float:
        """Return the largest number that one unit of a stock point becomes, down the way it is supplied."""
        if point in self._growth:
            return self._growth[point]
        if point in path:  # a way of supplying visits a stock point once
            return 1.0
        structure, most = self._structure, 1.0
        for process in range(structure.process_first[point], structure.process_first[point + 1]):
            most = max(most, self._of_process(process, (*path, point)))
        self._growth[point] = most
        return most

    def _of_process(self, process: int, path: tuple[int, ...]) -> float:
        structure = self._structure
        num, den = float(structure.yield_num[process]), float(structure.yield_den[process])
        starts = den / num if num else 1.0
        most = den
        for load in range(structure.load_first[process], structure.load_first[process + 1]):
            minutes = starts * float(structure.load_num[load]) * float(structure.load_units[load])
            most = max(most, minutes)
        for n in range(structure.input_first[process], structure.input_first[process + 1]):
            used = starts * float(structure.input_num[n])
            per_unit = used / float(structure.input_den[n])
            most = max(most, used, max(per_unit, 1.0) * self._grown(int(structure.input_point[n]), path))
        return most
