"""Addresses of what only disputes have."""

from __future__ import annotations

from django.urls import path

from fazhi.mediation import views

urlpatterns = [
    path("my-files/", views.my_files, name="my_files"),
    path("my-files/claim", views.claim_form, name="claim_form"),
]
