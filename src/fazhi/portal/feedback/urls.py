"""Addresses of 投诉建议; the one within a county portal's frame stands among the public pages."""

from __future__ import annotations

from django.urls import path

from fazhi.portal.feedback import inbox, views

urlpatterns = [
    path("feedback/", views.feedback, name="feedback"),
    path("feedback/q/", views.query, name="feedback_query"),
    path("feedback/q/<str:code>/", views.by_code, name="feedback_code"),
    path("feedback/inbox/", inbox.inbox, name="feedback_inbox"),
    path("feedback/inbox/<uuid:feedback_id>/", inbox.item, name="feedback_item"),
    path("feedback/inbox/<uuid:feedback_id>/contact/", inbox.contact, name="feedback_contact"),
]
