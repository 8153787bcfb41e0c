"""The first draft says what the records say, marks what they do not, and reads as the town's own."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.orgs.models import Town
from fazhi.records.figures import BOOK
from fazhi.reports import actions
from fazhi.reports.composing import compose
from fazhi.reports.draft_text import PARTS
from fazhi.reports.filling import MARK, current_values, tokens_in, with_codes, with_names, words_of
from fazhi.reports.models import AnnualReport, Paragraph
from fazhi.reports.tests.conftest import a_visit, made, person
from fazhi.reports.tokens import digits_without_token

pytestmark = pytest.mark.django_db

OF_THE_SEED = (
    "study_sessions", "law_exams", "entrusted_cases", "contracts_reviewed", "contract_opinions",
    "supervision_licences_applied", "file_review_rounds", "disputes_found", "receptions", "written_agreements",
    "mediator_trainings", "mediator_training_attendance", "mediation_series_episodes", "mediation_series_views",
    "schools_reached", "school_events", "school_audience", "villages_reached", "village_events", "village_audience",
    "anti_fraud_episodes", "anti_fraud_views",
)  # fmt: skip


def told(town, year=2023):
    """The words of the draft, by line."""
    values = current_values(town, year)
    return {
        section.line: "".join(words_of(passage.text, values) for passage in section.passages)
        for section in compose(town, year).sections
    }


def texts(town, year=2023):
    return [passage.text for section in compose(town, year).sections for passage in section.passages]


def test_all_figures_of_the_draft_exist():
    for part in PARTS:
        clauses = [clause for point in part.points for clause in point.clauses] + list(part.opening)
        for clause in clauses:
            for text in (clause.text, *clause.otherwise):
                for code in [t.code for t in tokens_in(text.replace("|约", ""))]:
                    assert code in BOOK, code
        assert set(part.expected) <= set(BOOK.figures), part.line


def test_the_draft_can_name_every_figure_of_the_real_report():
    clauses = [clause for part in PARTS for point in part.points for clause in point.clauses]
    codes = {token.code for clause in clauses for token in tokens_in(clause.text.replace("|约", ""))}
    assert set(OF_THE_SEED) <= codes


def test_four_parts_and_five_lines_stand_in_the_draft(town):
    assert [part.level for part in PARTS] == [1, 2, 2, 2, 2, 2, 1, 1, 1]


def test_a_town_without_records_gets_marks_and_not_one_number(town):
    for section in compose(town, 2023).sections:
        for passage in section.passages:
            assert not tokens_in(passage.text), passage.text
            if section.line != "intro":
                assert MARK.sub("", passage.text) == "", passage.text
    assert "{" not in "".join(texts(town))


def test_records_become_sentences_with_tokens(rich):
    lines = told(rich)
    assert "机关干部学法2次" in lines["line_leadership"]
    assert "行政处罚法" in lines["line_leadership"]
    assert "排查矛盾纠纷10余起" in lines["line_mediation"]
    assert "示例调解工作室全年接待群众来访、咨询、申请调解共5起" in lines["line_mediation"]
    assert "“调解示例法”系列视频1期，在抖音号发布，观看近万人次" in lines["line_mediation"]
    assert "走进2个村居" in lines["line_outreach"]
    assert "【缺记录：进学校普法】" in lines["line_outreach"]


def test_no_number_is_typed_in_the_draft(rich):
    values = {code: one.for_token for code, one in current_values(rich, 2023).items()}
    for text in texts(rich):
        assert digits_without_token(MARK.sub("", text), values) == [], text


def test_a_point_without_records_is_not_numbered(rich):
    assert (
        told(rich)["line_outreach"].startswith("一是") is False or "【缺记录" in told(rich)["line_outreach"]
    )
    text = told(rich)["line_mediation"]
    assert text.index("一是深化矛盾排查") < text.index("二是优化化解流程") < text.index("三是提升调解能力")


def test_shortcomings_and_tasks_on_record_become_the_last_two_parts(rich):
    made(rich, "shortcoming", noted_on=date(2023, 12, 1), text="普法形式比较单一。", cause="力量不足")
    made(rich, "shortcoming", noted_on=date(2023, 12, 2), text="执法力量不足")
    made(
        rich, "next_year_task", noted_on=date(2023, 12, 1), text="办好法治文化进村", responsible_office="司法所",
        due_on=date(2024, 6, 30),
    )  # fmt: skip
    lines = told(rich)
    assert lines["shortcomings"] == "一是普法形式比较单一。力量不足。二是执法力量不足。"
    assert lines["next_steps"] == "办好法治文化进村。这项工作由司法所负责，2024年6月30日前完成。"


def test_another_town_reads_as_its_own():
    other = Town.objects.create(name="示例街道")
    a_visit(other, 1)
    report = compose(other, 2024)
    assert report.title == "示例街道2024年度法治政府建设情况报告"
    assert report.issuer == "示例街道办事处"
    assert "2024年，我街道坚持" in told(other, 2024)["intro"]
    assert "街道调解室全年接待群众来访、咨询、申请调解共1起" in told(other, 2023)["line_mediation"]
    assert not any(word in "".join(texts(other)) for word in ("合作镇", "启东", "袁", "我镇"))


def test_last_years_headings_and_their_order_are_taken(rich, office):
    before = actions.draft(rich, 2022, by=office)
    mediation = before.sections.get(line="line_mediation")
    actions.retitle_section(rich, mediation.pk, "把矛盾化解在村里", by=office)
    actions.move_section(rich, mediation.pk, -1, by=office)
    actions.add_section(rich, before.pk, "特色做法", 1, by=office)
    now = actions.draft(rich, 2023, by=office)
    lines = list(now.sections.values_list("line", flat=True))
    assert lines.index("line_mediation") < lines.index("line_supervision")
    assert now.sections.get(line="line_mediation").heading == "把矛盾化解在村里"
    own = now.sections.get(heading="特色做法")
    assert "去年自己加的一节" in own.paragraphs.get().text


def test_drafting_twice_is_one_report(rich, office):
    first = actions.draft(rich, 2023, by=office)
    paragraph = Paragraph.objects.filter(section__report=first).first()
    actions.write(rich, paragraph.pk, "改过的话。", paragraph.version, by=office)
    assert actions.draft(rich, 2023, by=office).pk == first.pk
    paragraph.refresh_from_db()
    assert paragraph.text == "改过的话。"
    assert AnnualReport.objects.count() == 1


def test_a_figure_is_edited_by_its_name_and_kept_by_its_code():
    text = "共{disputes_found|余}，{{不是数字}}，{village_settled_rate}{没有这个}"
    assert with_names(text) == "共{网格排查矛盾纠纷|余}，{{不是数字}}，{村级化解率}{没有这个}"
    assert with_codes(with_names(text)) == text
    assert with_codes(text) == text


def test_words_of_records_with_braces_stay_words(rich):
    made(rich, "shortcoming", noted_on=date(2023, 12, 1), text="表述{disputes_found}不规范")
    assert told(rich)["shortcomings"] == "表述{disputes_found}不规范。"


def test_party_office_drafts_and_leaders_do_not(town, leader):
    from fazhi.orgs.permissions import NotAllowed

    with pytest.raises(NotAllowed, match="司法所和党政办"):
        actions.draft(town, 2023, by=leader)
    assert actions.draft(town, 2023, by=person(town, "party_office")).year == 2023
