"""Addresses of the public pages: /p/<name of the centre, or nine digits of the town>/…"""

from __future__ import annotations

from django.urls import path

from fazhi.portal.feedback.views import public_feedback
from fazhi.portal.public import flow, views

urlpatterns = [
    path("<slug:slug>/", views.home, name="public_home"),
    path("<slug:slug>/do/<slug:code>/", flow.flow, name="public_flow"),
    path("<slug:slug>/progress/", views.progress, name="public_progress"),
    path("<slug:slug>/q/<str:code>/", views.by_code, name="public_code"),
    path("<slug:slug>/q/<str:code>/answer/", views.answer, name="public_answer"),
    path("<slug:slug>/q/<str:code>/rate/", views.satisfaction, name="public_rate"),
    path("<slug:slug>/feedback/", public_feedback, name="public_feedback"),
    path("<slug:slug>/centre/", views.centre_page, name="public_centre"),
    path("<slug:slug>/guides/<slug:code>/", views.guide, name="public_guide"),
    path("<slug:slug>/asked/", views.asked, name="public_asked"),
]
