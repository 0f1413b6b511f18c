"""Runs: find them, look at one, see what would follow if it started on another day, and move it as that was seen."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query, Router

from handfast.company.queries.forms import board_run_form, moving_form
from handfast.company.queries.run_list import RunSearch
from handfast.doors.api.forms import Rows
from handfast.doors.api.given import Expected, FoundRuns, MovingRun, MovingTo, Number, RequestKey
from handfast.doors.api.refusals import Refused
from handfast.doors.api.run_forms import RunMove, RunSeen
from handfast.doors.api.told import named, page_of, told
from handfast.doors.entrance.request import Request
from handfast.errors import Conflict

router = Router(tags=["Runs"])


@router.get("/runs", response=Rows[RunSeen], url_name="runs", summary="Find runs")
def runs(request: Request, wanted: Query[FoundRuns]) -> HttpResponse:
    """Return the runs that are still to yield something, by their start."""
    state = "" if wanted.state == "all" else wanted.state
    search = RunSearch(state, wanted.item, wanted.site, wanted.resource, wanted.since, wanted.until)
    found = request.company.run_list(search, offset=wanted.offset, limit=wanted.limit)
    return page_of(request, found.rows, found.found, wanted.page, wanted.limit, board_run_form)


@router.get("/runs/{int:number}", response=RunSeen, url_name="run", summary="Look at a run")
def run(request: Request, number: Number) -> HttpResponse:
    """Return a run as it stands."""
    return told(board_run_form(request.company.board_run(number)))


@router.get("/runs/{int:number}/move", response=RunMove, url_name="run_move", summary="See what a move would do")
def check(request: Request, number: Number, wanted: Query[MovingTo]) -> HttpResponse:
    """Return what would follow if a run started on another day, with its ETag; nothing is written."""
    moving = request.company.check_move(number, wanted.to)
    return told(moving_form(moving), headers={"ETag": f'"{moving.seen}"'} if moving.possible else {})


@router.post("/runs/{int:number}/move", response=RunSeen, url_name="run_move", summary="Move a run")
def move(
    request: Request, number: Number, said: MovingRun, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Start a run on another day, exactly as it was seen (`seen`, or the ETag as If-Match); no promise gets later."""
    seen = said.seen or expected.strip().removeprefix("W/").strip('"')
    if not seen or seen == "*":
        raise Refused(428, "Look first what would follow, and say what you saw: seen, or its ETag as If-Match.")
    company = request.company
    try:
        company.move_run(number, said.to, seen, reason=said.reason, request=named(request, key, said))
    except Conflict as conflict:
        moving = moving_form(company.check_move(number, said.to))
        if moving["possible"] and moving["seen"] != seen:
            status = 409 if said.seen else 412
            raise Refused(status, str(conflict), kind="NotAsSeen", move=moving) from conflict
        raise
    return told(board_run_form(company.board_run(number)))
