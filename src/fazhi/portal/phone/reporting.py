"""A grid worker's report: what was said, checked, and a case opened for it once; 马上 tells those on duty at once.

Only what the next person needs is asked: the village (who mediates), the sort of matter, one sentence, how urgent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from fazhi.cases.actions import open_case
from fazhi.orgs.models import Town, User, Village
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.pages.showing import number_of
from fazhi.pages.words import office_date
from fazhi.portal.phone.models import GridReport
from fazhi.trace.writing import Entry, append

REPORTERS = ("grid_worker", "village_mediator", "town_mediator", "justice_office")
LONGEST = 1000
# A phone's clock may run a little ahead; a report may wait in a phone for a season without network.
AHEAD, OLD = timedelta(minutes=10), timedelta(days=120)


@dataclass(frozen=True)
class Tile:
    """A sort of matter in people's words, and the standard word of the ledger."""

    code: str
    word: str
    type: str


TILES = (
    Tile("neighbour", "邻里", "邻里纠纷"),
    Tile("family", "婚姻家庭", "婚姻家庭纠纷"),
    Tile("house", "宅基地房屋", "房产宅基地纠纷"),
    Tile("land", "土地承包", "山林土地纠纷"),
    Tile("labour", "工资劳动", "其他劳动争议纠纷"),
    Tile("injury", "打架受伤赔偿", "损害赔偿纠纷"),
    Tile("debt", "欠钱合同", "合同纠纷"),
    Tile("other", "其他、说不准", "其他纠纷"),
)
TILE_OF = {tile.code: tile for tile in TILES}
URGENCIES = (("later", "不急", ""), ("soon", "尽快", "闹得厉害"), ("now", "马上", "要动手"))
WAGES = re.compile("工资|欠薪|薪水|工钱")


class Taken(Refused):
    """The id belongs to somebody else's report: the phone makes a new one and sends again."""


class Changed(Refused):
    """The report had arrived before it was changed on the phone; what was changed has not been taken."""


@dataclass(frozen=True)
class Receipt:
    """What became of a report. `again`: it had arrived before; `clock`: the phone's clock cannot be right."""

    report: GridReport
    again: bool = False
    clock: bool = False

    @property
    def message(self) -> str:
        """收到了，编号…，村调解员会联系您。"""
        number = number_of(self.report)
        told = f"收到了{f'，编号{number}' if number else ''}。村调解员会联系您。"
        if self.report.urgency == GridReport.Urgency.NOW:
            told = f"收到了{f'，编号{number}' if number else ''}。已经告诉村调解员和司法所。有人身危险，先打110。"
        if self.clock:
            told += "手机上的日期时间不准，按收到的时间记，请把手机时间调准。"
        return told


def may_report(by: Actor, town: Town) -> bool:
    """Whether the person's post lets them report disputes in that town."""
    return by.holds(REPORTERS, town)


def own_place(by: Actor, town: Town) -> tuple[Village | None, str]:
    """Village and grid of the person's post, filled in before anything is asked."""
    for role in ("grid_worker", "village_mediator"):
        for post in by.posts:
            if post.town_id == town.pk and post.role == role and post.village is not None:
                return post.village, post.grid
    return None, ""


def faults(values: Mapping[str, Any], town: Town) -> dict[str, str]:
    """{field: what to do} of a report that cannot be taken yet."""
    found = {}
    for field in ("tile", "sentence", "urgency", "village", "grid", "place", "phone"):
        if not isinstance(values.get(field, ""), str):
            return {field: "这一件的内容不完整，请点“改一改”重新写一遍"}
    if values.get("tile") not in TILE_OF:
        found["tile"] = "请点一下是什么事，说不准就点“其他、说不准”"
    sentence = str(values.get("sentence") or "").strip()
    if not sentence:
        found["sentence"] = "请说一句谁和谁，怎么了"
    elif len(sentence) > LONGEST:
        found["sentence"] = f"写得太长了，请在{LONGEST}字以内，现在是{len(sentence)}字"
    if _village(values, town) is None:
        found["village"] = "请选是哪个村"
    for field, name, longest in (("grid", "网格", 30), ("place", "位置", 100), ("phone", "电话", 40)):
        if len(str(values.get(field) or "")) > longest:
            found[field] = f"{name}请在{longest}字以内"
    return found


def _village(values: Mapping[str, Any], town: Town) -> Village | None:
    try:
        wanted = UUID(str(values.get("village") or ""))
    except ValueError:
        return None
    return Village.objects.filter(pk=wanted, town=town).first()


def said_when(told: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """The time that counts, and whether the phone's own cannot be right."""
    if told is None:
        return now, False
    wrong = told > now + AHEAD or told < now - OLD
    return (now if wrong else min(told, now)), wrong


def report(
    values: Mapping[str, Any], *, town: Town, by: Actor, command: UUID, said_at: datetime | None = None,
    now: datetime | None = None,
) -> Receipt:  # fmt: skip
    """Take a report: {tile, sentence, urgency, village (id), grid, place, phone}. Once for each `command`.

    `said_at` is what the phone's clock showed; both times are kept. Raises NotAllowed; Refused with `field`; Taken;
    Changed.
    """
    require(may_report(by, town), "您的岗位不报纠纷。请找司法所，或用网格员的用户登录。")
    now = now or datetime.now(UTC)
    if (old := _standing(command)) is not None:
        return _again(old, values, town, by)
    if found := faults(values, town):
        field, text = next(iter(found.items()))
        raise Refused(text, field)
    try:
        with transaction.atomic():
            new = _take(values, town, by, command, said_at, now)
    except IntegrityError:
        # The same report came twice at the same moment; the other one was first.
        if (old := _standing(command)) is None:
            raise
        return _again(old, values, town, by)
    return new


def _take(
    values: Mapping[str, Any], town: Town, by: Actor, command: UUID, told: datetime | None, now: datetime
) -> Receipt:
    village = _village(values, town)
    assert village is not None  # noqa: S101  faults() has looked
    said_at, wrong = said_when(told, now)
    sentence = str(values["sentence"]).strip()
    urgency = values.get("urgency")
    new = GridReport(
        id=command,
        town=town,
        reporter=User.objects.get(pk=by.key),
        village=village,
        grid=str(values.get("grid") or "").strip(),
        tile=values["tile"],
        sentence=sentence,
        urgency=urgency if urgency in GridReport.Urgency.values else GridReport.Urgency.LATER,
        place=str(values.get("place") or "").strip(),
        phone=str(values.get("phone") or "").strip(),
        said_at=said_at,
        phone_clock=told,
        arrived_at=now,
    )
    new.case_id = _open(new, town, by)
    new.save(force_insert=True)
    append([
        Entry(
            chain=f"{town.pk}:grid_report", verb="reported", kind="gridreport", subject=command, actor=by.key,
            town=town.pk, change={"after": {"case": new.case_id, "said_at": said_at, "phone_clock": told, "urgency": new.urgency}},
        )
    ])  # fmt: skip
    return Receipt(new, clock=wrong)


def _open(new: GridReport, town: Town, by: Actor) -> UUID:
    """The case of the report: a grid worker's waits for the village, a mediator's own is in the village's hands."""
    facts = {
        "on": office_date(new.said_at),
        "village": new.village.name,
        "grid": new.grid,
        "type": type_of(new.tile, new.sentence),
        "summary": new.sentence,
        "urgency": new.get_urgency_display(),
        "phone": new.phone,
        "place": new.place,
    }
    step = "found" if by.holds(("grid_worker",), town) else "initiated"
    return open_case("dispute", step, facts, town=town, by=by, at=new.said_at).case_id


def type_of(tile: str, sentence: str) -> str:
    """The standard word of the ledger for a tile; wages owed to labourers are a type of their own."""
    if tile == "labour" and WAGES.search(sentence):
        return "拖欠农民工工资纠纷"
    return TILE_OF[tile].type


def _standing(command: UUID) -> GridReport | None:
    return GridReport.objects.select_related("case").filter(pk=command).first()


def _again(old: GridReport, values: Mapping[str, Any], town: Town, by: Actor) -> Receipt:
    if old.town_id != town.pk or str(old.reporter_id) != by.key:
        raise Taken("这份编号已有人用，请再发一次。")
    if str(values.get("sentence") or "").strip() != old.sentence:
        raise Changed("改之前的那份已经收到，改的还没算。要补充，请当新的再报，或等调解员打电话时说。")
    return Receipt(old, again=True)
