"""How fast one program may ask: a bucket that fills by itself, of which each request takes one."""

from __future__ import annotations

import threading
from dataclasses import dataclass

BUCKETS = 10_000
"""So many are remembered; then those that are full again are forgotten, which changes nothing for anybody."""


@dataclass
class _Bucket:
    left: float
    at: float


class Pace:
    """Counts requests in the memory of this process.

    Parameters
    ----------
    per_minute
        Requests that one may make a minute, on the long run.
    burst
        Requests that one may make at once.
    """

    def __init__(self, per_minute: int, burst: int) -> None:
        self.per_second = per_minute / 60
        self.burst = burst
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def wait(self, who: str, now: float) -> float:
        """Count a request, and return the seconds after which it would be taken; 0: it is taken now.

        Parameters
        ----------
        now
            Seconds of a clock that never goes back.
        """
        with self._lock:
            if who not in self._buckets and len(self._buckets) >= BUCKETS:
                self._forget(now)
            bucket = self._buckets.setdefault(who, _Bucket(self.burst, now))
            bucket.left, bucket.at = self._filled(bucket, now), now
            if bucket.left < 1:
                return (1 - bucket.left) / self.per_second
            bucket.left -= 1
            return 0.0

    def _filled(self, bucket: _Bucket, now: float) -> float:
        return min(self.burst, bucket.left + max(now - bucket.at, 0.0) * self.per_second)

    def _forget(self, now: float) -> None:
        self._buckets = {who: each for who, each in self._buckets.items() if self._filled(each, now) < self.burst}
