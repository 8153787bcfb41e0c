"""What the phone keeps to open the pages without network: a few empty pages, styles, scripts; nobody's data."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.portal.phone import reporting

ASSETS = (
    "fazhi/tokens.css", "fazhi/base.css", "fazhi/phone/phone.css", "fazhi/phone/outbox.js", "fazhi/phone/phone.js",
    "fazhi/icon.svg",
)  # fmt: skip
SHELLS = {
    "report": "phone/report.html", "mine": "phone/mine.html", "help": "phone/help.html",
    "enter": "phone/enter_shell.html",
}  # fmt: skip
OPENED_BY = {"report": "phone_report", "mine": "phone_mine", "help": "phone_help", "enter": "phone_enter"}


@require_safe
def shell(request: HttpRequest, name: str) -> HttpResponse:
    """A page without a person, which the script fills with what the phone knows."""
    if name not in SHELLS:
        raise Http404
    return HttpResponse(_shell(name))


def _shell(name: str) -> str:
    context: dict[str, Any] = {
        "without_person": True, "shell": {"town": None, "large_type": False}, "values": {"urgency": "later"},
        "tiles": reporting.TILES, "urgencies": reporting.URGENCIES, "errors": {},
    }  # fmt: skip
    # Not rendered for a request: nothing of anybody can come in.
    return render_to_string(SHELLS[name], context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the version of what it keeps; a new version replaces the kept pages whole."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _worker() -> str:
    shells = {reverse(page): reverse("phone_shell", args=[name]) for name, page in OPENED_BY.items()}
    kept = [*shells.values(), *(static(path) for path in ASSETS)]
    digest = hashlib.sha256("".join(map(_shell, SHELLS)).encode())
    for path in (*ASSETS, "fazhi/phone/worker.js"):
        digest.update(_bytes(path))
    head = f"var VERSION={json.dumps(digest.hexdigest()[:16])},KEPT={json.dumps(kept)},SHELLS={json.dumps(shells)};\n"
    return head + _bytes("fazhi/phone/worker.js").decode()


def _bytes(path: str) -> bytes:
    found = finders.find(path)
    assert isinstance(found, str)  # noqa: S101  the packages hold it
    with open(found, "rb") as file:
        return file.read()
