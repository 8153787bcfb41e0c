"""The figures of activities."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from fazhi.outreach.models import Activity, ActivityPlace
from fazhi.records.figures import Figure, LeftOut, Query, Rate
from fazhi.records.villages import standing_villages


def activities(*conditions: Q, **equal: Any) -> Query:
    """The year's activities that meet the conditions."""
    return lambda scope: scope.of_year(Activity, "held_on", *conditions, **equal)


def places(kind: str, *conditions: Q) -> Query:
    """The places of the year's activities of that kind of place."""
    return lambda scope: scope.parts(ActivityPlace, "held_on", *conditions, record__place_kind=kind)


COUNTED = Q(audience__isnull=False)
NOT_COUNTED = Q(audience=None)


def uncounted(*conditions: Q, **equal: Any) -> LeftOut:
    return LeftOut("没有填人数的活动", activities(NOT_COUNTED, *conditions, **equal))


ACTIVITY: dict[str, Any] = {
    "kind": "activity", "section": "outreach", "month": "held_on", "type": "form_word", "period": "活动日期",
}  # fmt: skip
PLACE: dict[str, Any] = {
    "kind": "activity", "section": "outreach", "month": "record__held_on", "type": "record__form_word",
    "period": "活动日期", "measure": "different",
}  # fmt: skip
# An activity in three villages stands in the breakdown three times.
BY_VILLAGE: dict[str, Any] = {"village": "places__village__name", "breakdown_exceeds": True}

FIGURES = (
    Figure(
        code="schools_reached", name="进入学校", unit="所", family="I4a",
        rule="本年场所类型为学校的活动，按地点名称去重，同一所学校去几次都算一所；一校多个校区按台账写的名称算。",
        records=places("school"), of="name", **PLACE,
    ),
    Figure(
        code="school_events", name="进学校普法", unit="次", family="I4b", approximate=True,
        rule="活动日期在本年、场所类型为学校的活动，一场算一次，一场到几所学校也算一次。",
        records=activities(place_kind="school"), **ACTIVITY,
    ),
    Figure(
        code="school_audience", name="进学校普法受众", unit="人次", family="I4c", approximate=True,
        rule="本年进学校各场活动的人数相加，签到的、估计的都算；没有填人数的不计。",
        records=activities(COUNTED, place_kind="school"), measure="sum", of="audience",
        left_out=(uncounted(place_kind="school"),), **ACTIVITY,
    ),
    Figure(
        code="villages_reached", name="走进村居", unit="个", family="I5a",
        rule="本年场所类型为村居的活动所到的不同村居，同一个村去几次都算一个。",
        records=places("village", Q(village__isnull=False)), of="village_id", village="village__name",
        left_out=(LeftOut("看不出是哪个村的地点", places("village", Q(village=None))),), **PLACE,
    ),
    Figure(
        code="village_events", name="进村居普法", unit="次", family="I5b", approximate=True,
        rule="活动日期在本年、场所类型为村居的活动，一场算一次，一场到几个村也算一次。按村分的数相加会多于总数。",
        records=activities(place_kind="village"), **BY_VILLAGE, **ACTIVITY,
    ),
    Figure(
        code="village_audience", name="进村居普法受众", unit="人次", family="I5c", approximate=True,
        rule="本年进村居各场活动的人数相加，一场到几个村，人数只算一次；没有填人数的不计。按村分的数相加会多于总数。",
        records=activities(COUNTED, place_kind="village"), measure="sum", of="audience",
        left_out=(uncounted(place_kind="village"),), **BY_VILLAGE, **ACTIVITY,
    ),
    Figure(
        code="enterprises_reached", name="走进企业", unit="家", family="I6",
        rule="本年场所类型为企业的活动，按地点名称去重，同一家企业去几次都算一家。",
        records=places("enterprise"), of="name", **PLACE,
    ),
    Figure(
        code="enterprise_events", name="进企业普法", unit="次", family="I6",
        rule="活动日期在本年、场所类型为企业的活动，一场算一次，一场到几家企业也算一次。",
        records=activities(place_kind="enterprise"), **ACTIVITY,
    ),
    Figure(
        code="enterprise_audience", name="进企业普法受众", unit="人次",
        rule="本年进企业各场活动的人数相加，签到的、估计的都算；没有填人数的不计。",
        records=activities(COUNTED, place_kind="enterprise"), measure="sum", of="audience",
        left_out=(uncounted(place_kind="enterprise"),), **ACTIVITY,
    ),
    Figure(
        code="other_place_events", name="其他场所普法", unit="次",
        rule="活动日期在本年、场所类型为其他（机关、广场、集市等）的活动，一场算一次。",
        records=activities(place_kind="other"), **ACTIVITY,
    ),
    Figure(
        code="outreach_events", name="普法活动", unit="场次", family="I1",
        rule="活动日期在本年的普法活动，不论场所，一场算一次；线上视频另计。",
        records=activities(), **ACTIVITY,
    ),
    Figure(
        code="outreach_audience", name="普法活动受众", unit="人次", family="I2",
        rule="本年各场普法活动的人数相加，一场只算一次；没有填人数的不计，线上播放量不算。",
        records=activities(COUNTED), measure="sum", of="audience", left_out=(uncounted(),), **ACTIVITY,
    ),
    Figure(
        code="outreach_audience_signed", name="签到或点数的普法受众", unit="人次",
        rule="本年普法活动中，人数来源为签到（含现场清点、按班级人数）的各场人数相加。",
        records=activities(COUNTED, audience_source="sign_in"), measure="sum", of="audience",
        left_out=(
            LeftOut("人数来源为估计的活动", activities(COUNTED, audience_source="estimate")),
            LeftOut("没有写人数来源的活动", activities(COUNTED, audience_source="")),
        ),
        **ACTIVITY,
    ),
    Figure(
        code="outreach_audience_estimated", name="估计的普法受众", unit="人次",
        rule="本年普法活动中，人数来源为估计的各场人数相加；写进报告时应当说明是估计数。",
        records=activities(COUNTED, audience_source="estimate"), measure="sum", of="audience",
        left_out=(LeftOut("没有写人数来源的活动", activities(COUNTED, audience_source="")),), **ACTIVITY,
    ),
    Figure(
        code="materials_handed_out", name="发放普法资料", unit="份", family="I3",
        rule="本年各场普法活动发放的资料份数相加；没有填的不计。",
        records=activities(Q(materials__gt=0)), measure="sum", of="materials", **ACTIVITY,
    ),
    Figure(
        code="leaflet_events", name="以发放宣传材料为形式的活动", unit="次",
        rule="本年普法活动中，形式为发放（散发）宣传材料的，一场算一次；用别的形式、顺带发材料的不算。",
        records=activities(form="leaflets"), **ACTIVITY,
    ),
    Figure(
        code="activity_forms", name="普法活动形式", unit="种",
        rule="本年普法活动的形式按台账写法去重，同一写法算一种；没有填形式的不算。",
        records=activities(~Q(form_word="")), measure="different", of="form_word", **ACTIVITY,
    ),
    Figure(
        code="constitution_activities", name="宪法主题普法活动", unit="次",
        rule="本年普法活动中，主题写有“宪法”的，一场算一次。",
        records=activities(topic__contains="宪法"), **ACTIVITY,
    ),
    Figure(
        code="constitution_week_events", name="宪法宣传周活动", unit="次",
        rule="本年12月1日至7日（国家宪法日所在的宣传周）举办的普法活动，不论主题，一场算一次。",
        records=lambda s: activities(held_on__range=(date(s.year, 12, 1), date(s.year, 12, 7)))(s), **ACTIVITY,
    ),
    Figure(
        code="town_villages", name="全镇村居", unit="个", kind="activity", section="outreach",
        rule="本镇名下登记的村居，一个算一个，与年度无关；各类台账里出现过的村居都登记在内，只在撤销了的导入里出现过的不算。",
        records=lambda s: standing_villages(s.town_id, s.hidden), period="现有", village="name",
    ),
    Rate(
        code="village_coverage_rate", name="普法村居覆盖率", section="outreach",
        rule="本年普法走进的不同村居占全镇村居的比例，按两个准数算出。",
        numerator="villages_reached", denominator="town_villages",
    ),
    Rate(
        code="leaflet_rate", name="发放宣传材料占比", section="outreach",
        rule="以发放宣传材料为形式的活动占全部普法活动的比例，按场次算；比例高说明形式单一。",
        numerator="leaflet_events", denominator="outreach_events",
    ),
    Rate(
        code="signed_audience_rate", name="签到或点数的受众占比", section="outreach",
        rule="签到或点数的普法受众占全部普法受众的比例；没有写人数来源的算在分母里。",
        numerator="outreach_audience_signed", denominator="outreach_audience",
    ),
)  # fmt: skip
