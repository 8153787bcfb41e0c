"""Writing, rearranging, handing in and freezing the report."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.evidence.official import Heading
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of
from fazhi.reports import actions
from fazhi.reports.documents import paper_of
from fazhi.reports.freezing import difference
from fazhi.reports.holding import EditedMeanwhile, report_faults
from fazhi.reports.models import AnnualReport, Paragraph, Submission
from fazhi.reports.progress import report_progress
from fazhi.reports.tests.conftest import a_dispute, person
from fazhi.trace.checking import trace_faults
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(rich, office):
    return actions.draft(rich, 2023, by=office)


@pytest.fixture
def paragraph(report):
    return Paragraph.objects.get(section__report=report, section__line="line_mediation")


@pytest.fixture
def frozen(rich, report, office, leader):
    actions.submit(rich, report.pk, by=office)
    actions.approve(rich, report.pk, "同意", by=leader)
    return actions.freeze(rich, report.pk, by=leader)


def words_of_paper(report, **options):
    return "".join(
        run.text
        for block in paper_of(report, **options).blocks
        if not isinstance(block, Heading)
        for run in block.runs
    )


def test_what_was_written_is_kept_and_traced(rich, paragraph, office, tmp_path):
    actions.write(rich, paragraph.pk, "第一行\n第二行。", 1, by=office)
    paragraph.refresh_from_db()
    assert (paragraph.text, paragraph.version) == ("第一行第二行。", 2)
    told = TraceRecord.objects.filter(chain=f"{rich.pk}:report").order_by("-seq").first()
    assert (told.verb, told.kind) == ("written", "report")
    assert "第一行第二行。" in told.change
    assert told.rows_digest
    assert list(trace_faults(tmp_path)) == []


def test_the_second_of_two_editors_gets_both_texts_and_nothing_is_lost(rich, paragraph, office):
    other = person(rich, "party_office")
    actions.write(rich, paragraph.pk, "先写的人。", 1, by=office)
    with pytest.raises(EditedMeanwhile) as both:
        actions.write(rich, paragraph.pk, "后写的人。", 1, by=other)
    assert both.value.theirs.text == "先写的人。"
    assert both.value.yours == "后写的人。"
    paragraph.refresh_from_db()
    assert paragraph.text == "先写的人。"
    actions.write(rich, paragraph.pk, "两个人的话。", both.value.theirs.version, by=other)
    paragraph.refresh_from_db()
    assert paragraph.text == "两个人的话。"


def test_saving_what_already_stands_is_no_change(rich, paragraph, office):
    before = TraceRecord.objects.count()
    actions.write(rich, paragraph.pk, paragraph.text, 99, by=office)
    assert TraceRecord.objects.count() == before


def test_sections_are_retitled_moved_added_and_removed(rich, report, office):
    def order():
        return list(report.sections.order_by("place").values_list("heading", flat=True))

    duty = report.sections.get(line="head_duty")
    actions.move_section(rich, duty.pk, -1, by=office)
    assert order()[1] == duty.heading  # before the whole first part with its five lines
    actions.move_section(rich, duty.pk, 1, by=office)
    assert order()[7] == duty.heading
    new = actions.add_section(rich, report.pk, "特色做法", 1, by=office, after=duty.pk)
    assert order()[8] == "特色做法"
    actions.add_paragraph(rich, new.pk, "一段话。", by=office)
    actions.remove_section(rich, new.pk, by=office)
    assert "特色做法" not in order()
    assert "一段话。" in TraceRecord.objects.order_by("-at").first().change
    first = report.sections.get(line="results")
    with pytest.raises(Refused, match="最上面"):
        actions.move_section(rich, first.pk, -1, by=office)


def test_another_towns_paragraph_cannot_be_written(rich, paragraph):
    elsewhere = Town.objects.create(name="别的镇")
    with pytest.raises(Refused, match="不在了"):
        actions.write(elsewhere, paragraph.pk, "x", 1, by=person(elsewhere, "justice_office"))


@pytest.mark.parametrize(
    "role",
    ["enforcement_bureau", "town_leader", "village_mediator", "grid_worker", "system_admin", "county_bureau"],
)
def test_only_the_drafting_offices_write(rich, paragraph, role):
    with pytest.raises(NotAllowed):
        actions.write(rich, paragraph.pk, "x", 1, by=person(rich, role))


def test_the_report_goes_from_draft_to_frozen_and_every_step_is_on_record(
    rich, report, office, leader, frozen
):
    assert frozen.status == AnnualReport.Status.FROZEN
    assert list(Submission.objects.values_list("before", "after")) == [
        ("draft", "in_review"), ("in_review", "approved"), ("approved", "frozen"),
    ]  # fmt: skip
    verbs = (
        TraceRecord.objects.filter(chain=f"{rich.pk}:report").order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["drafted", "submitted", "approved", "frozen"]


def test_the_drafters_do_not_approve_their_own_report(rich, report, office):
    actions.submit(rich, report.pk, by=office)
    with pytest.raises(NotAllowed, match="镇领导"):
        actions.approve(rich, report.pk, by=office)


def test_a_step_out_of_turn_is_refused(rich, report, leader):
    with pytest.raises(Refused, match="草稿"):
        actions.approve(rich, report.pk, by=leader)
    with pytest.raises(Refused, match="草稿"):
        actions.freeze(rich, report.pk, by=leader)


def test_what_was_handed_in_cannot_be_written_until_it_is_sent_back(rich, report, paragraph, office, leader):
    actions.submit(rich, report.pk, by=office)
    with pytest.raises(Refused, match="退回"):
        actions.write(rich, paragraph.pk, "x", 1, by=office)
    with pytest.raises(Refused, match="退回的意见"):
        actions.send_back(rich, report.pk, " ", by=leader)
    actions.send_back(rich, report.pk, "请核对接待数", by=leader)
    actions.write(rich, paragraph.pk, "改好了。", 1, by=office)


def test_a_report_with_an_unknown_figure_is_not_handed_in(rich, report, paragraph, office):
    actions.write(rich, paragraph.pk, "共{no_such_figure}。", 1, by=office)
    with pytest.raises(Refused, match="必须先改"):
        actions.submit(rich, report.pk, by=office)


def test_a_frozen_report_keeps_its_numbers_and_later_edits_show_as_a_difference(rich, frozen):
    assert difference(frozen) == []
    before = words_of_paper(frozen)
    new = a_dispute(rich, 40)
    assert words_of_paper(frozen) == before
    one = next(one for one in difference(frozen) if one.code == "disputes_found")
    assert (one.frozen, one.now) == ("13", "14")
    assert [change.what for change in one.changes] == ["新计入"]
    assert str(new) in one.changes[0].url or one.changes[0].title


def test_a_record_edited_after_freezing_is_named_though_the_number_stays(rich, frozen):
    kind = kind_of("dispute")
    record = kind.model.objects.filter(town=rich).order_by("pk").first()
    values = {**current_values(kind, record.pk), "summary": "后来补写的情况"}
    correct(kind, record.pk, values, town=rich, by=CONSOLE)
    one = next(one for one in difference(frozen) if one.code == "disputes_found")
    assert not one.number_differs
    assert [change.what for change in one.changes] == ["改过"]


def test_freezing_stores_the_ids_behind_every_number(rich, frozen):
    one = frozen.snapshots.get(code="disputes_found")
    assert len(one.ids.split(",")) == one.value == 13
    assert len(one.digest) == 64
    rate = frozen.snapshots.get(code="village_settled_rate")
    assert (rate.numerator, rate.denominator, rate.ids) == (12, 13, "")


def test_marks_stand_in_the_draft_and_not_in_the_final_paper_unless_kept(rich, report, office, leader):
    assert "【缺记录：" in words_of_paper(report)
    actions.submit(rich, report.pk, by=office)
    report = actions.approve(rich, report.pk, by=leader)
    assert "【缺记录：" not in words_of_paper(report)
    assert "【缺记录：" in words_of_paper(report, marks=True)


def test_progress_counts_figures_with_records_and_marks(rich, report):
    progress = report_progress(rich, 2023)
    assert progress.backed == progress.total > 10
    assert progress.missing > 5
    assert progress.url == "/report/2023/"
    assert report_progress(rich, 2019) is None


def test_a_marked_sentence_is_filled_in_once_its_records_are_there(rich, report, office):
    from fazhi.reports.checking import check
    from fazhi.reports.tests.conftest import made

    made(rich, "study_session", held_on=date(2023, 12, 4), category="宪法宣誓", attendance=5)
    found = next(one for one in check(report).findings if one.mark and "宪法" in one.mark)
    actions.fill_mark(rich, found.paragraph, found.version, found.mark, by=office)
    text = Paragraph.objects.get(pk=found.paragraph).text
    assert "举办宪法宣誓活动{oath_ceremonies}。" in text
    assert f"【缺记录：{found.mark}】" not in text


def test_a_report_changed_behind_the_softwares_back_is_found(frozen):
    assert list(report_faults()) == []
    Paragraph.objects.filter(section__report=frozen, section__line="line_mediation").update(text="改了。")
    assert [(fault.code, fault.where) for fault in report_faults()] == [("changed", str(frozen.pk))]
