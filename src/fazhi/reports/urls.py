"""The addresses of figures and of the report."""

from __future__ import annotations

from django.urls import path

from fazhi.reports.views import export, figures, handing_in, phrases, report, writing

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:code>/", figures.figure_page, name="figure_page"),
    path("figures/<slug:code>/export/", export.figure_export, name="figure_export"),
    path("report/", report.reports, name="reports"),
    path("report/phrases/", phrases.phrases, name="report_phrases"),
    path("report/phrases/<uuid:phrase_id>/stop", phrases.phrase_stop, name="report_phrase_stop"),
    path("report/<int:year>/", report.report, name="report"),
    path("report/<int:year>/begin/", writing.begin, name="report_begin"),
    path("report/<int:year>/edit/", writing.edit, name="report_edit"),
    path("report/<int:year>/autosave/", writing.autosave, name="report_autosave"),
    path("report/<int:year>/step/<slug:step>/", handing_in.step, name="report_step"),
    path("report/<int:year>/differences/", handing_in.differences, name="report_differences"),
    path("report/<int:year>/compare/", handing_in.compare, name="report_compare"),
    path("report/<int:year>/docx/", handing_in.as_docx, name="report_docx"),
    path("report/<int:year>/pdf/", handing_in.as_pdf, name="report_pdf"),
]
