"""The file of a backup: a ZIP of one JSON-lines member a table, and a manifest that is written last.

Whoever has the file can read it without Handfast. What is cut off has no manifest and is refused; what was changed does
not have the digests that the manifest names.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from handfast.errors import Conflict, DatabaseError, DiskFull, NewerDatabase, NotFound

FORMAT = 1
MANIFEST = "manifest.json"
_MOST_OF_MANIFEST = 10_000_000


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[Path]:
    """Yield a free path beside `path` to write to; what was written there stands at `path` in whole, or nothing does.

    Raises
    ------
    Conflict
        There is something at `path`, and it is not to be replaced.
    """
    _assert_free(path, replace=replace)
    part = part_of(path)
    try:
        yield part
        _sync(part)
        if replace:
            part.replace(path)
        else:
            _put(part, path)
        _sync(path.parent)
    except OSError as error:
        if error.errno == 28:
            raise DiskFull(f"{path}: the disk is full. Nothing was written. Make space, and try again.") from error
        raise DatabaseError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Return a name beside `path` that nobody else has: what a killed process left there stands in nobody's way."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.part")


def _assert_free(path: Path, *, replace: bool) -> None:
    if not path.parent.is_dir():
        raise NotFound(f"The folder {path.parent} does not exist. Create it, or choose another place.")
    if path.exists() and not replace:
        raise Conflict(f"{path} exists already. Choose another name, or say --replace.")


def _put(part: Path, path: Path) -> None:
    """Give `part` its name, unless somebody else was faster; where links are unknown, only almost."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise Conflict(f"{path} was just written by somebody else. Choose another name.") from None
    except (OSError, NotImplementedError):
        _assert_free(path, replace=False)
        part.replace(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class BackupWriter:
    """Writes a backup, table after table."""

    def __init__(self, path: Path) -> None:
        file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")  # people are in it
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.tables: dict[str, dict[str, Any]] = {}

    def table(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[list[Any]], told: Callable[[], None]
    ) -> None:
        """Write a table; `told` hears of each row."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                member.write(line)
                count += 1
                told()
        self.tables[name] = {"columns": columns, "rows": count, "sha256": digest.hexdigest()}

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest: from now on it is a backup."""
        whole = {"handfast_backup": FORMAT, **manifest, "tables": self.tables}
        self._zip.writestr(MANIFEST, json.dumps(whole, indent=1, ensure_ascii=False))
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is not None:  # the file goes; what cannot be ended on a full disk is not to complain about it later
            with suppress(OSError, ValueError):
                self._zip.close()
        self._file.close()


class BackupReader:
    """Reads a backup.

    Raises
    ------
    NotFound
        There is no such file.
    DatabaseError
        It is no backup, or damaged.
    NewerDatabase
        A newer Handfast wrote it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise NotFound(f"{path} does not exist, or is no file. Name the file that handfast backup wrote.")
        with self._in_words():
            self._zip = zipfile.ZipFile(path)
            if MANIFEST not in self._zip.namelist() or self._zip.getinfo(MANIFEST).file_size > _MOST_OF_MANIFEST:
                raise ValueError("it has no manifest")
            self.manifest = json.loads(self._zip.read(MANIFEST))
            found = int(self.manifest["handfast_backup"])
        if found > FORMAT:
            raise NewerDatabase(f"{path} was written by a newer Handfast. Update: pip install --upgrade handfast")

    def rows(self, table: str) -> Iterator[list[Any]]:
        """Yield a table's rows.

        Raises
        ------
        DatabaseError
            Having read them all: they are not those that were written.
        """
        said, digest, count = self.manifest["tables"][table], hashlib.sha256(), 0
        with self._in_words(), self._zip.open(_member(table)) as member:
            for line in member:
                digest.update(line)
                count += 1
                yield json.loads(line)
        if (count, digest.hexdigest()) != (said["rows"], said["sha256"]):
            raise DatabaseError(f"{self.path} is damaged: the table {table} is not as it was written. Take another.")

    def check(self, told: Callable[[], None]) -> None:
        """Read all of it and compare the digests.

        Raises
        ------
        DatabaseError
            It is damaged.
        """
        for name in self.manifest["tables"]:
            for _ in self.rows(name):
                told()

    @property
    def total(self) -> int:
        """Rows in all."""
        return sum(int(table["rows"]) for table in self.manifest["tables"].values())

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, EOFError) as error:
            raise DatabaseError(
                f"{self.path} is no backup of Handfast, or was cut off or damaged ({error}). Take another."
            ) from error
        except OSError as error:
            raise DatabaseError(f"{self.path} cannot be read: {error.strerror}.") from error


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"
