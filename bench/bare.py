"""The floor: the same web server and database, a view that does one insert, and one that selects 20 rows by an index and
renders the list's own HTML from ready values. No session, no middleware, no trace.

bare.py PORT
bare.py PORT usual    the same insert behind what `django-admin startproject` sets up, by somebody who is logged in
"""

from __future__ import annotations

import sys
import uuid
from typing import Any

USUAL = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


def application(*, usual: bool) -> Any:
    """A WSGI application under the product's settings, without its middleware; with Django's own if `usual`."""
    import django
    from django.conf import settings

    django.setup()
    settings.MIDDLEWARE = list(USUAL) if usual else []
    if usual:
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
        settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    settings.ROOT_URLCONF = __name__
    make_table()
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def make_table() -> None:
    """One plain table beside the product's own."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_bare (id varchar(36) PRIMARY KEY, village varchar(60), summary text, day date)"
        )


def insert(request: Any) -> Any:
    """One row in a transaction."""
    from django.db import connection, transaction
    from django.http import HttpResponse

    row = [str(uuid.uuid4()), "示例一村", "示例甲和示例乙为水沟吵了两天", "2026-03-05"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (id, village, summary, day) VALUES (%s, %s, %s, %s)", row)
    return HttpResponse("ok")


def enter(request: Any) -> Any:
    """Logs the bench's officer in, and hands out the token that forms are sent with."""
    from django.contrib.auth import login
    from django.http import HttpResponse
    from django.middleware.csrf import get_token

    from fazhi.orgs.models import User

    login(request, User.objects.get(username="bench-office"))
    get_token(request)
    return HttpResponse("in")


def insert_of_somebody(request: Any) -> Any:
    """`insert`, for who is logged in."""
    from django.http import HttpResponseForbidden

    return insert(request) if request.user.is_authenticated else HttpResponseForbidden()


_ready: dict[str, Any] = {}


def select(request: Any) -> Any:
    """20 rows by an index, and the list's page rendered from values that were ready."""
    from django.http import HttpResponse
    from django.template.loader import get_template

    from fazhi.mediation.models import Dispute

    if not _ready:
        _ready.update(_of_the_list())
    rows = Dispute.objects.filter(town_id=_ready["town"]).order_by("-found_on")
    list(rows.values_list("pk", "found_on", "type_word", "summary", "result_word")[:20])
    return HttpResponse(get_template("fazhi/records/list.html").render(_ready["context"], _ready["request"]))


def _of_the_list() -> dict[str, Any]:
    """What the list's template is given, caught once by Django's test client under the product's own middleware."""
    from django.conf import settings
    from django.test import Client, override_settings
    from django.test.utils import setup_test_environment

    from fazhi.orgs.models import User
    from fazhi.site import settings as product

    setup_test_environment()
    user = User.objects.get(username="bench-office")
    middleware = [name for name in product.MIDDLEWARE if "gzip" not in name]
    with override_settings(MIDDLEWARE=middleware, ROOT_URLCONF=product.ROOT_URLCONF):
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        answer = client.get("/records/dispute/")
    request = answer.wsgi_request
    context = {key: value for part in answer.context for key, value in part.flatten().items()}
    assert settings.MIDDLEWARE == []
    return {"town": request.town.pk, "context": context, "request": request}


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        from django.urls import include, path

        return [
            path("bare/insert", insert),
            path("bare/enter", enter),
            path("bare/insert-of-somebody", insert_of_somebody),
            path("bare/select", select),
            path("", include("fazhi.site.urls")),
        ]
    raise AttributeError(name)


if __name__ == "__main__":
    import waitress

    sys.modules["bare"] = sys.modules["__main__"]
    __name__ = "bare"
    usual = sys.argv[2:] == ["usual"]
    waitress.serve(application(usual=usual), host="127.0.0.1", port=int(sys.argv[1]), threads=8, ident=None)
