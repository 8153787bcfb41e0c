"""送审前检查 finds what is wrong in a report, and one click mends it."""

from __future__ import annotations

import pytest

from fazhi.orgs.permissions import Refused
from fazhi.reports import actions
from fazhi.reports.checking import AMBER, GREEN, RED, check, must_mend
from fazhi.reports.models import Paragraph
from fazhi.reports.tests.conftest import a_dispute, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(rich, office):
    return actions.draft(rich, 2023, by=office)


@pytest.fixture
def written(rich, report, office):
    """Writes a paragraph of the report and gives the findings in it."""

    def write(text):
        paragraph = Paragraph.objects.get(section__report=report, section__line="line_mediation")
        actions.write(rich, paragraph.pk, text, paragraph.version, by=office)
        return [one for one in check(report).findings if one.paragraph == paragraph.pk]

    return write


def mended(town, one, office, at=0):
    paragraph = actions.mend(
        town, one.paragraph, one.version, one.start, one.end, one.words, one.mends[at].replacement, by=office
    )
    return paragraph.text


def kinds(findings):
    return [one.kind for one in findings]


@pytest.mark.parametrize(
    ("text", "kind", "after"),
    [
        ("共排查{disputes_found|上万}。", "wording", "共排查{disputes_found|余}。"),
        ("共排查{disputes_found}起。", "unit_twice", "共排查{disputes_found}。"),
        ("共接待5起。", "typed_number", None),
        ("推动普法工作深、走实。", "slip", None),
        ("印发合政发[2023]5号文件。", "brackets", "印发合政发〔2023〕5号文件。"),
        ("2022年，开展排查。", "year", "2023年，开展排查。"),
        ("我镇的的工作。", "doubled", "我镇的工作。"),
        ("电话13812345678可以查。", "personal", "电话138****5678可以查。"),
        ("共{no_such_code}起", "unknown_code", "共起"),
        ("多了一个{括号", "slip", "多了一个括号"),
    ],
)
def test_a_slip_is_found_and_one_click_mends_it(rich, written, office, text, kind, after):
    one = next(one for one in written(text) if one.kind == kind)
    assert one.words == text[one.start : one.end]
    assert one.mends, one
    made = mended(rich, one, office)
    assert made != text
    if after is not None:
        assert made == after
    assert kind not in kinds(written(made)) or kind == "typed_number"


def test_a_typed_number_offers_the_figures_that_have_this_value(written):
    one = next(one for one in written("共接待群众5起。") if one.kind == "typed_number")
    assert "{receptions}" in [mend.replacement for mend in one.mends]


def test_a_true_approximation_is_said_to_be_right(rich, report, written):
    findings = written("共排查{disputes_found|余}。")
    assert findings == []
    assert any("10余起" in sentence and "13起" in sentence for sentence in check(report).right)


def test_a_claim_about_all_is_held_against_its_denominator(rich, written, office):
    false = next(
        one
        for one in written("排查的纠纷{disputes_found}均在村里化解{village_settled}。")
        if one.kind == "absolute"
    )
    assert false.light == RED
    assert "92%（12/13）" in false.trouble
    assert mended(rich, false, office) == "排查的纠纷{disputes_found}在村里化解{village_settled}。"
    doubtful = next(one for one in written("矛盾全部化解。") if one.kind == "absolute")
    assert doubtful.light == AMBER
    agreeing = written("参加考试的均有成绩，合格率{exam_pass_rate}，参考{exam_took_of_rated}。")
    assert next(one for one in agreeing if one.kind == "absolute").light in (RED, GREEN)


def test_a_figure_without_records_is_pointed_out_and_becomes_a_mark(rich, written, office):
    one = next(
        one for one in written("工作扎实。办理委托案件{entrusted_cases}。") if one.kind == "no_records"
    )
    assert "没有记录" in one.trouble
    assert mended(rich, one, office) == "工作扎实。【缺记录：办理委托行政执法案件】"


def test_records_without_a_figure_are_pointed_out_and_written_in(rich, report, written, office):
    written("这一节什么数字也没有。")
    one = next(one for one in check(report).findings if one.kind == "unwritten" and one.code == "receptions")
    paragraph = actions.write_in(rich, one.section, one.code, by=office)
    assert paragraph.text == "这一节什么数字也没有。接待来访、咨询、申请调解{receptions}。"
    assert "receptions" not in [one.code for one in check(report).findings if one.kind == "unwritten"]


def test_a_sentence_unchanged_since_last_year_is_pointed_out(rich, office, written):
    sentence = "坚持和发展新时代“枫桥经验”，把矛盾纠纷化解在基层、化解在萌芽状态。"
    before = actions.draft(rich, 2022, by=office)
    old = Paragraph.objects.get(section__report=before, section__line="line_mediation")
    actions.write(rich, old.pk, sentence, old.version, by=office)
    assert "unchanged" in kinds(written(sentence))


def test_a_persons_name_on_record_is_found(rich, written):
    a_visit(rich, 30, visitor="王示例")
    one = next(one for one in written("接待群众王示例来访。") if one.kind == "personal")
    assert one.words == "王示例"
    assert one.mends[0].replacement == "王某某"


def test_marks_are_listed_but_are_no_prose(rich, written):
    findings = written("【缺记录：全部120起的的记录】")
    assert kinds(findings) == ["mark"]


def test_only_what_is_plainly_wrong_keeps_a_report_back(rich, report, written):
    written("共排查{disputes_found|上万}，我镇的的工作。")
    assert must_mend(report) == []
    written("共排查{disputes_fund}。")
    assert [one.kind for one in must_mend(report)] == ["unknown_code"]


def test_a_mend_of_text_that_changed_meanwhile_is_refused(rich, written, office):
    one = next(one for one in written("我镇的的工作。") if one.kind == "doubled")
    written("我镇另外的工作。")
    with pytest.raises(Refused, match="已经改过"):
        mended(rich, one, office)


def test_a_wording_goes_wrong_when_the_records_move(rich, report, office, written):
    assert written("共排查{disputes_found|余}。") == []
    for number in range(50, 57):
        a_dispute(rich, number)
    one = next(one for one in check(report).findings if one.kind == "wording")
    assert "实为20起" in one.trouble
    assert mended(rich, one, office) == "共排查{disputes_found}。"
