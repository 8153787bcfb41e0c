"""Addresses of the pages for people outside the office, and of the phone page."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("p/", include("fazhi.portal.public.urls")),
    path("", include("fazhi.portal.feedback.urls")),
    path("", include("fazhi.portal.phone.urls")),
]
