"""Activities go in and come back as told, and count as their cards say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count, Sum

from fazhi.orgs.models import Town, Village
from fazhi.orgs.permissions import CONSOLE
from fazhi.outreach.ledger import ACTIVITY
from fazhi.outreach.models import Activity, ActivityPlace
from fazhi.outreach.words import AUDIENCE_SOURCES, FORMS, PLACE_KINDS
from fazhi.records.actions import Refused, add, correct, current_values, void
from fazhi.records.figures import BOOK, Figure, Rate, Scope
from fazhi.records.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town.objects.create(name="示例镇")


def counted(code, town, year=2023):
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


def both_counts(code, town):
    rate = BOOK[code]
    assert isinstance(rate, Rate)
    return counted(rate.numerator, town), counted(rate.denominator, town)


def left_out(code, town, year=2023):
    return {reason: n for reason, n, _ in BOOK[code].omitted(Scope(town.pk, year))}


def activity(town, kind, places, day=date(2023, 5, 4), **more):
    told = {"held_on": day, "place_kind": kind, "places": places, **more}
    return add(ACTIVITY, told, town=town, by=CONSOLE)


def test_an_event_over_several_villages_is_one_event_and_its_audience_counts_once(town):
    activity(town, "村居", ["示例二村", "示例十五村"], audience=277)
    activity(town, "进村居", ["示例二村"], audience=100)
    activity(town, "村居", ["示例三村"], date(2022, 12, 31), audience=5)
    activity(town, "村居", ["示例四村"], date(2024, 1, 1), audience=5)
    activity(town, "学校", ["示例小学"], audience=50)
    assert counted("village_events", town) == 2
    assert counted("villages_reached", town) == 2
    assert counted("village_audience", town) == 377


def test_the_breakdown_by_village_may_exceed_the_total_and_says_so(town):
    activity(town, "村居", ["示例二村", "示例十五村"], audience=277)
    activity(town, "村居", ["示例二村"], audience=100)
    events, audience = BOOK["village_events"], BOOK["village_audience"]
    assert events.breakdown_exceeds
    assert audience.breakdown_exceeds
    scope = Scope(town.pk, 2023)
    by_village = events.records(scope).order_by().values_list(events.village).annotate(n=Count("pk"))
    assert dict(by_village) == {"示例二村": 2, "示例十五村": 1}
    by_village = audience.records(scope).order_by().values_list(audience.village).annotate(n=Sum("audience"))
    assert dict(by_village) == {"示例二村": 377, "示例十五村": 277}


def test_a_place_in_a_village_belongs_to_that_village(town):
    Village.objects.create(town=town, name="示例一村")
    activity(town, "村居", ["示例一村文化广场"])
    activity(town, "村居", ["示例一村"])
    activity(town, "村居", ["新桥村村部"])
    activity(town, "村居", ["全镇各村"])
    assert set(Village.objects.values_list("name", flat=True)) == {"示例一村", "新桥村"}
    assert counted("village_events", town) == 4
    assert counted("villages_reached", town) == 2
    assert left_out("villages_reached", town) == {"看不出是哪个村的地点": 1}
    assert both_counts("village_coverage_rate", town) == (2, 2)
    vague = Activity.objects.get(places__name="全镇各村")
    assert [doubt.field for doubt in ACTIVITY.doubts(vague)] == ["places"]


def test_schools_are_counted_once_however_often_they_are_visited(town):
    activity(town, "学校", ["示例一中学"], audience=226)
    activity(town, "校园", ["示例一中学"], audience=129)
    void(ACTIVITY, activity(town, "学校", ["示例二中学"], audience=9), "没有办成", town=town, by=CONSOLE)
    activity(town, "学校", ["示例小学", "示例幼儿园"])
    activity(town, "企业", ["某电子厂"], audience=96)
    activity(Town.objects.create(name="邻镇"), "学校", ["示例三中学"], audience=9)
    assert counted("schools_reached", town) == 3
    assert counted("school_events", town) == 3
    assert counted("school_audience", town) == 355
    assert left_out("school_audience", town) == {"没有填人数的活动": 1}
    assert not Village.objects.exists()


def test_enterprises_and_other_places_are_apart(town):
    activity(town, "企业", ["某电子厂"], audience=96)
    activity(town, "企业", ["某电子厂"], audience=24)
    activity(town, "广场", ["镇文化广场"], audience=300)
    activity(town, "机关", ["镇政府"], audience=40)
    assert counted("enterprise_events", town) == 2
    assert counted("enterprises_reached", town) == 1
    assert counted("enterprise_audience", town) == 120
    assert counted("other_place_events", town) == 2
    assert counted("outreach_events", town) == 4
    assert counted("outreach_audience", town) == 460


def test_the_kind_of_place_is_read_from_plain_names_and_else_asked(town):
    plain = {"held_on": date(2023, 5, 4), "places": ["示例三中学"]}
    assert ACTIVITY.asks(plain) is None
    record_id = add(ACTIVITY, plain, town=town, by=CONSOLE)
    assert Activity.objects.get(pk=record_id).place_kind == "school"
    column, word, options = ACTIVITY.asks({**plain, "places": ["老年大学", "镇东头"]})
    assert (column, word) == ("place_kind", "老年大学、镇东头")
    assert [PLACE_KINDS.word_of(code) for code, _ in options] == ["学校", "村居", "企业", "其他"]
    assert ACTIVITY.asks({**plain, "places": ["老年大学"], "place_kind": "其他"}) is None


def test_forms_materials_and_where_the_count_comes_from(town):
    more = {"audience": 100, "materials": 200}
    activity(town, "村居", ["示例一村"], form="散发宣传材料", audience_source="估计", **more)
    activity(town, "村居", ["示例二村"], form="发放宣传资料", audience_source="估计", **more)
    activity(town, "学校", ["示例小学"], form="现场听讲", audience_source="签到", audience=60)
    activity(town, "企业", ["某电子厂"], form="车间宣讲", audience=40)
    assert counted("leaflet_events", town) == 2
    assert both_counts("leaflet_rate", town) == (2, 4)
    assert counted("activity_forms", town) == 4
    assert counted("materials_handed_out", town) == 400
    assert counted("outreach_audience_estimated", town) == 200
    assert both_counts("signed_audience_rate", town) == (60, 300)
    assert left_out("outreach_audience_signed", town) == {
        "人数来源为估计的活动": 2,
        "没有写人数来源的活动": 1,
    }


def test_constitution_week_and_constitution_topics(town):
    activity(town, "学校", ["示例小学"], date(2023, 12, 4), topic="宪法")
    activity(town, "学校", ["示例小学"], date(2023, 12, 7), topic="民法典")
    activity(town, "学校", ["示例小学"], date(2023, 12, 8), topic="宪法")
    activity(town, "学校", ["示例小学"], date(2023, 11, 30), topic="劳动法")
    assert counted("constitution_week_events", town) == 2
    assert counted("constitution_activities", town) == 2


def test_parts_of_an_unfinished_import_count_nowhere(town):
    record_id = activity(town, "学校", ["示例小学"])
    Activity.objects.filter(pk=record_id).update(
        batch=ImportBatch.objects.create(town=town, number=1, year=2023, made_by="console")
    )
    assert counted("schools_reached", town) == 0
    ImportBatch.objects.update(status="published")
    assert counted("schools_reached", town) == 1


def test_a_correction_keeps_the_places_that_stay_and_moves_villages(town):
    record_id = activity(town, "村居", ["示例一村", "示例二村"])
    kept = ActivityPlace.objects.get(name="示例一村").pk
    told = current_values(ACTIVITY, record_id)
    correct(ACTIVITY, record_id, {**told, "places": ["示例三村"]}, town=town, by=CONSOLE)
    place = ActivityPlace.objects.get()
    assert (place.pk, place.village.name) == (kept, "示例三村")
    assert counted("villages_reached", town) == 1


def test_an_activity_needs_a_place(town):
    with pytest.raises(Refused, match="请填写地点"):
        activity(town, "学校", [])


def test_office_words_are_known_without_asking():
    assert PLACE_KINDS.code_of("进校园") == "school"
    assert PLACE_KINDS.code_of("村（社区）") == "village"
    assert PLACE_KINDS.code_of("集市") == "other"
    assert not PLACE_KINDS.knows("湖边")
    assert FORMS.code_of("发放宣传手册") == "leaflets"
    assert FORMS.code_of("发放宣传资料、现场咨询") == "other"
    assert FORMS.code_of("划龙船") == "other"
    assert AUDIENCE_SOURCES.code_of("签到表") == "sign_in"
    assert AUDIENCE_SOURCES.code_of("预估") == "estimate"
