"""Where several processes that serve one company put their measures, so that whichever is asked tells those of all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable: the folder, as Prometheus' client looks for it when it is first imported."""


@contextmanager
def measured_together() -> Iterator[None]:
    """Let the processes that are started in the block measure together; what they measured goes with the block."""
    with TemporaryDirectory(prefix="handfast-measures-") as folder:
        before = os.environ.get(FOLDER)
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            os.environ.pop(FOLDER)
            if before is not None:
                os.environ[FOLDER] = before
