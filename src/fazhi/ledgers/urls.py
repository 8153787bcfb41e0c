"""Addresses of the ledger pages."""

from django.urls import path

from fazhi.ledgers.views import batches, one_rule, rows, uploads

urlpatterns = [
    path("ledgers/", uploads.ledgers, name="ledgers"),
    path("ledgers/uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("ledgers/uploads/<uuid:pk>/progress/", uploads.progress, name="upload_progress"),
    path("ledgers/uploads/<uuid:pk>/answers/", uploads.answers, name="upload_answers"),
    path("ledgers/uploads/<uuid:pk>/import/", uploads.go, name="upload_import"),
    path("ledgers/uploads/<uuid:pk>/again/", uploads.again, name="upload_again"),
    path("ledgers/uploads/<uuid:pk>/cancel/", uploads.cancel, name="upload_cancel"),
    path("ledgers/batches/<uuid:pk>/", batches.batch, name="batch"),
    path("ledgers/batches/<uuid:pk>/undo/", batches.batch_undo, name="batch_undo"),
    path("ledgers/batches/<uuid:pk>/files/<uuid:file_id>/", batches.batch_file, name="batch_file"),
    path("ledgers/problems/one-rule/", one_rule.one_rule, name="one_rule"),
    path("ledgers/problems/", rows.problems, name="problems"),
    path("ledgers/problems/<uuid:pk>/", rows.problem, name="problem"),
    path("ledgers/problems/<uuid:pk>/aside/", rows.set_aside, name="problem_set_aside"),
    path("ledgers/merged/", rows.merged, name="merged"),
]
