"""Files that unpack to more than they weigh: weighed before they are opened, and unpacked only where it is safe."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from handfast.errors import DataError, Fault
from handfast.sentences import sentence

MOST_UNPACKED = 500_000_000
"""Bytes to which an archive, a workbook or a Parquet file may unpack."""

MOST_MEMBERS = 2_000
MOST_ROWS = 3_000_000
MOST_COLUMNS = 500

NOT_SO_LARGE = sentence("Bring it in parts, as CSV or Parquet files of one table each.")


def _refused(path: Path, problem: str, cure: str = NOT_SO_LARGE) -> DataError:
    return DataError([Fault(path.name, "", None, "", "", problem, cure)])


def _assert_holds(path: Path, unpacked: int) -> None:
    """Refuse a file that unpacks to more bytes than can be held."""
    if unpacked > MOST_UNPACKED:
        raise _refused(
            path,
            sentence(
                "unpacks to {total:,} MB, more than {most_unpacked:,} MB",
                total=unpacked // 1_000_000,
                most_unpacked=MOST_UNPACKED // 1_000_000,
            ),
        )


def weigh_archive(path: Path, otherwise: str = sentence("is damaged, or no archive")) -> None:
    """Refuse an archive, or a workbook, that would unpack to too much; by what it says of itself, unopened.

    Python's reader never unpacks more of a member than the archive said, so what it says can be trusted.

    Parameters
    ----------
    otherwise
        What is wrong with a file that is no archive.

    Raises
    ------
    DataError
        It holds too much, or it is no archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        cure = sentence("Open it in the program that wrote it, and save it again.")
        raise _refused(path, sentence("{otherwise} ({error})", otherwise=otherwise, error=str(error)), cure) from None
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise _refused(
            path,
            sentence(
                "holds {count:,} files, more than {most_members:,}", count=len(members), most_members=MOST_MEMBERS
            ),
        )
    _assert_holds(path, total)


def weigh_parquet(path: Path) -> None:
    """Refuse a Parquet file with more rows or columns than can be read cell by cell.

    Raises
    ------
    DataError
        It has.
    polars.exceptions.PolarsError, OSError
        It is no Parquet file.
    """
    rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    columns = len(pl.read_parquet_schema(path))
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise _refused(
            path,
            sentence(
                "has {rows:,} rows and {columns:,} columns, more than {most_rows:,} and {most_columns:,}",
                rows=rows,
                columns=columns,
                most_rows=MOST_ROWS,
                most_columns=MOST_COLUMNS,
            ),
        )


def weigh_texts(path: Path, frame: pl.DataFrame) -> None:
    """Refuse a frame whose texts repeat to more than can be held one by one.

    Raises
    ------
    DataError
        They do.
    """
    lengths = (frame[name].cast(pl.String).str.len_bytes().sum() for name in frame.columns)
    total = sum(int(each or 0) for each in lengths)
    _assert_holds(path, total)


@contextmanager
def unpacked(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """Unpack the tables of an archive into a folder for the block; other files, folders and links are left aside.

    A file is written by the last part of its name alone, so that no name leads out of the folder.

    Raises
    ------
    DataError
        It holds too much, is locked by a password or damaged, or two of its files have the same name.
    """
    weigh_archive(path)
    with TemporaryDirectory(prefix="handfast-") as folder:
        seen: set[str] = set()
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                name = member.filename.replace("\\", "/").rpartition("/")[2]
                if Path(name).suffix.casefold() not in suffixes or name.startswith("."):
                    continue
                if name.casefold() in seen:
                    raise _refused(
                        path,
                        sentence("holds two files called {name}", name=name),
                        sentence("Give each a name of its own."),
                    )
                seen.add(name.casefold())
                _write(archive, member, path, Path(folder) / name)
        yield Path(folder)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, target: Path) -> None:
    try:
        content = archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        cure = sentence("Write the archive again, without a password.")
        raise _refused(
            path, sentence("does not give out {name} ({error})", name=target.name, error=str(error)), cure
        ) from None
    target.write_bytes(content)
