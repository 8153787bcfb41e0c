"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from fazhi.workbench import (
    clock_page,
    holiday_pages,
    home,
    login,
    notice_pages,
    people,
    reminder_page,
    statute_pages,
    templates_page,
    trace_page,
    views,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("register/", views.register, name="register"),
    path("login/", login.LoginView.as_view(), name="login"),
    path("logout/", login.logout_view, name="logout"),
    path("password/", login.password_change, name="password_change"),
    path("switch-town/", views.switch_town, name="switch_town"),
    path("large-type/", views.large_type, name="large_type"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/known/", people.person_known, name="person_known"),
    path("people/<uuid:user_id>/", people.person_page, name="person_page"),
    path("templates/", templates_page.templates, name="templates"),
    path("templates/<str:code>/", templates_page.template_page, name="template_page"),
    path("statutes/", statute_pages.statutes, name="statutes"),
    path("statutes/<slug:code>/", statute_pages.statute, name="statute"),
    path("holidays/", holiday_pages.holidays, name="holidays"),
    path("holidays/new/", holiday_pages.holiday_new, name="holiday_new"),
    path("clocks/<uuid:clock_id>/", clock_page.clock_page, name="clock_page"),
    path("reminders/", reminder_page.reminder_settings, name="reminder_settings"),
    path("notices/", notice_pages.notices, name="notices"),
    path("notices/<uuid:notice_id>/", notice_pages.notice_open, name="notice_open"),
    path("trace/", trace_page.trace, name="trace"),
    path("health/", views.health, name="health"),
]
