"""The ledgers of study sessions, exams and results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fazhi.learning.models import ExamResult, LawExam, StudySession
from fazhi.learning.words import EXAM_OUTCOMES, SESSION_CATEGORIES
from fazhi.records.columns import Column, LedgerLayout, Shape
from fazhi.records.kinds import Doubt, Making, RecordKind, Rows, Values, plain_back, plain_rows

SESSIONS = LedgerLayout(
    kind="study_session",
    name="学习培训",
    sheet="学习培训",
    title_words=("学习培训", "学法培训", "机关学法", "法治培训", "业务培训", "培训台账", "培训情况", "培训登记"),
    key=("held_on", "category", "topic"),
    date_field="held_on",
    columns=(
        Column(
            "held_on", "日期", Shape.DATE, required=True,
            known_as=("培训日期", "培训时间", "学习日期", "学习时间", "时间", "开展日期", "开展时间", "举办日期", "举办时间",
                      "学法日期", "学法时间", "活动日期"),
        ),
        Column(
            "category", "类别", Shape.CHOICE, required=True, choices=SESSION_CATEGORIES,
            known_as=("学法类型", "学法类别", "学法形式", "学法方式", "学习方式", "培训形式", "培训类别", "培训类型", "学习类别", "学习类型", "类型", "培训种类", "学习培训类别", "学习形式"),
        ),
        Column(
            "topic", "主题", Shape.LONG_TEXT,
            known_as=("培训主题", "培训内容", "学习主题", "学习内容", "内容", "学法内容", "学法主题", "培训名称", "课程名称",
                      "学习培训内容", "主要内容", "课题", "题目"),
        ),
        Column(
            "lecturer", "主讲人", in_list=False,
            known_as=("授课人", "主讲", "讲师", "授课老师", "授课教师", "培训讲师", "领学人", "主讲老师", "授课人员", "宣讲人"),
        ),
        Column(
            "audience", "参加对象",
            known_as=("参加范围", "学法对象", "学习范围", "参学范围", "参训范围", "培训对象", "参训对象", "参加人员", "参训人员", "学习对象", "对象", "参学人员", "参会人员", "培训人员"),
        ),
        Column(
            "attendance", "参加人数", Shape.COUNT, unit="人",
            known_as=("参训人数", "培训人数", "人数", "参学人数", "实到人数", "到会人数", "参加人次", "参训人次", "培训人次",
                      "学习人数", "参会人数", "出席人数"),
        ),
        Column(
            "place", "地点", in_list=False,
            known_as=("培训地点", "学习地点", "举办地点", "场所", "培训场所", "会议地点"),
        ),
    ),
)  # fmt: skip

EXAMS = LedgerLayout(
    kind="law_exam",
    name="学法考试",
    sheet="学法考试",
    title_words=("学法考试", "法律知识考试", "法律知识测试", "考试台账", "考试情况", "普法考试"),
    key=("name", "held_on"),
    date_field="held_on",
    columns=(
        Column(
            "name", "考试名称", required=True,
            known_as=("名称", "考试主题", "考试内容", "测试名称", "考试项目", "考试批次", "考试场次", "考试"),
        ),
        Column(
            "held_on", "考试日期", Shape.DATE, required=True,
            known_as=("考试时间", "日期", "时间", "测试日期", "测试时间", "组织日期", "组织时间", "举办日期", "开考日期"),
        ),
        Column(
            "due", "应考人数", Shape.COUNT, unit="人",
            known_as=("应考数", "应参考数", "应考", "应参考人数", "应参加人数", "应考人员数", "应到人数", "应参考", "应考人次"),
        ),
        Column(
            "took", "参考人数", Shape.COUNT, unit="人",
            known_as=("实考数", "参考数", "实考人数", "参加人数", "实际参考人数", "参考", "实考", "实到人数", "已考人数", "考试人数", "参考人次",
                      "参加考试人数", "实参考人数"),
        ),
        Column(
            "passed", "合格人数", Shape.COUNT, unit="人",
            known_as=("合格数", "及格数", "通过数", "合格人员数", "合格", "及格人数", "通过人数", "达标人数", "考试合格人数", "合格人次"),
        ),
        Column(
            "constitution_share", "宪法题占比", Shape.PERCENT,
            known_as=("宪法题比例", "宪法内容占比", "宪法知识占比", "宪法题目占比", "宪法占比"), in_list=False,
        ),
    ),
)  # fmt: skip

RESULTS = LedgerLayout(
    kind="exam_result",
    name="考试成绩",
    sheet="考试成绩",
    title_words=("考试成绩", "成绩登记", "成绩表", "成绩单", "考试结果"),
    key=("exam_name", "held_on", "person", "office"),
    date_field="held_on",
    columns=(
        Column(
            "exam_name", "考试名称", required=True,
            known_as=("考试", "考试主题", "考试批次", "考试场次", "测试名称"),
        ),
        Column(
            "held_on", "考试日期", Shape.DATE, required=True,
            known_as=("考试时间", "日期", "时间", "测试日期", "测试时间", "参考日期", "参考时间"),
        ),
        Column(
            "person", "姓名", required=True,
            known_as=("考生", "考生姓名", "人员姓名", "参考人员", "参考人", "参加人员", "应考人员"),
        ),
        Column("office", "单位", known_as=("所在单位", "部门", "科室", "工作单位", "所属部门", "单位（部门）", "所在部门")),
        Column(
            "score", "成绩", in_list=False,
            known_as=("分数", "得分", "考试成绩", "考试分数", "考试得分", "总分"),
            help="只告诉本人，不排名、不公开。",
        ),
        Column(
            "outcome", "是否合格", Shape.CHOICE, choices=EXAM_OUTCOMES,
            known_as=("合格情况", "是否通过", "是否及格", "考试结果", "结果", "合格与否", "结论"),
        ),
    ),
)  # fmt: skip


def check_exam(values: Values) -> str | None:
    """Those who passed are among those who sat, and those among the ones who were due to."""
    due, took, passed = (values.get(name) for name in ("due", "took", "passed"))
    if due is not None and took is not None and took > due:
        return f"参考人数（{took}）多于应考人数（{due}），请核对"
    if took is not None and passed is not None and passed > took:
        return f"合格人数（{passed}）多于参考人数（{took}），请核对"
    if due is not None and passed is not None and passed > due:
        return f"合格人数（{passed}）多于应考人数（{due}），请核对"
    if (values.get("constitution_share") or 0) > 10_000:
        return "宪法题占比超过了100%，请核对"
    return None


_plain_result = plain_rows(ExamResult, RESULTS.columns)


def result_rows(values: Values, making: Making) -> Rows:
    """The plain row, and the exam of that name and day if the town has one."""
    rows = _plain_result(values, making)
    key = {"name": values["exam_name"], "held_on": values["held_on"]}
    rows[ExamResult][0]["exam_id"] = making.known(LawExam, key)
    return rows


def result_doubts(record: Any) -> Iterable[Doubt]:
    """A result without its exam: two ledgers that do not agree on name or day."""
    if record.exam_id is None:
        yield Doubt("登记这条成绩时，学法考试里没有同名、同一天的考试，请核对名称和日期", "exam_name")


STUDY_SESSION = RecordKind(
    layout=SESSIONS,
    model=StudySession,
    section="learning",
    rows=plain_rows(StudySession, SESSIONS.columns),
    values=plain_back(SESSIONS.columns),
    title=lambda record: record.topic or record.category_word,
    search=("topic", "lecturer", "audience", "place"),
)

LAW_EXAM = RecordKind(
    layout=EXAMS,
    model=LawExam,
    section="learning",
    rows=plain_rows(LawExam, EXAMS.columns),
    values=plain_back(EXAMS.columns),
    title=lambda record: record.name,
    check=check_exam,
    search=("name",),
)

EXAM_RESULT = RecordKind(
    layout=RESULTS,
    model=ExamResult,
    section="learning",
    rows=result_rows,
    values=plain_back(RESULTS.columns),
    title=lambda record: f"{record.person} {record.exam_name}",
    related=("exam",),
    doubts=result_doubts,
    search=("person", "exam_name", "office"),
)
