"""The addresses of the pages of Data, items, resources and suppliers."""

from __future__ import annotations

from django.urls import path

import handfast.doors.web.row_numbers  # noqa: F401  it makes <number:...> known
from handfast.doors.web.pages import data, data_truth, drafts, lots, table_changes, tables, things

urlpatterns = [
    path("data/", data.data, name="data"),
    path("data/upload/", data.upload, name="data_upload"),
    path("data/jobs/", data.jobs, name="data_jobs"),
    path("data/template/", data.template, name="data_template"),
    path("data/export/", data.export, name="data_export"),
    path("data/truth/", data_truth.data_truth, name="data_truth"),
    path("data/imports/<number:number>/", drafts.draft, name="data_draft"),
    path("data/imports/<number:number>/cells/", drafts.cells, name="data_draft_cells"),
    path("data/imports/<number:number>/sheet/", drafts.sheet, name="data_draft_sheet"),
    path("data/imports/<number:number>/import/", drafts.take, name="data_draft_import"),
    path("data/imports/<number:number>/drop/", drafts.drop, name="data_draft_drop"),
    path("data/changes/", table_changes.changes, name="data_changes"),
    path("data/changes/<number:number>/", table_changes.change, name="data_change"),
    path("data/changes/<number:number>/back/", table_changes.take_back, name="data_change_back"),
    path("data/tables/<str:name>/", tables.table, name="data_table"),
    path("data/tables/<str:name>/check/", tables.check, name="data_table_check"),
    path("data/tables/<str:name>/save/", tables.save, name="data_table_save"),
    path("data/tables/<str:name>/paste/", tables.paste, name="data_table_paste"),
    path("lots/", lots.lots, name="lots"),
    # names may hold a slash
    path("items/", things.items, name="items"),
    path("items/chart/<path:key>/", things.item_chart, name="item_chart"),
    path("items/of/<path:key>/", things.item, name="item"),
    path("resources/", things.resources, name="resources"),
    path("resources/chart/<path:key>/", things.resource_chart, name="resource_chart"),
    path("resources/runs/<path:key>/", things.resource_runs_chart, name="resource_runs_chart"),
    path("resources/of/<path:key>/", things.resource, name="resource"),
    path("suppliers/", things.suppliers, name="suppliers"),
    path("suppliers/chart/<path:key>/", things.supplier_chart, name="supplier_chart"),
    path("suppliers/of/<path:key>/", things.supplier, name="supplier"),
]
