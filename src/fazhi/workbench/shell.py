"""What the shell of every page shows: town, person, navigation. The shape is the one shell.html documents."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from fazhi.cases.procedures import live_procedures
from fazhi.cases.todo import numbers
from fazhi.cases.upper import forms_of
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.sections import groups
from fazhi.pages.totals import remembered, working_year
from fazhi.pages.words import office_today
from fazhi.records.models import hidden_batches
from fazhi.workbench.notice_pages import bell

NO_BELL: dict[str, Any] = {"urgent": [], "unseen": ""}
HEARS = ("justice_office", "town_leader")  # who reads 投诉建议
MEDIATORS = ("village_mediator", "town_mediator")
LARGE = "large_type"  # the cookie: the login page knows it too


@cache
def address(name: str, *args: str) -> str:
    """Where a page of the navigation stands. Every page shows some forty of them, and they never change."""
    return reverse(name, args=args)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context `shell`; sparse where nobody is logged in."""
    actor: Actor | None = getattr(request, "actor", None)
    town: Town | None = getattr(request, "town", None)
    large = request.COOKIES.get(LARGE) == "1"
    if actor is None or not actor.key or actor.at_console:
        return {"shell": {"town": None, "towns": [], "sections": [], "notices": [], "large_type": large}}
    told = bell(actor, town) if town and not request.session.get(settings.BY_PIN) else NO_BELL
    return {
        "shell": {
            "town": _town(town) if town else None,
            "towns": [_town(one) for one in actor.towns()],
            "office": "、".join(role.name for role in actor.roles(town)),
            "user_name": actor.name,
            "sections": sections(request, actor, town) if town else [],
            "large_type": request.user.large_type if request.user.is_authenticated else large,
            "notices": told["urgent"],
            "unseen": told["unseen"],
            "notices_url": address("notices"),
            "year": _year(request),
            "whose": request.COOKIES.get(settings.DESK_COOKIE, ""),
        }
    }


def _town(town: Town) -> dict[str, str]:
    # The id, since a town may have no code; switch_town takes both.
    return {"name": town.name, "code": str(town.pk)}


def _year(request: HttpRequest) -> int | None:
    given = request.GET.get("year", "")
    if given.isascii() and given.isdigit() and len(given) == 4:
        return int(given)
    town: Town | None = getattr(request, "town", None)
    return working_year(town) if town else None


def sections(request: HttpRequest, actor: Actor, town: Town) -> list[dict[str, Any]]:
    """The navigation of product design §3.1: what exists and what this person may open."""
    here = request.path
    # On their phones these people open the page itself; from the desk the way is here.
    reports = any(role.code in ("grid_worker", "village_mediator") for role in actor.roles(town))
    waits = waiting_counts(actor, town)
    late = waits.pop("", 0)
    first = [
        {**(_item("我的待办", ("home",), here) or {}), "count": late or None, "hot": bool(late)},
        *([_item("报纠纷", ("phone_report",), here)] if reports else []),
        *([_item("我的卷宗", ("my_files",), here)] if actor.holds(MEDIATORS, town) else []),
    ]
    found = [{"title": "", "items": first}]
    for title, items in groups(lambda code: actor.may_see(code, town)):
        found.append(
            {
                "title": title,
                "items": [
                    item
                    for name, kinds in items
                    for item in (
                        *_before(kinds[0].code, actor, town, here),
                        {
                            **_plain(name, address("record_list", kinds[0].code)),
                            "count": sum(waits.get(kind.code, 0) for kind in kinds) or None,
                            "current": any(
                                here.startswith(address("record_list", kind.code)) for kind in kinds
                            ),
                        },
                        *_after(kinds[0].code, here),
                    )
                ],
            }
        )
    sees_figures, imports = actor.may_see_figures(town), actor.may_import(town)
    found.append(
        {
            "title": "成果",
            "items": [
                *([_item("数字与台账", ("figures",), here)] if sees_figures else []),
                *([_item("年度报告", ("reports",), here)] if sees_figures else []),
                *_upper(actor, town, here),
            ],
        }
    )
    keeps_people = actor.may_keep_people(town)
    found.append(
        {
            "title": "管理",
            "items": [
                *([_item("导入导出", ("ledgers",), here)] if imports else []),
                *([_item("疑似重复", ("repeats",), here)] if imports else []),
                *([_item("文书模板", ("templates",), here)] if actor.may_keep_templates(town) else []),
                *([_item("手机页二维码", ("report_poster",), here)] if imports or keeps_people else []),
                *([_item("法条与期限", ("statutes",), here)] if sees_figures or keeps_people else []),
                *([_item("投诉建议", ("feedback_inbox",), here)] if actor.holds(HEARS, town) else []),
                *([_item("操作记录", ("trace",), here)] if imports or keeps_people else []),
                *([_item("人员与权限", ("people",), here)] if keeps_people else []),
            ],
        }
    )
    for section in found:
        section["items"] = [item for item in section["items"] if item]
    return [section for section in found if section["items"]]


def _upper(actor: Actor, town: Town, here: str) -> list[dict[str, Any]]:
    """对外填报, for those who keep a kind of case that an upper system asks for again."""
    kinds = dict.fromkeys(live.declaration.code for live in live_procedures())
    asked = [kind for kind in kinds if forms_of(kind) and actor.may_keep(kind, town)]
    if not asked:
        return []
    url = address("upper_list", asked[0])
    return [{**_plain("对外填报", url), "current": here.startswith(url)}]


def waiting_counts(actor: Actor, town: Town) -> dict[str, int]:
    """What waits for this person in each kind of record, and under "" what is overdue."""
    today = office_today()

    def count() -> dict[str, int]:
        groups, overdue = numbers(actor, town, today)
        return {**groups, "": overdue}

    return dict(remembered(("waiting", actor.key, today), town, hidden_batches(town.pk), count))


def _before(code: str, actor: Actor, town: Town | None, here: str) -> list[dict[str, Any] | None]:
    """The window stands before its ledger, for those who work at it."""
    if code != "reception" or not actor.may_keep(code, town):
        return []
    item = _item("接待窗口", ("reception_window",), here)
    # Its pages lie beside each other: applications, referrals, appointments.
    return [{**item, "current": here.startswith("/receptions/")}] if item else []


def _after(code: str, here: str) -> list[dict[str, Any] | None]:
    return (
        [_item("服务中心", ("centre",), here), _item("发布日志", ("releases",), here)]
        if code == "reception"
        else []
    )


def _plain(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "count": None, "hot": False}


def _item(name: str, url_names: tuple[str, ...], here: str) -> dict[str, Any] | None:
    """An item of the first of these pages that exists; None when none does."""
    for url_name in url_names:
        try:
            url = address(url_name)
        except NoReverseMatch:
            continue
        return {**_plain(name, url), "current": here == url or (url != "/" and here.startswith(url))}
    return None
