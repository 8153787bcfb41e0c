"""Sheets and headings are recognised where the words are plain, and asked about where they are not."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.ledgers.recognition import recognise
from fazhi.ledgers.tables import Table
from fazhi.records.columns import Choice, Choices, Column, LedgerLayout, Shape

TYPES = Choices(
    (Choice("neighbour", "邻里纠纷"), Choice("contract", "合同纠纷"), Choice("property", "物业纠纷")),
    other="other",
)
CATEGORIES = Choices((Choice("visit", "来访"), Choice("advice", "咨询"), Choice("mediation", "申请调解")))

DISPUTE = LedgerLayout(
    kind="dispute", name="矛盾纠纷", sheet="网格排查矛盾纠纷", title_words=("矛盾纠纷", "排查"), date_field="found_on",
    implied={"source": "网格员排查"},
    columns=(
        Column("found_on", "排查日期", Shape.DATE, required=True, known_as=("排查时间", "发现日期", "登记日期")),
        Column("village", "村居", required=True, known_as=("村（居）", "所在村")),
        Column("reporter", "网格员", known_as=("排查人",)),
        Column("parties", "当事人", Shape.NAMES, required=True, known_as=("双方当事人", "纠纷当事人")),
        Column("phone", "联系电话", Shape.PHONE),
        Column("type", "纠纷类型", Shape.CHOICE, required=True, choices=TYPES, known_as=("矛盾类型",)),
        Column("summary", "简要情况", Shape.LONG_TEXT, known_as=("基本情况",)),
        Column("village_attempts", "村调解次数", Shape.COUNT, unit="次", known_as=("调解次数",)),
        Column("result", "处理结果", Shape.CHOICE, known_as=("调解结果",)),
        Column("settled_on", "办结日期", Shape.DATE, known_as=("结案日期",)),
        Column("source", "来源", required=True),
    ),
)  # fmt: skip
RECEPTION = LedgerLayout(
    kind="reception", name="来访接待", sheet="调解工作室接待", title_words=("接待", "来访"), date_field="received_on",
    columns=(
        Column("received_on", "接待日期", Shape.DATE, required=True, known_as=("来访日期",)),
        Column("visitor", "来访人", Shape.NAMES, required=True),
        Column("phone", "联系电话", Shape.PHONE),
        Column("village", "村居"),
        Column("category", "类别", Shape.CHOICE, required=True, choices=CATEGORIES, known_as=("接待类别", "事项类型")),
        Column("type", "纠纷类型", Shape.CHOICE, choices=TYPES, known_as=("事项类型",)),
        Column("mediator", "调解员"),
        Column("result", "结果", known_as=("处理结果",)),
    ),
)  # fmt: skip
PENALTY = LedgerLayout(
    kind="penalty", name="行政处罚", sheet="行政处罚案件", title_words=("行政处罚",), date_field="decided_on",
    columns=(
        Column("number", "案号", Shape.NUMBER, required=True),
        Column("party", "当事人", required=True),
        Column("filed_on", "立案日期", Shape.DATE),
        Column("decided_on", "决定日期", Shape.DATE, required=True),
        Column("fine", "罚款金额", Shape.MONEY),
    ),
)  # fmt: skip
LAYOUTS = (DISPUTE, RECEPTION, PENALTY)

CELLS = {
    "found_on": [date(2023, 3, 5), "2023.4.1", "5月6日"], "village": ["示例一村", "示例二村", "合作社区"],
    "reporter": ["王五", "赵六", "周七"], "parties": ["张三、李四", "钱一、孙二", "吴九"],
    "phone": [19900001234, "19900004321", "0513-83000000"], "type": ["邻里纠纷", "合同纠纷", "物业纠纷"],
    "summary": ["排水沟改道", "拖欠货款", "停车位"], "village_attempts": [1, "2次", 3],
    "result": ["村调解成功", "上报", "村调解成功"], "settled_on": ["2023-03-09", None, date(2023, 6, 1)],
}  # fmt: skip


def sheet(columns, title="合作镇2023年矛盾纠纷台账"):
    """A table of these headings, each over the cells of a field (or cells given outright)."""
    headings = ["序号", *columns]
    cells = [CELLS[c] if isinstance(c, str) else c for c in columns.values()]
    return Table.of_rows(headings, [[n, *(c[n - 1] for c in cells)] for n in (1, 2, 3)], title)


def recognised(
    columns, answers=None, title="合作镇2023年矛盾纠纷台账", sheet_name="Sheet1", file_name="台账.xlsx"
):
    table = sheet(columns, title)
    result = recognise(table, LAYOUTS, sheet_name=sheet_name, file_name=file_name, answers=answers or {})
    return result, {table.headings[at]: name for at, name in result.fields.items()}


OWN = {c.heading: c.field for c in DISPUTE.columns if c.field in CELLS}


def test_the_offices_own_headings_are_understood_without_a_question():
    result, fields = recognised(OWN)
    assert (result.kind, fields, result.questions, result.unmapped) == ("dispute", OWN, [], [])


PLAIN_WORDS = [
    {"found_on": "排查时间", "village": "所在村", "parties": "纠纷当事人", "type": "纠纷类别", "village_attempts": "调解次数"},
    {"found_on": "登记时间", "village": "村(社区)", "parties": "双方当事人", "type": "矛盾类型", "settled_on": "结案时间"},
    {"found_on": "发现日期", "village": "村（居）", "parties": "当事人姓名", "type": "矛盾纠纷类型", "phone": "手机号"},
    {"found_on": "* 排查日期", "village": "所属社区", "parties": "当 事 人", "type": "纠纷种类", "phone": "联系方式"},
    {"found_on": "日期", "village": "村", "parties": "当事人", "type": "类型", "phone": "电话", "result": "调解结果"},
    {"found_on": "纠纷排查日期", "village": "村居名称", "parties": "当事双方", "type": "类型（大类）", "summary": "基本情况"},
    {"found_on": "时间", "village": "行政村", "parties": "当事人（双方）", "type": "类别", "village_attempts": "村级调解次数"},
]  # fmt: skip


@pytest.mark.parametrize("words", PLAIN_WORDS)
def test_another_towns_plain_office_words_raise_no_question(words):
    columns = {words[name]: name for name in CELLS if name in words}
    result, fields = recognised(columns)
    assert [q.to_json() for q in result.questions] == []
    assert (result.kind, fields) == ("dispute", columns)


@given(st.randoms(use_true_random=False), st.sampled_from(PLAIN_WORDS))
def test_recognition_does_not_depend_on_the_order_of_columns(random, words):
    for columns in (OWN, {words[name]: name for name in CELLS if name in words}):
        order = list(columns)
        random.shuffle(order)
        assert recognised({heading: columns[heading] for heading in order})[1] == columns


def test_an_unknown_heading_is_kept_and_not_asked_about():
    result, _ = recognised(
        {**OWN, "备注": ["无", "", "x"], "是否重点": ["是", "否", "否"], "经办领导": ["张", "王", "李"]}
    )
    assert result.unmapped == ["备注", "是否重点", "经办领导"]
    assert result.questions == []
    assert result.unmapped_at == {11, 12, 13}


def test_row_numbers_are_neither_a_field_nor_kept():
    result, fields = recognised(OWN)
    assert "序号" not in fields
    assert "序号" not in result.unmapped


def test_a_heading_whose_content_is_something_else_is_asked_about():
    columns = {**OWN, "联系电话": ["2023.3.5", date(2023, 3, 6), "2023-03-07"]}
    result, fields = recognised(columns)
    [question] = result.questions
    assert (question.kind, question.heading) == ("dispute", "联系电话")
    assert "联系电话" not in fields
    assert question.options[0] == ("phone", "联系电话")
    assert question.options[-1][0] == "-"


def test_the_answer_given_settles_the_heading():
    columns = {**OWN, "联系电话": ["2023.3.5", date(2023, 3, 6), "2023-03-07"]}
    settled, fields = recognised(columns, {"dispute": {"联系电话": "phone"}})
    assert (fields["联系电话"], settled.questions) == ("phone", [])
    passed, _ = recognised(columns, {"dispute": {"联系电话": "-"}})
    assert (passed.unmapped, passed.questions) == (["联系电话"], [])


def test_an_answer_holds_for_the_same_heading_written_with_blanks_or_in_full_width():
    columns = {h: n for h, n in OWN.items() if n != "parties"} | {"对 象": "parties"}
    _, fields = recognised(columns, {"dispute": {"对象": "parties"}})
    assert fields["对 象"] == "parties"


def test_two_headings_for_one_field_are_told_apart_by_what_they_hold():
    columns = {h: n for h, n in OWN.items() if n != "found_on"}
    result, fields = recognised({**columns, "排查时间": "found_on", "登记日期": [None, None, None]})
    assert fields["排查时间"] == "found_on"
    assert result.questions == []


def test_two_equally_good_headings_for_one_field_are_asked_about():
    columns = {h: n for h, n in OWN.items() if n != "found_on"}
    result, fields = recognised({**columns, "排查时间": "found_on", "登记日期": "found_on"})
    assert "found_on" not in fields.values()
    assert {q.heading for q in result.questions} <= {"排查时间", "登记日期"}
    assert result.questions


def test_one_heading_for_two_fields_is_settled_by_the_words_below_it():
    base = {"接待日期": "found_on", "来访人": "parties", "事项类型": ["咨询", "来访", "申请调解"]}
    result, fields = recognised(base, title="合作镇2023年接待台账")
    assert (result.kind, fields["事项类型"], result.questions) == ("reception", "category", [])


def test_a_heading_that_says_more_than_the_field_is_known_by_its_telling_content():
    columns = {h: n for h, n in OWN.items() if n != "phone"} | {"当事人一方联系方式": "phone"}
    result, fields = recognised(columns)
    assert (fields["当事人一方联系方式"], result.questions) == ("phone", [])


def test_a_heading_that_only_resembles_is_asked_about():
    columns = {h: n for h, n in OWN.items() if n != "result"} | {"镇级处理结果": "result"}
    result, _ = recognised(columns)
    [question] = result.questions
    assert (question.heading, question.options[0][0]) == ("镇级处理结果", "result")


def test_a_required_column_that_is_nowhere_is_asked_about_by_name():
    columns = {h: n for h, n in OWN.items() if n != "village"}
    result, _ = recognised({**columns, "片区": ["示例一村", "示例二村", "合作社区"]})
    [question] = result.questions
    assert question.heading == "缺列：村居"
    assert "没有找到“村居”" in question.text
    assert [value for value, _ in question.options] == ["片区", "-"]

    mapped, fields = recognised({**columns, "片区": CELLS["village"]}, {"dispute": {"缺列：村居": "片区"}})
    assert (fields["片区"], mapped.questions) == ("village", [])
    without, _ = recognised({**columns, "片区": CELLS["village"]}, {"dispute": {"缺列：村居": "-"}})
    assert (without.missing, without.questions, without.unmapped) == (["village"], [], ["片区"])


def test_a_field_the_kind_implies_may_be_left_out():
    result, fields = recognised(OWN)
    assert "source" not in fields.values()
    assert (result.missing, result.questions) == ([], [])


def test_units_in_headings_and_above_them_are_remembered_for_the_column():
    table = sheet({"案号": ["罚1号", "罚2号", "罚3号"], "当事人": "reporter", "决定日期": "found_on", "罚款金额（万元）": [0.2, 0.1, 1]},
                  "合作镇2023年行政处罚台账")  # fmt: skip
    result = recognise(table, LAYOUTS, sheet_name="处罚", file_name="a.xlsx", answers={})
    assert result.units == {4: "万元"}
    table.headings[4], table.unit = "罚款金额", "千元"
    assert recognise(table, LAYOUTS, sheet_name="处罚", file_name="a.xlsx", answers={}).units == {4: "千元"}


@pytest.mark.parametrize(
    ("title", "sheet_name", "file_name"),
    [("合作镇2023年矛盾纠纷台账", "Sheet1", "1.xlsx"), ("", "网格排查矛盾纠纷", "1.xlsx"), ("", "Sheet1", "07网格排查矛盾纠纷台账.xlsx"),
     ("", "Sheet1", "1.xlsx")],
)  # fmt: skip
def test_the_kind_shows_in_title_sheet_file_or_columns(title, sheet_name, file_name):
    result, _ = recognised(OWN, title=title, sheet_name=sheet_name, file_name=file_name)
    assert (result.kind, result.questions) == ("dispute", [])


def test_a_title_that_names_one_ledger_settles_a_sheet_with_few_known_headings():
    columns = {
        "案号": ["罚1号", "罚2号", "罚3号"],
        "决定时间": "found_on",
        "承办": "reporter",
        "文书": "summary",
    }
    result, fields = recognised(columns, title="合作镇2023年行政处罚案件登记表")
    assert (result.kind, fields["决定时间"]) == ("penalty", "decided_on")
    assert [question.heading for question in result.questions] == ["缺列：当事人"]


def test_a_sheet_like_nothing_known_is_asked_about_and_may_be_passed_over():
    columns = {"车牌": ["苏F1", "苏F2", "苏F3"], "里程": [1, 2, 3]}
    result, _ = recognised(columns, title="公车使用台账")
    [question] = result.questions
    assert (result.kind, question.kind, question.heading) == (None, "", "台账.xlsx/Sheet1")
    assert question.options[-1][0] == "-"
    assert {value for value, _ in question.options} == {"dispute", "reception", "penalty", "-"}
    passed, _ = recognised(columns, {"": {"台账.xlsx/Sheet1": "-"}}, title="公车使用台账")
    assert (passed.kind, passed.questions) == (None, [])


def test_the_kind_given_for_a_sheet_is_taken():
    result, _ = recognised(OWN, {"": {"某表": "reception"}}, sheet_name="某表")
    assert result.kind == "reception"


def test_a_sheet_without_rows_raises_no_question_about_its_kind():
    table = Table.of_rows(["甲", "乙"], [])
    result = recognise(table, LAYOUTS, sheet_name="x", file_name="y", answers={})
    assert (result.kind, result.questions) == (None, [])


def test_a_question_can_be_printed_as_json():
    result, _ = recognised({"车牌": ["苏F1", "苏F2", "苏F3"]}, title="")
    told = json.loads(json.dumps(result.questions[0].to_json(), ensure_ascii=False))
    assert set(told) == {"kind", "sheet", "heading", "text", "options"}
    assert told["options"][-1] == {"value": "-", "label": "不导入这张表"}
