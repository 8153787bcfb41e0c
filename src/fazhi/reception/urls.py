"""Addresses of the window, of what the public sent in, and of the centre."""

from __future__ import annotations

from django.urls import path

from fazhi.reception.views import (
    applications,
    centre,
    notices,
    project,
    project_files,
    visits,
    window,
    wordings,
)

urlpatterns = [
    path("receptions/window/", window.window, name="reception_window"),
    path("receptions/window/known/", window.known, name="reception_known"),
    path("receptions/visits/<uuid:visit_id>/", visits.visit_page, name="reception_visit"),
    path("receptions/visits/<uuid:visit_id>/slip/", visits.slip, name="reception_slip"),
    path("receptions/visits/<uuid:visit_id>/act/<slug:act>/", visits.visit_act, name="reception_visit_act"),
    path("receptions/referrals/", visits.referrals, name="reception_referrals"),
    path("receptions/referrals/<uuid:referral_id>/", visits.referral, name="reception_referral"),
    path("receptions/appointments/", visits.appointments, name="reception_appointments"),
    path("receptions/applications/", applications.applications, name="reception_applications"),
    path("receptions/applications/answer/", wordings.answer_all, name="reception_answer_all"),
    path("receptions/wordings/", wordings.wordings, name="reception_wordings"),
    path("receptions/wordings/new/", wordings.wording_edit, name="reception_wording_new"),
    path("receptions/wordings/<uuid:wording_id>/", wordings.wording_edit, name="reception_wording"),
    path("receptions/wordings/<uuid:wording_id>/drop/", wordings.wording_drop, name="reception_wording_drop"),
    path("receptions/applications/erase/", applications.erase_due, name="reception_erase"),
    path(
        "receptions/applications/<uuid:application_id>/",
        applications.application,
        name="reception_application",
    ),
    path("receptions/applications/<uuid:application_id>/phone/", applications.phone, name="reception_phone"),
    path("receptions/published/", applications.published, name="reception_published"),
    path("receptions/satisfaction/", applications.satisfaction, name="reception_satisfaction"),
    path("centre/", centre.home, name="centre"),
    path("centre/settings/", centre.settings, name="centre_settings"),
    path("centre/guides/shipped/", centre.shipped, name="centre_shipped"),
    path("centre/guides/new/", centre.guide_edit, name="centre_guide_new"),
    path("centre/guides/<uuid:guide_id>/", centre.guide_edit, name="centre_guide"),
    path("centre/guides/<uuid:guide_id>/poster/", centre.poster, name="centre_poster"),
    path("centre/notices/new/", notices.notice_edit, name="centre_notice_new"),
    path("centre/notices/<uuid:notice_id>/", notices.notice_edit, name="centre_notice"),
    path("centre/project/", project.project_page, name="centre_project"),
    path("centre/project/papers/<uuid:paper_id>/files/", project_files.attach, name="centre_file_attach"),
    path("centre/project/files/<uuid:file_id>/", project_files.open_file, name="centre_file"),
    path(
        "centre/project/files/<uuid:file_id>/thumbnail/",
        project_files.file_thumbnail,
        name="centre_file_thumbnail",
    ),
    path("centre/project/files/<uuid:file_id>/take-out/", project_files.take_out, name="centre_file_out"),
    path("centre/project/<slug:piece>/new/", project.piece_edit, name="centre_piece_new"),
    path("centre/project/<slug:piece>/<uuid:row_id>/", project.piece_edit, name="centre_piece"),
]
