"""The list page of a kind of record, as the server makes it."""

from __future__ import annotations

from typing import Any

from measuring import Line, as_list, call, median, repeated, spent, timed
from towns import Towns

SECONDS = 0.1
FLOOR = "one indexed SELECT of 20 rows, and the same HTML rendered from ready values"
ASKED = 9


def lines(towns: Towns) -> list[Line]:
    """The pages over the whole town; the first page also over less."""
    found = []
    for rows in (towns.sizes[0], towns.sizes[-2], towns.sizes[-1]):
        whole = rows == towns.sizes[-1]
        for told in call("lists", "measure", towns.disputes(rows), whole=whole):
            for when in ("again", "after a change"):
                measured = spent(told[when])
                found.append(
                    Line(
                        "list", f"{rows:,} records, {told['page']}, {when}", measured, FLOOR, spent(told["floor"]),
                        f"≤ {SECONDS * 1000:.0f} ms" if whole else "", measured.wall <= SECONDS if whole else None,
                        note=f"{told['statements ' + when]} statements",
                    )
                )  # fmt: skip
    return found


# ── In a child ──────────────────────────────────────────────────────────────────────────────────────────────────


def measure(whole: bool) -> list[dict[str, Any]]:
    """Each page through all of the middleware, by Django's test client: no network, no gzip.

    "after a change": somebody has just changed a record of the town, so nothing that is remembered holds.
    """
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    from fazhi.orgs.actions import create_user, give_post
    from fazhi.orgs.models import Town, User, Village
    from fazhi.orgs.permissions import CONSOLE
    from ledger import TOWN

    setup_test_environment()  # the client then hands over what a template was given
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "gzip" not in name]
    town = Town.objects.get(name=TOWN)
    user = User.objects.filter(username="bench-list").first()
    if user is None:
        user = create_user("bench-list", "示例人员", "bench-list-示例", by=CONSOLE, town=town)
        give_post(user, town, "justice_office", by=CONSOLE)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    village = Village.objects.filter(town=town).order_by("name")[0]
    pages = {"first page": {}}
    if whole:
        pages |= {
            "page 500": {"page": 500},
            "last page": {"page": "last"},
            "village and type": {"village": village.pk, "type": "2"},
            "text search, many found": {"q": "院墙滴水"},
            "text search, a name": {"q": "示例甲东"},
            "text search, none found": {"q": "没有这样的字"},
        }
    return [_page(client, name, query, town) for name, query in pages.items()]


def _page(client: Any, name: str, query: dict[str, Any], town: Any) -> dict[str, Any]:
    from django.db import connection
    from django.shortcuts import render
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from fazhi.mediation.models import Dispute
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.trace.writing import Entry, said

    def ask() -> Any:
        answer = client.get("/records/dispute/", query)
        assert answer.status_code == 200, f"{name}: {answer.status_code}"
        return answer

    def change() -> None:
        said(
            Entry(
                chain=f"{town.pk}:bench",
                verb="exported",
                kind="export",
                subject=town.pk,
                actor=CONSOLE.key,
                town=town.pk,
            )
        )

    def after_a_change() -> list[float]:
        found: list[Any] = []
        for _ in range(ASKED):
            change()
            with timed(found):
                ask()
        return as_list(median(found))

    ask()
    change()
    with CaptureQueriesContext(connection) as log:
        ask()
    anew = len(log)  # at once: the next request empties the log
    with CaptureQueriesContext(connection) as log:
        answer = ask()
    asked = len(log)
    context = (
        {key: value for part in answer.context for key, value in part.flatten().items()}
        if answer.context
        else {}
    )
    request = RequestFactory(headers={"host": "localhost"}).get("/records/dispute/", query)
    request.actor, request.town, request.user = CONSOLE, town, answer.wsgi_request.user
    request.session = answer.wsgi_request.session

    def bare() -> None:
        rows = Dispute.objects.filter(town_id=town.pk).order_by("-found_on")
        assert len(list(rows.values_list("pk", "found_on", "type_word", "summary", "result_word")[:20])) == 20
        render(request, "fazhi/records/list.html", context)

    return {
        "page": name,
        "again": as_list(median(repeated(ask, ASKED))),
        "after a change": after_a_change(),
        "floor": as_list(median(repeated(bare, ASKED))),
        "statements again": asked,
        "statements after a change": anew,
    }
