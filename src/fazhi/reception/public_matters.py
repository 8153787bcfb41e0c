"""What of this folder the public can read: the centre's own facts, its guides, answers to what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Refused
from fazhi.pages.words import office_today
from fazhi.publishing.matters import PublicMatter
from fazhi.reception.anonymity import doubts, numbers, telling
from fazhi.reception.keeping import KIND
from fazhi.reception.models import Application, ServiceCentre, ServiceGuide, UrgentNotice
from fazhi.reception.promises import LONGEST, rules_of

Values = Mapping[str, Any]
SLUG = re.compile(r"[a-z][a-z0-9-]{1,29}")
LONGEST_QUESTION, LONGEST_NOTICE = 300, 200
NOTICE_DAYS = timedelta(days=30)  # what holds longer is no notice
GUIDE_TEXTS = ("title", "for_whom", "bring", "steps", "basis", "time", "fee")


def _check_centre(row: ServiceCentre, values: Values) -> None:
    if not str(values.get("name", "")).strip():
        raise Refused("请填写名称", "name")
    slug = values.get("slug", "")
    if not SLUG.fullmatch(slug):
        raise Refused("网址里的名字应为2到30个小写字母、数字或“-”，以字母开头，如hezuo", "slug")
    if ServiceCentre.objects.filter(slug=slug).exclude(town=row.town_id).exists():
        raise Refused(f"“{slug}”已经有乡镇在用，请换一个。", "slug")
    for name in ("accept_days", "answer_days", "keep_months"):
        if not 1 <= int(values.get(name) or 0) <= LONGEST:
            raise Refused(f"请填1到{LONGEST}之间的数", name)
    for line in str(values.get("frames", "")).split():
        parts = urlsplit(line)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            raise Refused(f"“{line[:40]}”不是网站地址，应写成 https://网站名，不带后面的路径", "frames")
        if re.search(r"[;,'\"]", line):
            raise Refused(f"“{line[:40]}”里有不能用的符号", "frames")
    outside = str(values.get("address_outside", ""))
    if outside and urlsplit(outside).scheme not in ("http", "https"):
        raise Refused("公众页对外的网址应以 https:// 或 http:// 开头", "address_outside")


def _check_guide(row: ServiceGuide, values: Values) -> None:
    if not str(values.get("title", "")).strip():
        raise Refused("请填写标题", "title")
    if not (values.get("steps", "").strip() or values.get("for_whom", "").strip()):
        raise Refused("给群众看的，要写明怎么办", "steps")


def _guide_doubts(row: ServiceGuide, values: Values) -> list[str]:
    text = "\n".join(str(values.get(name, "")) for name in GUIDE_TEXTS)
    return [*numbers(text), *(f"称呼“{one}”" for one in doubts(text))]


def _check_answer(row: Application, values: Values) -> None:
    if row.status != Application.Status.ANSWERED or row.kind != Application.Kind.QUESTION:
        raise Refused("只有答复过的咨询可以公开。")
    if len(values["public_question"]) > LONGEST_QUESTION:
        raise Refused(f"问题请写在{LONGEST_QUESTION}字以内", "question")
    if found := telling(f"{values['public_question']}\n{values['public_answer']}", row):
        raise Refused(f"里面有能认出人的内容：{'、'.join(found)}。请改掉再送审。", "question")


def _answer_doubts(row: Application, values: Values) -> list[str]:
    return doubts(f"{values['public_question']}\n{values['public_answer']}")


def _check_notice(row: UrgentNotice, values: Values) -> None:
    text, until = str(values.get("text", "")).strip(), values.get("until")
    if not text:
        raise Refused("请写明通知什么", "text")
    if len(text) > LONGEST_NOTICE:
        raise Refused(f"请写在{LONGEST_NOTICE}字以内，现在是{len(text)}字", "text")
    if until is None or not office_today() <= until <= office_today() + NOTICE_DAYS:
        raise Refused(f"请填今天起{NOTICE_DAYS.days}天以内的日子。更久的写进对外的信息或者指南", "until")


def _notice_doubts(row: UrgentNotice, values: Values) -> list[str]:
    return [*numbers(values["text"]), *(f"称呼“{one}”" for one in doubts(values["text"]))]


def _show_notice(row: UrgentNotice, public: bool, today: date) -> None:
    row.is_public = public


def _open(row: ServiceCentre, public: bool, today: date) -> None:
    row.is_open = public


def _show_guide(row: ServiceGuide, public: bool, today: date) -> None:
    row.is_public = public


def _show_answer(row: Application, public: bool, today: date) -> None:
    row.published_on = (row.published_on or today) if public else None


def _public_url(name: str, row: Any, *args: Any) -> str:
    """The path of a public page; a town without a centre has none."""
    slug = ServiceCentre.objects.filter(town=row.town_id, is_open=True).values_list("slug", flat=True).first()
    return reverse(name, args=[slug, *args]) if slug else ""


def _guide_context(row: ServiceGuide, today: date) -> dict[str, Any]:
    centre = ServiceCentre.objects.filter(town=row.town_id).first()
    return {"guide": row, "rules": rules_of(row.rules, today, row.town), "centre": centre}


CENTRE = PublicMatter(
    code="centre", name="对外的信息", kind=KIND, model=ServiceCentre,
    fields=("name", "slug", "address", "phone", "hours", "way", "accept_days", "answer_days", "keep_months", "frames", "address_outside"),
    body="reception/public_centre.html", title=lambda values: values["name"], is_public=lambda row: row.is_open,
    set_public=_open, context=lambda row, today: {"centre": row}, check=_check_centre,
    edit_url=lambda row: reverse("centre_settings"), public_url=lambda row: _public_url("public_centre", row),
)  # fmt: skip
GUIDE = PublicMatter(
    code="guide", name="服务指南", kind=KIND, model=ServiceGuide,
    fields=("kind", "title", "for_whom", "steps", "bring", "rules", "time", "fee", "basis", "phone", "since", "checked"),
    body="reception/public_guide.html", title=lambda values: values["title"], is_public=lambda row: row.is_public,
    set_public=_show_guide, context=_guide_context, check=_check_guide, doubts=_guide_doubts,
    edit_url=lambda row: reverse("centre_guide", args=[row.pk]),
    public_url=lambda row: _public_url("public_guide", row, row.code),
)  # fmt: skip
ANSWER = PublicMatter(
    code="answer", name="常见问题", kind=KIND, model=Application, fields=("public_question", "public_answer"),
    body="reception/public_answer.html", title=lambda values: values["public_question"],
    is_public=lambda row: row.published_on is not None, set_public=_show_answer,
    context=lambda row, today: {"answer": row.public_answer}, check=_check_answer, doubts=_answer_doubts,
    doubts_confirmed=True, follows_draft=False,
    edit_url=lambda row: reverse("reception_application", args=[row.pk]) + "#draft",
    public_url=lambda row: _public_url("public_asked", row),
)  # fmt: skip
NOTICE = PublicMatter(
    code="notice", name="紧急通知", kind=KIND, model=UrgentNotice, fields=("text", "until"),
    body="reception/public_notice.html", title=lambda values: values["text"], is_public=lambda row: row.is_public,
    set_public=_show_notice, context=lambda row, today: {"notice": row}, check=_check_notice, doubts=_notice_doubts,
    edit_url=lambda row: reverse("centre_notice", args=[row.pk]),
    public_url=lambda row: _public_url("public_home", row), titled=False, at_once=True,
)  # fmt: skip


def notices_of(town: Town, today: date) -> Sequence[UrgentNotice]:
    """What stands on every public page today."""
    return list(UrgentNotice.objects.filter(town=town, is_public=True, until__gte=today, voided_at=None))
