"""The lists of the window, of what the public sent in, and of the centre as files."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import F

from fazhi.orgs.models import Town
from fazhi.pages.list_files import ListFile, Offered
from fazhi.pages.words import masked_phone, office_today, table_date, table_datetime
from fazhi.reception.applications import IN_TURN
from fazhi.reception.keeping import KIND
from fazhi.reception.models import (
    Application,
    Appointment,
    BudgetItem,
    CentreProject,
    Milestone,
    ProjectPaper,
    Referral,
    Visit,
    Wording,
)


def _plain(name: str, heading: str, width: int = 16, *, shown: bool = True) -> Offered:
    """A column that holds what the row's attribute is."""
    return Offered(name, heading, attrgetter(name), width, shown)


def _word(name: str, heading: str, width: int = 14) -> Offered:
    """A column of choices, in words."""
    return Offered(name, heading, lambda row: getattr(row, f"get_{name}_display")(), width)


def _phone(of: str = "phone") -> Offered:
    return Offered("phone", "联系电话", lambda row: masked_phone(attrgetter(of)(row)))


def todays_visits(town: Town, visits: Iterable[Visit]) -> ListFile:
    """今天来的."""
    columns = (
        Offered("received_on", "日期", attrgetter("reception.received_on"), 12),
        Offered("visitor", "来访人", attrgetter("reception.visitor")), _plain("matter", "事项", 46),
        Offered("category", "类别", attrgetter("reception.category_word")), _word("outcome", "去向"),
        _word("status", "状态", 10), _plain("times", "来了几次", 10),
    )  # fmt: skip
    title = f"{town.name}今天来访（{table_date(office_today())}）"
    return ListFile(f"{town.name}来访{table_date(office_today())}", title, columns, lambda: visits, kind=KIND)


def referrals(town: Town) -> ListFile:
    """转办: what waits for a reply first, then what has one, the newest first."""
    columns = (
        Offered("number", "转办单", attrgetter("number"), 18),
        Offered("matter", "事项", attrgetter("visit.matter"), 46), _word("target", "转到", 12),
        _plain("office", "转给谁", 20), _plain("what", "请办的事", 36, shown=False),
        _plain("sent_on", "转出日期", 12), _plain("reply_by", "请在哪天前回复", 16),
        _plain("replied_on", "回复日期", 12), _plain("reply", "回复", 36),
    )  # fmt: skip
    rows = Referral.objects.filter(town=town, voided_at=None).select_related("visit")
    rows = rows.order_by(F("replied_on").desc(nulls_first=True), "sent_on", "id")
    return ListFile(f"{town.name}转办", f"{town.name}转办", columns, rows.iterator, kind=KIND)


def appointments(town: Town, rows: Iterable[Appointment]) -> ListFile:
    """预约 that stand."""
    columns = (
        _plain("day", "日期", 12), Offered("time", "时间", lambda row: f"{row.time:%H:%M}", 8), _plain("name", "姓名"),
        _phone(), _plain("matter", "事项", 46),
    )  # fmt: skip
    return ListFile(f"{town.name}预约", f"{town.name}预约", columns, lambda: rows, kind=KIND)


def applications(town: Town) -> ListFile:
    """线上申请: what waits first, by the day promised, then what was done, the newest first."""
    columns = (
        _word("status", "状态"), _word("kind", "种类", 12), _plain("matter", "什么事", 46), _plain("name", "称呼"),
        _phone(), _plain("village", "村居"),
        Offered("made_at", "提交时间", lambda row: table_datetime(row.made_at), 18),
        _plain("promised_on", "答应在哪天前回复", 18), _plain("settled_on", "答复或接下的日期", 18),
        _plain("answer", "答复", 36, shown=False),
    )  # fmt: skip
    rows = Application.objects.filter(town=town, voided_at=None)

    def in_order() -> Iterable[Application]:
        waiting = rows.filter(status=Application.Status.WAITING).order_by(*IN_TURN)
        done = rows.exclude(status=Application.Status.WAITING).order_by("-settled_on", "-made_at")
        yield from waiting.iterator()
        yield from done.iterator()

    return ListFile(f"{town.name}线上申请", f"{town.name}线上申请", columns, in_order, kind=KIND)


def published(town: Town, rows: Any) -> ListFile:
    """常见问题 that stand on the public page."""
    columns = (
        _plain("public_question", "问题", 46), _plain("public_answer", "答复", 60),
        _plain("published_on", "公开日期", 12),
    )  # fmt: skip
    return ListFile(f"{town.name}常见问题", f"{town.name}常见问题", columns, rows.iterator, kind=KIND)


def satisfaction(town: Town, year: int, rows: Any) -> ListFile:
    """评价 of a year: of the service, never of a person."""
    columns = (_plain("said_on", "日期", 12), _word("choice", "满意吗", 10), _plain("words", "说的话", 60))
    title = f"{town.name}{year}年的评价"
    return ListFile(title, title, columns, rows.order_by("said_on", "id").iterator, kind=KIND)


def wordings(town: Town, rows: Iterable[Wording]) -> ListFile:
    """常用答复 in use."""
    columns = (_plain("title", "标题", 30), _plain("text", "内容", 60))
    return ListFile(f"{town.name}常用答复", f"{town.name}常用答复", columns, lambda: rows)


def of_project(project: CentreProject) -> list[ListFile]:
    """The three lists of the centre's building: 节点, 预算, 资料."""

    def yuan(name: str, heading: str) -> Offered:
        return Offered(name, f"{heading}（元）", lambda row: Decimal(getattr(row, name)) / 100, 14)

    def rows(model: Any) -> Any:
        return model.objects.filter(project=project, voided_at=None)

    def sums() -> dict[str, Any]:
        items = list(rows(BudgetItem))
        totals = {
            name: Decimal(sum(getattr(one, name) for one in items)) / 100 for name in ("budgeted", "paid")
        }
        return {"name": "合计", **totals}

    steps = (
        _plain("name", "节点", 30),
        _plain("planned_on", "计划日期", 12),
        _plain("done_on", "完成日期", 12),
    )
    items = (_plain("name", "项目", 30), yuan("budgeted", "预算"), yuan("paid", "已付"))
    papers = (
        _word("kind", "种类"), _plain("title", "名称", 36), _plain("on", "日期", 12), _plain("text", "内容", 46),
        _plain("kept_at", "纸质原件放在哪里", 24),
    )  # fmt: skip

    def listed(code: str, what: str, columns: Any, model: Any, foot: Any = None) -> ListFile:
        title = f"{project.name}：{what}"
        return ListFile(title, title, columns, lambda: rows(model), foot, what, code, KIND)

    return [
        listed("steps", "节点", steps, Milestone), listed("items", "预算", items, BudgetItem, sums),
        listed("papers", "资料", papers, ProjectPaper),
    ]  # fmt: skip
