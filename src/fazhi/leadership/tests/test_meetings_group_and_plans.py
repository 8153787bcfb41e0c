"""Agenda items, members, shortcomings and tasks go in and come back as told, and count as their cards say."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.leadership.ledger import AGENDA_ITEM, GROUP_MEMBER, NEXT_YEAR_TASK, SHORTCOMING
from fazhi.leadership.models import AgendaItem, AgendaOpinion, Meeting, members_on
from fazhi.leadership.words import ADOPTIONS, TASK_STATES, TOPIC_TYPES
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add, correct, current_values, void
from fazhi.records.columns import Shape
from fazhi.records.figures import BOOK, Figure, Rate, Scope
from fazhi.records.models import ImportBatch
from telling import says_nothing_it_was_not_told, says_what_it_was_told

pytestmark = pytest.mark.django_db

ITEM = {
    "held_on": date(2023, 11, 16), "meeting": "镇党委会议", "topic": "研究工程招标事项", "type": "工程招标", "is_legal": True,
    "director_attended": True, "opinions": ["建议补充履约担保", "建议明确违约责任"], "adoption": "采纳",
}  # fmt: skip
MEMBER = {
    "group": "法治建设领导小组", "post": "镇长", "name": "示例镇长", "role": "常务副组长", "since": date(2022, 2, 1),
    "until": date(2023, 6, 30),
}  # fmt: skip
LACK = {
    "noted_on": date(2024, 1, 8), "year": 2023, "text": "普法内容还有待丰富", "cause": "视频内容单一", "measure": "与村联办",
}  # fmt: skip
TASK = {
    "noted_on": date(2024, 1, 8), "year": 2023, "text": "创新普法形式", "responsible_office": "司法所",
    "due_on": date(2024, 12, 31), "status": "推进中", "from_shortcoming": "普法内容还有待丰富",
}  # fmt: skip
KINDS = [
    pytest.param(AGENDA_ITEM, ITEM, {"opinions": ["只剩一条"], "meeting": "镇长办公会"}, id="agenda_item"),
    pytest.param(GROUP_MEMBER, MEMBER, {"until": None}, id="group_member"),
    pytest.param(SHORTCOMING, LACK, {"measure": None}, id="shortcoming"),
    pytest.param(NEXT_YEAR_TASK, TASK, {"status": "办结"}, id="next_year_task"),
]


@pytest.fixture
def town():
    return Town.objects.create(name="示例镇")


def counted(code, town, year=2023):
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


def both_counts(code, town, year=2023):
    rate = BOOK[code]
    assert isinstance(rate, Rate)
    return counted(rate.numerator, town, year), counted(rate.denominator, town, year)


def left_out(code, town, year=2023):
    return {reason: n for reason, n, _ in BOOK[code].omitted(Scope(town.pk, year))}


def item(town, topic="研究事项", day=date(2023, 3, 1), **more):
    told = {"held_on": day, "meeting": "镇党委会议", "topic": topic, **more}
    return add(AGENDA_ITEM, told, town=town, by=CONSOLE)


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_a_record_reads_back_as_it_was_told_and_the_trace_seals_its_rows(town, kind, values, changes):
    says_what_it_was_told(kind, town, values, {**values, **changes})


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_what_was_not_told_reads_back_as_nothing(town, kind, values, changes):
    says_nothing_it_was_not_told(kind, town, values)


@pytest.mark.parametrize(
    "kind", [AGENDA_ITEM, GROUP_MEMBER, SHORTCOMING, NEXT_YEAR_TASK], ids=lambda kind: kind.code
)
def test_no_heading_means_two_columns(kind):
    headings = [word for column in kind.columns for word in (column.heading, *column.known_as)]
    assert len(headings) == len(set(headings))
    assert kind.layout.column(kind.date_field).shape is Shape.DATE


def test_office_words_are_known_without_asking():
    assert ADOPTIONS.code_of("已采纳") == "adopted"
    assert ADOPTIONS.code_of("未采纳") == "rejected"
    assert ADOPTIONS.code_of("部分采纳") == "partly"
    assert ADOPTIONS.code_of("不予采纳") == "rejected"
    assert TASK_STATES.code_of("未完成") == "under_way"
    assert TASK_STATES.code_of("完成") == "done"
    assert TOPIC_TYPES.code_of("招商引资") == "investment"
    assert TOPIC_TYPES.code_of("文化惠民") == "other"


def test_items_of_one_day_and_name_share_one_meeting(town):
    item(town, "甲", is_legal=True, director_attended=True)
    item(town, "乙")
    item(town, "丙", meeting="镇长办公会")
    item(town, "丁", date(2023, 3, 2))
    item(town, "戊", date(2022, 3, 2), director_attended=True)
    item(Town.objects.create(name="邻镇"), "己")
    assert Meeting.objects.filter(town=town).count() == 4
    assert counted("party_meetings", town) == 3
    assert counted("meetings_attended_by_justice_office", town) == 1
    assert counted("agenda_items", town) == 4
    assert both_counts("meeting_attendance_rate", town) == (1, 3)


def test_a_meeting_whose_items_are_void_was_not_held(town):
    record_id = item(town)
    void(AGENDA_ITEM, record_id, "录错了", town=town, by=CONSOLE)
    assert Meeting.objects.count() == 1
    assert counted("party_meetings", town) == 0


def test_legal_items_and_who_sat_in(town):
    item(town, "甲", is_legal=True, director_attended=True, opinions=["一", "二"], adoption="采纳")
    item(town, "乙", is_legal=True, director_attended=False, opinions=["三"], adoption="部分采纳")
    item(town, "丙", is_legal=True)
    item(town, "丁", is_legal=False, director_attended=True)
    item(town, "戊")
    assert counted("legal_agenda_items", town) == 3
    assert left_out("legal_agenda_items", town) == {"没有标明涉法的议题": 2}
    assert counted("legal_agenda_items_attended", town) == 1
    assert left_out("legal_agenda_items_attended", town) == {"没有写明司法所所长列席的涉法议题": 2}
    assert counted("legal_agenda_items_with_opinion", town) == 2
    assert left_out("legal_agenda_items_with_opinion", town) == {"没有记法律意见的涉法议题": 1}
    assert both_counts("legal_agenda_attendance_rate", town) == (1, 3)


def test_opinions_count_one_by_one_and_part_adoption_is_not_adoption(town):
    first = item(town, "甲", is_legal=True, opinions=["一", "一", "二"], adoption="采纳")
    item(town, "乙", is_legal=True, opinions=["三"], adoption="部分采纳")
    item(town, "丙", is_legal=True, opinions=["四"], adoption="未采纳")
    item(town, "丁", is_legal=True, opinions=["五"])
    item(town, "戊", date(2024, 1, 1), opinions=["六"], adoption="采纳")
    assert counted("agenda_opinions", town) == 6
    assert counted("agenda_opinions_adopted", town) == 3
    assert sorted(left_out("agenda_opinions_adopted", town).values()) == [1, 1, 1]
    void(AGENDA_ITEM, first, "录错了", town=town, by=CONSOLE)
    assert both_counts("agenda_opinion_adoption_rate", town) == (0, 3)


def test_parts_of_an_unfinished_import_count_nowhere(town):
    record_id = item(town, "甲", opinions=["一"])
    batch = ImportBatch.objects.create(town=town, number=1, year=2023, made_by="console")
    AgendaItem.objects.filter(pk=record_id).update(batch=batch)
    assert counted("agenda_opinions", town) == 0
    ImportBatch.objects.update(status="published")
    assert counted("agenda_opinions", town) == 1
    item(town, "乙", opinions=["二"])
    ImportBatch.objects.update(status="undone")
    assert counted("agenda_opinions", town) == 1


def test_a_correction_keeps_the_opinions_that_stay(town):
    record_id = item(town, "甲", opinions=["一", "二"])
    first = AgendaOpinion.objects.get(record=record_id, place=0).pk
    told = current_values(AGENDA_ITEM, record_id)
    correct(AGENDA_ITEM, record_id, {**told, "opinions": ["一，改过"]}, town=town, by=CONSOLE)
    assert list(AgendaOpinion.objects.values_list("pk", "text")) == [(first, "一，改过")]


def test_topics_by_type(town):
    item(town, "甲", type="投资协议", is_legal=True)
    item(town, "乙", type="招商引资", is_legal=True)
    item(town, "丙", type="农业项目", is_legal=True)
    item(town, "丁", type="承包租赁")
    item(town, "戊", type="工程招标")
    item(town, "己", type="征地补偿")
    item(town, "庚", type="法治建设")
    item(town, "辛", type="研究法治建设")
    assert counted("investment_topics", town) == 2
    assert counted("agriculture_topics", town) == 1
    assert counted("lease_topics", town) == 1
    assert counted("tender_topics", town) == 1
    assert counted("land_topics", town) == 1
    assert counted("rule_of_law_topics", town) == 2
    assert counted("rule_of_law_meetings", town) == 1
    assert counted("legal_topic_types", town) == 3


def test_what_does_not_go_together_is_a_doubt_and_holds_nothing_back(town):
    def doubts(**told):
        record = AgendaItem.objects.get(pk=item(town, **told))
        return [doubt.field for doubt in AGENDA_ITEM.doubts(record)]

    assert doubts(is_legal=False, opinions=["一"]) == ["is_legal"]
    assert doubts(is_legal=True, director_attended=False) == ["director_attended"]
    assert doubts(adoption="采纳") == ["opinions"]
    assert doubts(is_legal=True, director_attended=True, opinions=["一"], adoption="采纳") == []


def member(town, post, since, until=None, **more):
    told = {"post": post, "since": since, "until": until, **more}
    return add(GROUP_MEMBER, told, town=town, by=CONSOLE)


@pytest.fixture
def roster(town):
    member(town, "党委书记", date(2022, 2, 1))
    member(town, "镇长", date(2022, 2, 1), date(2023, 6, 30), name="前任")
    member(town, "镇长", date(2023, 7, 1), name="现任")
    member(town, "司法所所长", date(2022, 2, 1))
    member(town, "副镇长", date(2024, 1, 1))
    member(town, "安监办主任", date(2023, 1, 1), group="安全生产领导小组")
    return town


def test_the_roster_of_any_day_can_be_told(roster):
    def posts(day):
        return sorted(f"{m.post}{m.name}" for m in members_on(roster, day) if not m.group)

    assert posts(date(2022, 1, 31)) == []
    assert posts(date(2023, 6, 30)) == ["党委书记", "司法所所长", "镇长前任"]
    assert posts(date(2023, 7, 1)) == ["党委书记", "司法所所长", "镇长现任"]
    assert len(members_on(roster, date(2023, 7, 1))) == 4


def test_members_count_on_the_last_day_of_the_year(roster):
    assert counted("leading_group_members", roster) == 3
    assert left_out("leading_group_members", roster) == {"本年离任的成员": 1, "其他领导小组的成员": 1}
    assert counted("leading_group_members", roster, 2024) == 4


def test_who_came_and_who_went_in_the_year(roster):
    assert counted("leading_group_changes", roster) == 2
    assert counted("leading_group_joined", roster) == 1
    assert counted("leading_group_left", roster) == 1


def test_a_membership_cannot_end_before_it_begins(town):
    with pytest.raises(Refused, match="任职止早于任职起"):
        member(town, "镇长", date(2023, 7, 1), date(2023, 6, 30))


def test_shortcomings_belong_to_the_year_written_else_to_the_day_noted(town):
    add(SHORTCOMING, LACK, town=town, by=CONSOLE)
    add(SHORTCOMING, {"noted_on": date(2023, 12, 1), "text": "队伍薄弱"}, town=town, by=CONSOLE)
    add(
        SHORTCOMING, {"noted_on": date(2023, 1, 9), "year": 2022, "text": "去年的不足"}, town=town, by=CONSOLE
    )
    assert counted("shortcomings", town) == 2
    assert counted("shortcomings_with_measure", town) == 1
    assert left_out("shortcomings_with_measure", town) == {"没有写措施的不足": 1}


def test_tasks_are_set_in_one_report_and_answered_in_the_next(town):
    for text, status in (("甲", "已完成"), ("乙", "推进中"), ("丙", "取消"), ("丁", None)):
        add(NEXT_YEAR_TASK, {**TASK, "year": 2022, "text": text, "status": status}, town=town, by=CONSOLE)
    add(NEXT_YEAR_TASK, {**TASK, "status": "已完成"}, town=town, by=CONSOLE)
    assert counted("next_year_tasks", town) == 1
    assert counted("next_year_tasks_done", town) == 1
    assert both_counts("last_year_tasks_rate", town) == (1, 4)
    assert left_out("last_year_tasks_done", town) == {"不再办理的任务": 1, "还没有完成的任务": 2}


def test_a_year_is_four_digits(town):
    with pytest.raises(Refused, match="不是一个年份"):
        add(SHORTCOMING, {**LACK, "year": 23}, town=town, by=CONSOLE)
