"""The ledger of activities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.outreach.models import Activity, ActivityPlace
from fazhi.outreach.places import place_kind_of, village_of
from fazhi.outreach.words import AUDIENCE_SOURCES, FORMS, PLACE_KINDS
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values, plain_back, plain_values

LAYOUT = LedgerLayout(
    kind="activity",
    name="普法活动",
    sheet="普法活动",
    title_words=("普法活动", "普法宣传", "法治宣传", "宣传活动", "普法台账", "法宣活动"),
    key=("held_on", "places", "topic"),
    date_field="held_on",
    columns=(
        Column(
            "held_on", "日期", Shape.DATE, required=True,
            known_as=("活动日期", "活动时间", "开展日期", "开展时间", "时间", "宣传日期", "宣传时间", "举办日期", "举办时间", "普法日期",
                      "普法时间"),
        ),
        Column(
            "place_kind", "场所类型", Shape.CHOICE, choices=PLACE_KINDS,
            known_as=("场所类别", "地点类型", "地点类别", "活动类型", "活动类别", "场所", "类型", "类别", "宣传场所", "进入场所",
                      "法律六进", "六进类型"),
            help="不填时按地点名称判断；一看就知道是学校、村居还是企业的不用填。",
        ),
        Column(
            "places", "地点", Shape.PLACES, required=True,
            known_as=("活动地点", "宣传地点", "开展地点", "普法地点", "活动场所", "地点名称", "场所名称", "单位名称", "活动单位",
                      "进入单位", "覆盖村居", "覆盖地点", "学校、村居、企业名称"),
            help="一场活动到了几个村的，写在一起，用顿号隔开：人数只算一次。",
        ),
        Column(
            "form", "形式", Shape.CHOICE, choices=FORMS,
            known_as=("活动形式", "宣传形式", "开展形式", "普法形式", "方式", "宣传方式", "活动方式", "普法方式"),
        ),
        Column(
            "topic", "主题", Shape.LONG_TEXT,
            known_as=("活动主题", "宣传主题", "宣传内容", "活动内容", "内容", "普法内容", "普法主题", "活动名称", "主要内容", "法律主题"),
        ),
        Column(
            "audience", "人数", Shape.COUNT, unit="人",
            known_as=("参与人数", "受众人数", "受教育人数", "参加人数", "受众", "受众人次", "参加人次", "参与人次", "活动人数", "覆盖人数",
                      "受益人数", "受教育人次", "宣传人数", "现场人数", "受众群众"),
        ),
        Column(
            "audience_source", "人数来源", Shape.CHOICE, choices=AUDIENCE_SOURCES, in_list=False,
            known_as=("人数依据", "统计方式", "人数统计方式", "计数方式", "人数来历"),
        ),
        Column(
            "materials", "发放资料（份）", Shape.COUNT, unit="份",
            known_as=("发放资料", "资料发放数", "发放宣传资料", "发放资料数", "发放资料份数", "宣传资料", "发放材料", "发放宣传材料",
                      "发放宣传资料份数", "资料份数", "发放份数", "资料数量", "发放数量", "发放材料（份）", "发放宣传资料（份）",
                      "宣传资料发放", "宣传资料（份）"),
        ),
    ),
)  # fmt: skip

# The columns that are plain fields; the places stand in a table of their own.
_PLAIN = tuple(column for column in LAYOUT.columns if column.field != "places")


def place_kind(values: Values) -> str | None:
    """The code of the kind of place: as told, else as the names say; None leaves a question."""
    if told := values.get("place_kind"):
        return PLACE_KINDS.code_of(told)
    return place_kind_of(values.get("places") or ())


def rows(values: Values, making: Making) -> Rows:
    """An activity with one row per place; the places of a village activity belong to villages."""
    kind = place_kind(values) or "other"
    root = making.root(**plain_values(Activity, _PLAIN, values, making))
    root["place_kind"] = kind

    def village(place: str) -> Any:
        return making.village(village_of(place, making.villages)) if kind == "village" else None

    return {
        Activity: [root],
        ActivityPlace: [
            making.part(ActivityPlace, at, place=at, name=name, village_id=village(name))
            for at, name in enumerate(values["places"])
        ],
    }


_plain_back = plain_back(_PLAIN)


def values(record: Any) -> dict[str, Any]:
    """An activity in the language of its ledger."""
    return {**_plain_back(record), "places": [place.name for place in record.places.all()]}


def asks(values: Values) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Where neither the ledger nor the names of the places say what kind of place it was."""
    places = values.get("places")
    if not places or values.get("place_kind") or place_kind(values):
        return None
    return "place_kind", "、".join(places), [(choice.code, choice.word) for choice in PLACE_KINDS.values]


def doubts(record: Any) -> Iterable[Doubt]:
    """Places of a village activity that name no village."""
    if record.place_kind == "village" and (
        vague := [place.name for place in record.places.all() if place.village_id is None]
    ):
        yield Doubt(f"“{'、'.join(vague)}”看不出是哪个村，没有计入进了几个村", "places")


def title(record: Any) -> str:
    """示例一村、示例二村 发放宣传材料."""
    names = [place.name for place in record.places.all()]
    where = "、".join(names[:2]) + ("等" if len(names) > 2 else "")
    return f"{where} {record.form_word or record.topic}".strip()


ACTIVITY = RecordKind(
    layout=LAYOUT,
    model=Activity,
    section="outreach",
    rows=rows,
    values=values,
    title=title,
    parts=(ActivityPlace,),
    fetched=("places",),
    doubts=doubts,
    asks=asks,
    search=("places", "form", "topic"),
)
