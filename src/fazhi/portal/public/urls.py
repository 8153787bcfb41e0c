"""Addresses of the public pages: /p/<slug or nine digits of the town>/…"""

from __future__ import annotations

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
