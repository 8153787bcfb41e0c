"""Addresses of the pages that every kind of record has."""

from __future__ import annotations

from django.urls import path

from fazhi.pages.views import acts, lists, record, repeats, writing

urlpatterns = [
    path("records/<slug:kind>/", lists.record_list, name="record_list"),
    path("records/<slug:kind>/export.xlsx", lists.record_export, name="record_export"),
    path("records/<slug:kind>/new", writing.record_new, name="record_new"),
    path("records/<slug:kind>/<uuid:record_id>/", record.record_page, name="record_page"),
    path("records/<slug:kind>/<uuid:record_id>/correct", writing.record_correct, name="record_correct"),
    path("records/<slug:kind>/<uuid:record_id>/void", acts.record_void, name="record_void"),
    path("records/<slug:kind>/<uuid:record_id>/restore", acts.record_restore, name="record_restore"),
    path("records/<slug:kind>/<uuid:record_id>/merge", acts.record_merge, name="record_merge"),
    path("records/<slug:kind>/<uuid:record_id>/link", acts.record_link, name="record_link"),
    path(
        "records/<slug:kind>/<uuid:record_id>/in-full/<slug:field>",
        acts.record_in_full,
        name="record_in_full",
    ),
    path("repeats/", repeats.repeats, name="repeats"),
]
