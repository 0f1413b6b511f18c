"""Refusals as they leave the server: without the file, or the database's address, in which the company is kept."""

from __future__ import annotations

from handfast.doors.entrance.served import served


def unplaced(said: str) -> str:
    """Return what is said to somebody elsewhere; whoever looks after the server reads the place in its log."""
    place = served().database.place
    told = said.removeprefix(f"{place}: ")
    if told != said:
        told = told[:1].upper() + told[1:]
    return told.replace(f"{place}: ", "").replace(place, "the company's database")
