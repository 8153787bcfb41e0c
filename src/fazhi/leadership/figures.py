"""The figures of meetings, the leading group, shortcomings and plans."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from fazhi.leadership.models import AgendaItem, AgendaOpinion, GroupMember, NextYearTask, Shortcoming, on_day
from fazhi.records.figures import Figure, LeftOut, Query, Rate, Scope
from fazhi.records.models import RecordQuerySet


def agenda(*conditions: Q, **equal: Any) -> Query:
    """The agenda items of the year's meetings that meet the conditions."""
    return lambda scope: scope.of_year(AgendaItem, "held_on", *conditions, **equal)


def opinions(*conditions: Q, **equal: Any) -> Query:
    """The opinions given on them."""
    return lambda scope: scope.parts(AgendaOpinion, "held_on", *conditions, **equal)


# The rule-of-law group, or one whose name the ledger leaves out because it knows only that one.
OURS = Q(group="") | Q(group__contains="法治") | Q(group__contains="依法治")


def members(scope: Scope, *conditions: Q) -> RecordQuerySet:
    """Memberships of the rule-of-law group."""
    return scope.seen(GroupMember).filter(OURS, *conditions)


def noted(year: int) -> Q:
    """Of that year's report: by the year written, else by the day it was noted."""
    return Q(year=year) | Q(year=None, noted_on__year=year)


def tasks(scope: Scope, year: int, **equal: Any) -> RecordQuerySet:
    """The tasks that year's report set."""
    return scope.seen(NextYearTask).filter(noted(year), **equal)


def shortcomings(scope: Scope) -> QuerySet[Any]:
    return scope.seen(Shortcoming).filter(noted(scope.year))


AGENDA: dict[str, Any] = {
    "kind": "agenda_item", "section": "study", "month": "held_on", "type": "type_word", "period": "会议日期",
}  # fmt: skip
OPINION: dict[str, Any] = {
    "kind": "agenda_item", "section": "study", "month": "record__held_on", "type": "record__type_word", "period": "会议日期",
}  # fmt: skip
MEMBER: dict[str, Any] = {"kind": "group_member", "section": "study", "type": "role"}
TASK: dict[str, Any] = {
    "kind": "next_year_task", "section": "next_steps", "type": "status_word", "period": "年度（没有填的按登记日期）",
}  # fmt: skip
LEGAL = Q(is_legal=True)
NOT_LEGAL = LeftOut("没有标明涉法的议题", agenda(~LEGAL | Q(is_legal=None)))
NOT_THERE = LeftOut(
    "没有写明司法所所长列席的议题", agenda(Q(director_attended=False) | Q(director_attended=None))
)


def topics(code: str, word: str, type_code: str) -> Figure:
    """The agenda items of one type."""
    return Figure(
        code=code, name=f"{word}议题", unit="个",
        rule=f"会议日期在本年、议题类型为{word}的议题，一个算一个；涉法不涉法都算。同一议题上会两次算两个。",
        records=agenda(type=type_code), **AGENDA,
    )  # fmt: skip


FIGURES = (
    Figure(
        code="party_meetings", name="党委会议", unit="次",
        rule="会议日期在本年的不同会议，同一天、同一名称的算一次，不论有几个议题；党政联席会、镇长办公会登记在党委会议列席台账里的"
        "一并计入。",
        records=agenda(), measure="different", of="meeting_id", **AGENDA,
    ),
    Figure(
        code="meetings_attended_by_justice_office", name="司法所所长列席党委会议", unit="次", family="C2",
        rule="本年至少有一个议题写明司法所所长列席的不同会议，同一次会议不论列席几个议题都算一次。",
        records=agenda(director_attended=True), measure="different", of="meeting_id",
        left_out=(NOT_THERE,), **AGENDA,
    ),
    Figure(
        code="agenda_items", name="上会议题", unit="个",
        rule="会议日期在本年的议题，一个算一个，涉法不涉法都算。",
        records=agenda(), **AGENDA,
    ),
    Figure(
        code="legal_agenda_items", name="涉法议题", unit="个",
        rule="会议日期在本年、写明涉法的议题，一个算一个；没有填是否涉法的不算。",
        records=agenda(LEGAL), left_out=(NOT_LEGAL,), **AGENDA,
    ),
    Figure(
        code="legal_agenda_items_attended", name="司法所所长列席的涉法议题", unit="个",
        rule="本年涉法议题中，写明司法所所长列席的；没有填是否列席的不算。",
        records=agenda(LEGAL, director_attended=True),
        left_out=(
            LeftOut(
                "没有写明司法所所长列席的涉法议题",
                agenda(LEGAL, Q(director_attended=False) | Q(director_attended=None)),
            ),
        ),
        **AGENDA,
    ),
    Figure(
        code="legal_agenda_items_with_opinion", name="提出法律意见的涉法议题", unit="个",
        rule="本年涉法议题中，至少记有一条法律意见的，一个议题算一个。",
        records=lambda s: agenda(LEGAL)(s).filter(
            pk__in=AgendaOpinion.objects.filter(town_id=s.town_id).values("record_id")
        ),
        left_out=(
            LeftOut(
                "没有记法律意见的涉法议题",
                lambda s: agenda(LEGAL)(s).exclude(
                    pk__in=AgendaOpinion.objects.filter(town_id=s.town_id).values("record_id")
                ),
            ),
        ),
        **AGENDA,
    ),
    Figure(
        code="legal_topic_types", name="涉法议题的类型", unit="类",
        rule="本年涉法议题按议题类型去重，同一类型算一类；没有填类型的不算。",
        records=agenda(LEGAL, ~Q(type_word="")), measure="different", of="type_word", **AGENDA,
    ),
    Figure(
        code="agenda_opinions", name="会议法律意见", unit="条",
        rule="本年各议题下记的法律意见，一条算一条，重复的也算；合同审核的意见另计，不算在内。",
        records=opinions(), **OPINION,
    ),
    Figure(
        code="agenda_opinions_adopted", name="会议法律意见采纳", unit="条",
        rule="采纳情况为采纳的议题下的法律意见，一条算一条；写部分采纳的，分不清采纳了哪几条，不算。",
        records=opinions(record__adoption="adopted"),
        left_out=(
            LeftOut("写部分采纳的议题下的意见", opinions(record__adoption="partly")),
            LeftOut("没有采纳的意见", opinions(record__adoption="rejected")),
            LeftOut("还没有写采纳情况的意见", opinions(record__adoption__in=("", "pending"))),
        ),
        **OPINION,
    ),
    topics("investment_topics", "投资协议", "investment"),
    topics("agriculture_topics", "农业项目", "agriculture"),
    topics("lease_topics", "承包租赁", "lease"),
    topics("tender_topics", "工程招标", "tender"),
    topics("land_topics", "征地补偿", "land"),
    Figure(
        code="rule_of_law_meetings", name="专题研究法治建设", unit="次", family="A1",
        rule="本年有议题类型为研究法治建设的不同会议，同一次会议不论有几个这类议题都算一次。",
        records=agenda(type="rule_of_law"), measure="different", of="meeting_id", **AGENDA,
    ),
    Figure(
        code="rule_of_law_topics", name="研究法治建设的议题", unit="项", family="A2",
        rule="会议日期在本年、议题类型为研究法治建设的议题，一个算一项。",
        records=agenda(type="rule_of_law"), **AGENDA,
    ),
    Rate(
        code="legal_agenda_attendance_rate", name="涉法议题列席率", section="study",
        rule="司法所所长列席的涉法议题占涉法议题的比例，按两个准数算出。",
        numerator="legal_agenda_items_attended", denominator="legal_agenda_items",
    ),
    Rate(
        code="meeting_attendance_rate", name="党委会议列席率", section="study",
        rule="司法所所长列席的会议占本年登记的会议的比例，按两个准数算出。",
        numerator="meetings_attended_by_justice_office", denominator="party_meetings",
    ),
    Rate(
        code="agenda_opinion_adoption_rate", name="会议法律意见采纳率", section="study",
        rule="写明采纳的会议法律意见占全部会议法律意见的比例；部分采纳的不计入采纳。",
        numerator="agenda_opinions_adopted", denominator="agenda_opinions",
    ),
    Figure(
        code="leading_group_members", name="法治建设领导小组成员", unit="名",
        rule="本年12月31日在任的法治建设领导小组成员，任职起止两天都算在任；台账没有写小组名称的，按法治建设领导小组算。",
        records=lambda s: members(s, on_day(s.last_day)), period="12月31日在任",
        left_out=(
            LeftOut("本年离任的成员", lambda s: members(s, s.within("until"), Q(until__lt=s.last_day))),
            LeftOut("其他领导小组的成员", lambda s: s.seen(GroupMember).filter(~OURS).filter(on_day(s.last_day))),
        ),
        **MEMBER,
    ),
    Figure(
        code="leading_group_changes", name="领导小组成员变动", unit="人次",
        rule="法治建设领导小组中，任职起或者任职止在本年的任职记录，一条算一人次；换一个人是一人离任、一人新任，算两人次。",
        records=lambda s: members(s, s.within("since") | s.within("until")), period="任职起、任职止", **MEMBER,
    ),
    Figure(
        code="leading_group_joined", name="领导小组新任成员", unit="人次",
        rule="法治建设领导小组中，任职起在本年的，一条任职记录算一人次。",
        records=lambda s: members(s, s.within("since")), period="任职起", month="since", **MEMBER,
    ),
    Figure(
        code="leading_group_left", name="领导小组离任成员", unit="人次",
        rule="法治建设领导小组中，任职止在本年的，一条任职记录算一人次。",
        records=lambda s: members(s, s.within("until")), period="任职止", month="until", **MEMBER,
    ),
    Figure(
        code="shortcomings", name="存在的不足", unit="条", kind="shortcoming", section="shortcomings",
        rule="年度为本年的不足，一条算一条；没有填年度的按登记日期。",
        records=shortcomings, period="年度（没有填的按登记日期）",
    ),
    Figure(
        code="shortcomings_with_measure", name="写明措施的不足", unit="条", kind="shortcoming", section="shortcomings",
        rule="本年的不足中，写了改进措施的，一条算一条。",
        records=lambda s: shortcomings(s).exclude(measure=""), period="年度（没有填的按登记日期）",
        left_out=(LeftOut("没有写措施的不足", lambda s: shortcomings(s).filter(measure="")),),
    ),
    Figure(
        code="next_year_tasks", name="下一步打算", unit="项",
        rule="年度为本年的报告提出的下一步任务，一项算一项，不再办理的也算；没有填年度的按登记日期。",
        records=lambda s: tasks(s, s.year), **TASK,
    ),
    Figure(
        code="next_year_tasks_done", name="下一步打算已完成", unit="项",
        rule="本年的报告提出的下一步任务中，状态为已完成的。",
        records=lambda s: tasks(s, s.year, status="done"), **TASK,
    ),
    Figure(
        code="last_year_tasks", name="上年提出的任务", unit="项",
        rule="上一年的报告提出、本年要办的任务，一项算一项；没有填年度的按登记日期。",
        records=lambda s: tasks(s, s.year - 1), **TASK,
    ),
    Figure(
        code="last_year_tasks_done", name="上年提出的任务已完成", unit="项",
        rule="上一年的报告提出的任务中，状态为已完成的；不再办理的不算完成。",
        records=lambda s: tasks(s, s.year - 1, status="done"),
        left_out=(
            LeftOut("不再办理的任务", lambda s: tasks(s, s.year - 1, status="dropped")),
            LeftOut("还没有完成的任务", lambda s: tasks(s, s.year - 1, status__in=("", "planned", "under_way"))),
        ),
        **TASK,
    ),
    Rate(
        code="last_year_tasks_rate", name="上年任务完成率", section="next_steps",
        rule="上一年的报告提出的任务中已完成的比例，按两个准数算出。",
        numerator="last_year_tasks_done", denominator="last_year_tasks",
    ),
)  # fmt: skip
