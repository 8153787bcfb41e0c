"""Addresses of the pages that every kind of record has."""

from __future__ import annotations

from django.urls import path

from fazhi.pages.views import (
    acts,
    case,
    case_jobs,
    case_papers,
    case_people,
    jotting,
    lists,
    merging,
    opening,
    record,
    regrouping,
    repeats,
    searching,
    step,
    upper,
    writing,
)

urlpatterns = [
    path("records/<slug:kind>/", lists.record_list, name="record_list"),
    path("records/<slug:kind>/export.xlsx", lists.record_export, name="record_export"),
    path("records/<slug:kind>/new", writing.record_new, name="record_new"),
    path("records/<slug:kind>/<uuid:record_id>/", record.record_page, name="record_page"),
    path("records/<slug:kind>/<uuid:record_id>/correct", writing.record_correct, name="record_correct"),
    path("records/<slug:kind>/<uuid:record_id>/void", acts.record_void, name="record_void"),
    path("records/<slug:kind>/<uuid:record_id>/restore", acts.record_restore, name="record_restore"),
    path("records/<slug:kind>/<uuid:record_id>/merge", acts.record_merge, name="record_merge"),
    path("records/<slug:kind>/<uuid:record_id>/regroup", regrouping.record_regroup, name="record_regroup"),
    path("records/<slug:kind>/<uuid:record_id>/link", acts.record_link, name="record_link"),
    path(
        "records/<slug:kind>/<uuid:record_id>/in-full/<slug:field>",
        acts.record_in_full,
        name="record_in_full",
    ),
    path("cases/<slug:kind>/upper/", upper.upper_list, name="upper_list"),
    path("cases/<slug:kind>/upper/mark", upper.upper_mark, name="upper_mark"),
    path("cases/<slug:kind>/upper/workbook.xlsx", upper.upper_workbook, name="upper_workbook"),
    path("cases/<slug:kind>/<uuid:case_id>/upper/", upper.upper_card, name="upper_card"),
    path("cases/<slug:kind>/<uuid:case_id>/papers/", case_papers.case_papers, name="case_papers"),
    path("cases/<slug:kind>/<uuid:case_id>/papers/attach", case_papers.paper_attach, name="paper_attach"),
    path("cases/<slug:kind>/<uuid:case_id>/papers/write", case_papers.paper_write, name="paper_write"),
    path("cases/<slug:kind>/<uuid:case_id>/papers/preview", case_papers.paper_preview, name="paper_preview"),
    path("cases/<slug:kind>/<uuid:case_id>/papers/make", case_jobs.case_make, name="case_make"),
    path("cases/<slug:kind>/<uuid:case_id>/made/<uuid:job_id>/", case_jobs.case_made, name="case_made"),
    path(
        "cases/<slug:kind>/<uuid:case_id>/made/<uuid:job_id>/progress/",
        case_jobs.case_made_progress,
        name="case_made_progress",
    ),
    path(
        "cases/<slug:kind>/<uuid:case_id>/made/<uuid:job_id>/file",
        case_jobs.case_made_file,
        name="case_made_file",
    ),
    path(
        "cases/<slug:kind>/<uuid:case_id>/papers/<uuid:attachment_id>/",
        case_papers.paper_open,
        name="paper_open",
    ),
    path(
        "cases/<slug:kind>/<uuid:case_id>/papers/<uuid:attachment_id>/thumbnail",
        case_papers.paper_thumbnail,
        name="paper_thumbnail",
    ),
    path(
        "cases/<slug:kind>/<uuid:case_id>/papers/<uuid:attachment_id>/take-out",
        case_papers.paper_take_out,
        name="paper_take_out",
    ),
    path("cases/<slug:kind>/new/", opening.case_new, name="case_new"),
    path("cases/<slug:kind>/new/<slug:step>/", opening.case_open, name="case_open"),
    path("cases/<slug:kind>/<uuid:case_id>/step/<slug:step>/", step.case_step, name="case_step"),
    path("cases/<slug:kind>/new/<slug:step>/jot", jotting.jot_opening, name="jot_opening"),
    path("cases/<slug:kind>/<uuid:case_id>/step/<slug:step>/jot", jotting.jot_step, name="jot_step"),
    path("cases/<slug:kind>/<uuid:case_id>/take-up", opening.case_take_up, name="case_take_up"),
    path("cases/<slug:kind>/<uuid:case_id>/hand-over/", case_people.case_hand_over, name="case_hand_over"),
    path("cases/<slug:kind>/<uuid:case_id>/merge/", merging.case_merge, name="case_merge"),
    path("cases/<slug:kind>/<uuid:case_id>/trace/", case.case_trace, name="case_trace"),
    path(
        "cases/<slug:kind>/<uuid:case_id>/people/<uuid:person>/<slug:field>/",
        case_people.case_person_in_full,
        name="case_person_in_full",
    ),
    path("repeats/", repeats.repeats, name="repeats"),
    path("search/", searching.search, name="search"),
]
