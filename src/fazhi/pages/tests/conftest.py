"""Minimal settings where the real ones are not loaded, and templates rendered as a page would render them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    import django

    settings.configure(
        SECRET_KEY="for tests only",
        INSTALLED_APPS=["django.contrib.staticfiles", "django_htmx", "fazhi.pages"],
        ROOT_URLCONF="fazhi.pages.tests.sample_pages",
        STATIC_URL="/static/",
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        LANGUAGE_CODE="zh-hans",
        ALLOWED_HOSTS=["*"],
    )
    django.setup()


@pytest.fixture
def render() -> Iterator[Callable[..., str]]:
    """render(text, url="/", **context): the HTML of template source, with the sample URLs and no hashed statics."""
    from django.test import override_settings

    from fazhi.pages.tests.sample_pages import rendered

    with override_settings(
        ROOT_URLCONF="fazhi.pages.tests.sample_pages",
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    ):
        yield rendered
