"""The addresses of the pages of Supply and Limits."""

from __future__ import annotations

from django.urls import path

import handfast.doors.web.row_numbers  # noqa: F401  it makes <number:...> known
from handfast.doors.web.pages import limits, moving, planning, supply

urlpatterns = [
    path("supply/", supply.supply, name="supply"),
    path("supply/hours/", supply.hours, name="supply_hours"),
    path("supply/behind/", supply.behind, name="supply_behind"),
    path("supply/runs/", supply.runs, name="supply_runs"),
    path("supply/runs/table/", supply.runs_table, name="supply_runs_table"),
    path("supply/runs/<number:number>/move/", moving.move, name="supply_move"),
    path("supply/proposals/", planning.accept, name="supply_accept"),
    path("supply/plan/", planning.make, name="supply_plan"),
    path("supply/jobs/<number:number>/", planning.job, name="supply_job"),
    path("supply/jobs/<number:number>/stop/", planning.cancel, name="supply_job_cancel"),
    path("supply/plans/<number:number>/", planning.compare, name="supply_compare"),
    path("supply/plans/<number:number>/publish/", planning.publish, name="supply_publish"),
    path("limits/", limits.limits, name="limits"),
    path("limits/figures/", limits.figures, name="limits_figures"),
    path("limits/stock/", limits.stock, name="limits_stock"),
    path("limits/say/", limits.say, name="limits_say"),
]
