"""Sessions, exams and results go in and come back as told, and count as their cards say."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.learning.ledger import EXAM_RESULT, LAW_EXAM, STUDY_SESSION
from fazhi.learning.models import ExamResult, LawExam, StudySession
from fazhi.learning.words import SESSION_CATEGORIES
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.records.actions import Refused, add, void
from fazhi.records.columns import Shape
from fazhi.records.figures import BOOK, Figure, Rate, Scope
from telling import says_nothing_it_was_not_told, says_what_it_was_told

pytestmark = pytest.mark.django_db

SESSION = {
    "held_on": date(2023, 6, 21), "category": "机关学法", "topic": "第一次机关学法：行政复议法", "lecturer": "示例讲师",
    "audience": "机关干部", "attendance": 64, "place": "镇三楼会议室",
}  # fmt: skip
EXAM = {
    "name": "2023年第一季度学法考试", "held_on": date(2023, 3, 20), "due": 78, "took": 74, "passed": 73,
    "constitution_share": 2500,
}  # fmt: skip
RESULT = {
    "exam_name": "2023年第一季度学法考试", "held_on": date(2023, 3, 20), "person": "示例干部", "office": "党政办",
    "score": "92.5", "outcome": "及格",
}  # fmt: skip
KINDS = [
    pytest.param(STUDY_SESSION, SESSION, {"attendance": 65, "category": "中心组学习"}, id="study_session"),
    pytest.param(LAW_EXAM, EXAM, {"passed": 70}, id="law_exam"),
    pytest.param(EXAM_RESULT, RESULT, {"outcome": "不合格", "office": None}, id="exam_result"),
]


@pytest.fixture
def town():
    return Town.objects.create(name="示例镇")


def counted(code, town, year=2023):
    figure = BOOK[code]
    assert isinstance(figure, Figure)
    return figure.value(Scope(town.pk, year))


def left_out(code, town, year=2023):
    return {reason: n for reason, n, _ in BOOK[code].omitted(Scope(town.pk, year))}


def session(town, category, day=date(2023, 5, 1), **more):
    return add(STUDY_SESSION, {"held_on": day, "category": category, **more}, town=town, by=CONSOLE)


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_a_record_reads_back_as_it_was_told_and_the_trace_seals_its_rows(town, kind, values, changes):
    says_what_it_was_told(kind, town, values, {**values, **changes})


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_what_was_not_told_reads_back_as_nothing(town, kind, values, changes):
    says_nothing_it_was_not_told(kind, town, values)


@pytest.mark.parametrize("kind", [STUDY_SESSION, LAW_EXAM, EXAM_RESULT], ids=lambda kind: kind.code)
def test_no_heading_means_two_columns(kind):
    headings = [word for column in kind.columns for word in (column.heading, *column.known_as)]
    assert len(headings) == len(set(headings))
    assert kind.layout.column(kind.date_field).shape is Shape.DATE


def test_office_words_for_categories_are_known_without_asking():
    for word, code in {
        "调解技能培训": "mediation_training", "机关干部学法": "organ_study", "行政执法人员培训": "enforcement_training",
        "中心组学法": "central_group", "宪法宣誓仪式": "oath", "法律明白人培训": "other_training",
    }.items():  # fmt: skip
        assert SESSION_CATEGORIES.knows(word)
        assert SESSION_CATEGORIES.code_of(word) == code
    assert not SESSION_CATEGORIES.knows("团建活动")


def test_only_organ_study_of_the_year_counts_as_study(town):
    session(town, "机关学法", attendance=50)
    session(town, "干部学法", attendance=26)
    session(town, "机关学法", date(2022, 12, 31), attendance=9)
    session(town, "机关学法", date(2024, 1, 1), attendance=9)
    session(town, "调解技能培训", attendance=96)
    session(town, "行政执法培训", attendance=17)
    session(town, "中心组学法", attendance=12)
    session(town, "宪法宣誓", attendance=5)
    session(town, "网格员培训", attendance=30)
    void(STUDY_SESSION, session(town, "机关学法", attendance=7), "录重了", town=town, by=CONSOLE)
    assert counted("study_sessions", town) == 2
    assert counted("study_attendance", town) == 76
    assert left_out("study_sessions", town) == {
        "调解培训，另计": 1, "行政执法培训，另计": 1, "党委理论中心组学法，另计": 1, "宪法宣誓，另计": 1, "其他培训": 1,
    }  # fmt: skip
    assert counted("mediator_trainings", town) == 1
    assert counted("mediator_training_attendance", town) == 96
    assert counted("enforcement_trainings", town) == 1
    assert counted("enforcement_training_attendance", town) == 17
    assert counted("central_group_sessions", town) == 1
    assert counted("central_group_attendance", town) == 12
    assert counted("oath_ceremonies", town) == 1
    assert counted("oath_takers", town) == 5
    assert counted("other_trainings", town) == 1


def test_a_session_without_attendance_is_a_session_but_adds_nobody(town):
    session(town, "调解培训", attendance=100)
    session(town, "调解培训", date(2023, 7, 1))
    assert counted("mediator_trainings", town) == 2
    assert counted("mediator_training_attendance", town) == 100
    assert left_out("mediator_training_attendance", town) == {"没有填参加人数的场次": 1}


def test_topics_are_found_in_study_sessions_only(town):
    session(town, "机关学法", topic="宪法与民法典")
    session(town, "中心组学法", topic="习近平法治思想")
    session(town, "机关学法", topic="行政处罚法")
    session(town, "宪法宣誓", topic="宪法宣誓")
    session(town, "调解培训", topic="习近平法治思想与调解")
    assert counted("constitution_study_sessions", town) == 1
    assert counted("xi_thought_sessions", town) == 1


def exam(town, **values):
    return add(LAW_EXAM, {**EXAM, **values}, town=town, by=CONSOLE)


def test_a_make_up_exam_is_not_another_exam(town):
    exam(town)
    exam(town, name="2023年第二季度学法考试", held_on=date(2023, 6, 20), due=83, took=80, passed=77)
    exam(town, name="2023年第二季度学法考试补考", held_on=date(2023, 7, 5), due=6, took=6, passed=6)
    exam(town, name="2022年第四季度学法考试", held_on=date(2022, 12, 20))
    assert counted("law_exams", town) == 2
    assert counted("exam_due", town) == 161
    assert counted("exam_took", town) == 154
    assert counted("exam_passed", town) == 150
    assert list(left_out("law_exams", town).values()) == [1]


def test_rates_set_numbers_of_the_same_exams_against_each_other(town):
    exam(town)
    exam(town, name="第二次", held_on=date(2023, 6, 20), due=None, took=80, passed=None)
    assert counted("exam_took", town) == 154
    rates = {}
    for code in ("exam_participation_rate", "exam_pass_rate"):
        rate = BOOK[code]
        assert isinstance(rate, Rate)
        rates[code] = (counted(rate.numerator, town), counted(rate.denominator, town))
    assert rates == {"exam_participation_rate": (74, 78), "exam_pass_rate": (73, 74)}


def test_exams_with_questions_on_the_constitution(town):
    exam(town)
    exam(town, name="第二次", constitution_share=None)
    exam(town, name="第三次", constitution_share=0)
    assert counted("constitution_exams", town) == 1
    assert list(left_out("constitution_exams", town).values()) == [2]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"took": 79}, "参考人数（79）多于应考人数（78）"),
        ({"passed": 75}, "合格人数（75）多于参考人数（74）"),
        ({"took": None, "passed": 79}, "合格人数（79）多于应考人数（78）"),
        ({"constitution_share": 10_001}, "超过了100%"),
    ],
)
def test_an_exam_whose_numbers_cannot_be_is_refused(town, values, said):
    with pytest.raises(Refused, match=said):
        exam(town, **values)
    assert not LawExam.objects.exists()


def test_a_result_finds_its_exam_by_name_and_day(town):
    exam_id = exam(town)
    exam(Town.objects.create(name="邻镇"))
    add(EXAM_RESULT, RESULT, town=town, by=CONSOLE)
    add(EXAM_RESULT, {**RESULT, "held_on": date(2023, 3, 21)}, town=town, by=CONSOLE)
    found, lost = ExamResult.objects.order_by("held_on")
    assert found.exam_id == exam_id
    assert not list(EXAM_RESULT.doubts(found))
    assert lost.exam_id is None
    assert [doubt.field for doubt in EXAM_RESULT.doubts(lost)] == ["exam_name"]
    assert counted("exam_results", town) == 2


def test_a_session_needs_a_day_and_a_category(town):
    with pytest.raises(Refused, match="请填写类别"):
        add(STUDY_SESSION, {"held_on": date(2023, 1, 1)}, town=town, by=CONSOLE)
    assert not StudySession.objects.exists()
