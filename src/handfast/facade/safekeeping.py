"""Keeping a company safe: backups, and companies made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace as with_changes
from pathlib import Path

from handfast.company.actions.people.note_backup import note_backup
from handfast.company.actions.progress import Progress, silent
from handfast.company.backup.backup import Backup, back_up, tried
from handfast.company.backup.restore import Restored
from handfast.company.backup.restore import restore as restore_backup
from handfast.company.opening import absolute
from handfast.company.people.permissions import Permission
from handfast.facade.needs import needs
from handfast.facade.opened import Opened, now_utc
from handfast.settings import configure


class Safekeeping(Opened):
    """What keeps a company safe."""

    @needs(Permission.BACKUP_MAKE)
    def back_up(
        self, to: str | Path | None = None, *, replace: bool = False, quick: bool = False, progress: Progress = silent
    ) -> Backup:
        """Write the company to one file, as it stands at one moment, while others go on writing.

        Parameters
        ----------
        to
            Where to; else the company's name and the moment, in this folder.
        replace
            Whether a file that is there already may go.
        quick
            Do not try it: else it is restored beside itself, its ledger verified, and the copy thrown away.
        """
        now = self.clock()
        path = absolute(backup_name(self.database.place, now) if to is None else to)
        written = self._run(back_up, path, now=now, replace=replace, progress=progress)
        self._run(note_backup, path.name, actor=self.actor, now=now)
        return written if quick else with_changes(written, faults=tried(path, now=now, progress=progress))


def backup_name(place: str, now: dt.datetime) -> str:
    """Return what a backup is called where nobody says it: the company's name, and the moment."""
    name = place.rstrip("/").rpartition("/")[2].removesuffix(".db")
    return f"{name}-{now.astimezone(dt.UTC):%Y%m%d-%H%M%S}.backup"


def restore(
    file: str | Path,
    place: str | Path,
    *,
    replace: bool = False,
    unsound: bool = False,
    progress: Progress = silent,
    clock: Callable[[], dt.datetime] = now_utc,
) -> Restored:
    """Make a company of a backup: a path that does not exist yet, or ``postgresql://...`` of a database without one.

    Parameters
    ----------
    replace
        Whether a company that is there already may go.
    unsound
        Whether to restore a ledger that contradicts itself, too.
    """
    configure()
    return restore_backup(absolute(file), place, now=clock(), replace=replace, unsound=unsound, progress=progress)
