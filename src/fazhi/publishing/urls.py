"""Addresses of what goes out to the public."""

from __future__ import annotations

from django.urls import path

from fazhi.publishing import log_pages, views

urlpatterns = [
    path("releases/", log_pages.releases, name="releases"),
    path("releases/<uuid:release_id>/", views.release, name="release"),
]
