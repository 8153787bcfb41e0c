"""The figures of study and examinations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fazhi.learning.models import ExamResult, LawExam, StudySession
from fazhi.records.figures import Figure, LeftOut, Query, Rate, Scope
from fazhi.records.models import RecordQuerySet


def sessions(*categories: str) -> Query:
    """The year's sessions of these categories."""
    return lambda scope: scope.of_year(StudySession, "held_on", category__in=categories)


def with_attendance(*categories: str) -> Query:
    """Those of them whose attendance was written down."""
    return lambda scope: scope.of_year(
        StudySession, "held_on", category__in=categories, attendance__isnull=False
    )


def without_attendance(*categories: str) -> LeftOut:
    return LeftOut(
        "没有填参加人数的场次",
        lambda scope: scope.of_year(StudySession, "held_on", category__in=categories, attendance=None),
    )


MAKE_UP = Q(name__contains="补考")


def exams(scope: Scope) -> RecordQuerySet:
    """The year's exams; a make-up exam belongs to the exam it makes up for."""
    return scope.of_year(LawExam, "held_on", ~MAKE_UP)


MAKE_UPS_OUT = LeftOut(
    "补考（名称里写有“补考”），不另算一次", lambda scope: scope.of_year(LawExam, "held_on", MAKE_UP)
)

SESSION: dict[str, Any] = {
    "kind": "study_session", "month": "held_on", "type": "category_word", "period": "学习培训的日期",
}  # fmt: skip
EXAM: dict[str, Any] = {
    "kind": "law_exam", "section": "study", "month": "held_on", "period": "考试日期",
}  # fmt: skip


def exam_sum(code: str, name: str, rule: str, of: str, family: str = "") -> Figure:
    """People of one kind over all exams of the year; an exam without that number is shown as left out."""
    return Figure(
        code=code, name=name, unit="人次", rule=rule, family=family, measure="sum", of=of,
        records=lambda scope: exams(scope).filter(**{f"{of}__isnull": False}),
        left_out=(
            MAKE_UPS_OUT,
            LeftOut("没有填这一栏人数的考试", lambda scope: exams(scope).filter(**{f"{of}__isnull": True})),
        ),
        **EXAM,
    )  # fmt: skip


def rated(code: str, name: str, rule: str, of: str, beside: str) -> Figure:
    """The one side of a rate: the sum of a number over the exams that have both numbers."""
    both = {f"{of}__isnull": False, f"{beside}__isnull": False}
    return Figure(
        code=code, name=name, unit="人次", rule=rule, measure="sum", of=of,
        records=lambda scope: exams(scope).filter(**both), left_out=(MAKE_UPS_OUT,), **EXAM,
    )  # fmt: skip


FIGURES = (
    Figure(
        code="study_sessions", name="机关学法", unit="次", section="study", family="B2",
        rule="日期在本年、类别为机关学法的学习培训，一场算一次。调解培训、行政执法培训、党委理论中心组学法、宪法宣誓和其他培训"
        "各自另计，不算在内。",
        records=sessions("organ_study"),
        left_out=(
            LeftOut("调解培训，另计", sessions("mediation_training")),
            LeftOut("行政执法培训，另计", sessions("enforcement_training")),
            LeftOut("党委理论中心组学法，另计", sessions("central_group")),
            LeftOut("宪法宣誓，另计", sessions("oath")),
            LeftOut("其他培训", sessions("other_training")),
        ),
        **SESSION,
    ),
    Figure(
        code="study_attendance", name="机关学法参加人次", unit="人次", section="study", family="B3",
        rule="机关学法各场的参加人数相加，同一人参加几场算几人次；没有填人数的场次不计。",
        records=with_attendance("organ_study"), measure="sum", of="attendance",
        left_out=(without_attendance("organ_study"),), **SESSION,
    ),
    Figure(
        code="central_group_sessions", name="党委理论中心组学法", unit="次", section="study", family="B1",
        rule="日期在本年、类别为党委理论中心组学法的，一场算一次；机关学法不算在内。",
        records=sessions("central_group"), **SESSION,
    ),
    Figure(
        code="central_group_attendance", name="党委理论中心组学法参加人次", unit="人次", section="study",
        rule="党委理论中心组学法各场的参加人数相加；没有填人数的场次不计。",
        records=with_attendance("central_group"), measure="sum", of="attendance",
        left_out=(without_attendance("central_group"),), **SESSION,
    ),
    Figure(
        code="xi_thought_sessions", name="习近平法治思想专题学习", unit="次", section="study",
        rule="机关学法和党委理论中心组学法中，主题写明习近平法治思想的，一场算一次；与机关学法、中心组学法的次数有重合。",
        records=lambda s: sessions("organ_study", "central_group")(s).filter(topic__contains="习近平法治思想"),
        **SESSION,
    ),
    Figure(
        code="constitution_study_sessions", name="宪法专题学习", unit="次", section="study",
        rule="机关学法和党委理论中心组学法中，主题写有“宪法”的，一场算一次；宪法宣誓另计。",
        records=lambda s: sessions("organ_study", "central_group")(s).filter(topic__contains="宪法"),
        left_out=(LeftOut("宪法宣誓，另计", sessions("oath")),), **SESSION,
    ),
    Figure(
        code="mediator_trainings", name="调解培训", unit="次", section="mediation", family="H5a",
        rule="日期在本年、类别为调解培训（调解技能培训等）的，一场算一次；机关学法、行政执法培训不算在内。",
        records=sessions("mediation_training"), **SESSION,
    ),
    Figure(
        code="mediator_training_attendance", name="调解培训参加人次", unit="人次", section="mediation", family="H5b",
        approximate=True,
        rule="调解培训各场的参加人数相加，同一人参加几场算几人次；没有填人数的场次不计。",
        records=with_attendance("mediation_training"), measure="sum", of="attendance",
        left_out=(without_attendance("mediation_training"),), **SESSION,
    ),
    Figure(
        code="enforcement_trainings", name="行政执法培训", unit="次", section="enforcement", family="E6a",
        rule="日期在本年、类别为行政执法培训的，一场算一次；机关学法、调解培训不算在内。",
        records=sessions("enforcement_training"), **SESSION,
    ),
    Figure(
        code="enforcement_training_attendance", name="行政执法培训参加人次", unit="人次", section="enforcement",
        family="E6b",
        rule="行政执法培训各场的参加人数相加，同一人参加几场算几人次；没有填人数的场次不计。",
        records=with_attendance("enforcement_training"), measure="sum", of="attendance",
        left_out=(without_attendance("enforcement_training"),), **SESSION,
    ),
    Figure(
        code="oath_ceremonies", name="宪法宣誓活动", unit="次", section="outreach",
        rule="日期在本年、类别为宪法宣誓的，一场算一次。",
        records=sessions("oath"), **SESSION,
    ),
    Figure(
        code="oath_takers", name="宪法宣誓人数", unit="人次", section="outreach",
        rule="宪法宣誓各场的参加人数相加；没有填人数的场次不计。",
        records=with_attendance("oath"), measure="sum", of="attendance",
        left_out=(without_attendance("oath"),), **SESSION,
    ),
    Figure(
        code="other_trainings", name="其他培训", unit="次", section="study",
        rule="日期在本年、类别为其他培训的（网格员、法律明白人、村居干部等的培训），一场算一次。",
        records=sessions("other_training"), **SESSION,
    ),
    Figure(
        code="law_exams", name="学法考试", unit="次", family="B4",
        rule="考试日期在本年的学法考试，一次算一次；补考不另算一次。",
        records=exams, left_out=(MAKE_UPS_OUT,), **EXAM,
    ),
    exam_sum("exam_due", "学法考试应考人次", "本年各次学法考试的应考人数相加，补考除外；没有填的考试不计。", "due"),
    exam_sum("exam_took", "学法考试参考人次", "本年各次学法考试的参考人数相加，补考除外；没有填的考试不计。", "took"),
    exam_sum("exam_passed", "学法考试合格人次", "本年各次学法考试的合格人数相加，补考除外；没有填的考试不计。", "passed"),
    Figure(
        code="constitution_exams", name="含宪法题的学法考试", unit="次",
        rule="本年学法考试中，宪法题占比填了且大于零的，一次算一次；补考除外。",
        records=lambda s: exams(s).filter(constitution_share__gt=0),
        left_out=(
            LeftOut("没有填宪法题占比，或者占比为零的", lambda s: exams(s).filter(Q(constitution_share=None) | Q(constitution_share=0))),
        ),
        **EXAM,
    ),
    Figure(
        code="exam_results", name="登记到人的考试成绩", unit="人次", section="study", kind="exam_result",
        rule="考试日期在本年、登记到个人的考试成绩，一人一次考试算一人次。只统计人次，不排名。",
        records=lambda s: s.of_year(ExamResult, "held_on"), month="held_on", type="outcome_word", period="考试日期",
    ),
    # A rate sets numbers of the same exams against each other: an exam with one of the two is in neither.
    rated("exam_due_of_rated", "算参考率的应考人次", "应考人数和参考人数都填了的学法考试，应考人数相加，补考除外。", "due", "took"),
    rated("exam_took_of_due", "算参考率的参考人次", "应考人数和参考人数都填了的学法考试，参考人数相加，补考除外。", "took", "due"),
    rated("exam_took_of_rated", "算合格率的参考人次", "参考人数和合格人数都填了的学法考试，参考人数相加，补考除外。", "took", "passed"),
    rated("exam_passed_of_took", "算合格率的合格人次", "参考人数和合格人数都填了的学法考试，合格人数相加，补考除外。", "passed", "took"),
    Rate(
        code="exam_participation_rate", name="学法考试参考率", section="study", family="B5",
        rule="参考人次占应考人次的比例；只算应考、参考两栏都填了的考试，补考除外。",
        numerator="exam_took_of_due", denominator="exam_due_of_rated",
    ),
    Rate(
        code="exam_pass_rate", name="学法考试合格率", section="study", family="B5",
        rule="合格人次占参考人次的比例；只算参考、合格两栏都填了的考试，补考除外。",
        numerator="exam_passed_of_took", denominator="exam_took_of_rated",
    ),
)  # fmt: skip
