"""Files that are written whole or not at all: beside their place first, then put there."""

from __future__ import annotations

import errno
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handfast.errors import DatabaseError, DiskFull
from handfast.sentences import sentence


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield where to write a file; it takes its place when the block ends, and leaves nothing where that fails.

    Raises
    ------
    DiskFull, DatabaseError
        It cannot be written; what stood there before still does.
    """
    with _in_plain_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = _beside(path)
        try:
            yield part
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield a folder to write files into; they replace those of the same names when the block ends.

    Raises
    ------
    DiskFull, DatabaseError
        One of them cannot be written; then all that stood there before still does.
    """
    with _in_plain_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = _beside(path)
        part.mkdir()
        try:
            yield part
            if path.exists():
                for file in sorted(part.iterdir()):
                    file.replace(path / file.name)
            else:
                part.rename(path)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _beside(path: Path) -> Path:
    """Return a name beside `path` that nobody else has."""
    path = path.resolve()
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.part")


@contextmanager
def _in_plain_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(
                sentence("{path}: the disk is full. Nothing was written. Make space, and try again.", path=path)
            ) from error
        raise DatabaseError(
            sentence(
                "{path} cannot be written: {reason}. Choose another place.",
                path=path,
                reason=error.strerror or str(error),
            )
        ) from error
