"""The teams of a company, and at which resources they work."""

from __future__ import annotations

import numpy as np

from handfast.engine.assembly.arrays import ints, refusal
from handfast.engine.people import UNLIMITED, Teams
from handfast.engine.tables.frame import Tables, frame_of
from handfast.sentences import sentence


def read_teams(tables: Tables) -> Teams:
    """Return the teams.

    Raises
    ------
    DataError
        When a resource names a team that is not there.
    """
    team = frame_of(tables, "team")
    place = {name: n for n, name in enumerate(team["team"].to_list())}
    of = []
    for resource, name in frame_of(tables, "resource").select("resource", "team").iter_rows():
        if name and name not in place:
            cure = sentence("Add it to the team table, or leave the cell empty")
            raise refusal(
                "team", name, sentence("is the team of {resource}, but no team is called so", resource=resource), cure
            )
        of.append(place[name] if name else -1)
    return Teams(
        tuple(place),
        np.array(of, np.int64),
        ints(team["overtime_per_week"].fill_null(UNLIMITED)),
        ints(team["changes_per_week"].fill_null(UNLIMITED)),
        ints(team["notice_days"]),
        ints(team["change_cost"]),
    )
