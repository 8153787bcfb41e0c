"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from fazhi.workbench import home, login, people, templates_page, trace_page, views

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
    path("trace/", trace_page.trace, name="trace"),
    path("health/", views.health, name="health"),
]
