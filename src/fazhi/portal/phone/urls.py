"""Addresses of the phone pages: short, since people read them off paper."""

from __future__ import annotations

from django.urls import path

from fazhi.portal.phone.views import agreement, entering, mediation, offline, report, sending

urlpatterns = [
    path("w/", report.report, name="phone_report"),
    path("w/mine/", report.mine, name="phone_mine"),
    path("w/mine/seen/", report.seen, name="phone_seen"),
    path("w/help/", report.help_page, name="phone_help"),
    path("w/poster/", report.poster, name="report_poster"),
    path("w/send/", sending.send, name="phone_send"),
    path("w/send/<uuid:report_id>/<uuid:photo_id>/", sending.photo, name="phone_photo"),
    path("w/shell/<slug:name>/", offline.shell, name="phone_shell"),
    path("w/worker.js", offline.worker, name="phone_worker"),
    path("w/enter/", entering.enter, name="phone_enter"),
    path("w/enter/password/", entering.by_password, name="phone_password"),
    path("w/enter/pin/", entering.set_own_pin, name="phone_pin"),
    path("people/<uuid:user_id>/pin/", entering.pin_of, name="pin_of"),
    path("w/leave/", entering.leave, name="phone_leave"),
    path("m/", mediation.cases, name="phone_cases"),
    path("m/files/", mediation.files, name="phone_files"),
    path("m/<uuid:case_id>/", mediation.case, name="phone_case"),
    path("m/<uuid:case_id>/attempt/", mediation.attempt, name="phone_attempt"),
    path("m/<uuid:case_id>/escalate/", mediation.escalate, name="phone_escalate"),
    path("m/<uuid:case_id>/agree/", mediation.agree, name="phone_agree"),
    path("m/<uuid:case_id>/agreement/", agreement.write, name="phone_agreement"),
    path("m/<uuid:case_id>/agreement.pdf", agreement.paper, name="phone_agreement_paper"),
    path("m/<uuid:case_id>/signed/", agreement.signed, name="phone_signed"),
    path("m/<uuid:case_id>/perform/", mediation.perform, name="phone_perform"),
    path("m/<uuid:case_id>/party/", mediation.party, name="phone_party"),
    path("m/<uuid:case_id>/same/", mediation.same, name="phone_same"),
    path("m/<uuid:case_id>/call/", mediation.call, name="phone_call"),
]
