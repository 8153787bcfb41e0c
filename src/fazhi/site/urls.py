"""All addresses: the workbench, the records, the ledgers, the reports, the public."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    # Looked through in this order, so those asked most come first.
    path("", include("fazhi.pages.urls")),
    path("", include("fazhi.workbench.urls")),
    path("", include("fazhi.publishing.urls")),
    path("", include("fazhi.mediation.urls")),
    path("", include("fazhi.ledgers.urls")),
    path("", include("fazhi.reports.urls")),
    path("", include("fazhi.reception.urls")),
    path("", include("fazhi.portal.urls")),
]
# 400, 403, 404 are Django's own handlers with our templates; a fault of the server is numbered.
handler500 = "fazhi.workbench.views.broken"
