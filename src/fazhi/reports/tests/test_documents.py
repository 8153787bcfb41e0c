"""The report as a document: all figures, the town's own words, the public version without names."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.utils import timezone

from fazhi.evidence.official import Heading, docx_bytes
from fazhi.orgs.models import Town
from fazhi.reports import actions
from fazhi.reports.documents import paper_of, report_docx
from fazhi.reports.evaluation import evaluate
from fazhi.reports.models import AnnualReport, Paragraph
from fazhi.reports.tests.conftest import a_visit

pytestmark = pytest.mark.django_db


def words(paper):
    return "".join(
        block.text if isinstance(block, Heading) else "".join(run.text for run in block.runs)
        for block in paper.blocks
    )


def test_the_command_line_writes_a_report_of_a_town_that_has_none_and_stores_nothing(rich, tmp_path):
    path = tmp_path / "报告.docx"
    written = report_docx(rich, 2023, path)
    with zipfile.ZipFile(path) as package:
        document = package.read("word/document.xml").decode()
    for piece in ("示例镇2023年度法治政府建设情况报告", "排查矛盾纠纷10余起", "92%（12/13）", "附件"):
        assert piece in document
    assert written.missing
    assert written.figures == len([one for one in evaluate(rich, 2023).values() if one.value is not None])
    assert AnnualReport.objects.count() == 0


def test_a_town_without_any_record_still_gets_its_paper(town, tmp_path):
    written = report_docx(town, 2023, tmp_path / "空.docx")
    assert len(written.missing) > 10


def test_the_annex_holds_every_figure_exactly(rich):
    rows = {row.code: row for row in paper_of(town=rich, year=2023).annex.rows}
    for code, one in evaluate(rich, 2023).items():
        if one.value is None:
            assert code not in rows
        elif one.is_rate:
            assert rows[code].value == one.text
        else:
            assert (rows[code].value, rows[code].unit) == (str(one.value), one.unit)
    assert rows["mediation_series_views"].value == "9642"


def test_the_stored_report_is_what_is_printed(rich, office):
    report = actions.draft(rich, 2023, by=office)
    paragraph = Paragraph.objects.get(section__report=report, section__line="line_mediation")
    actions.write(rich, paragraph.pk, "只说这一句，共{disputes_found}。", 1, by=office)
    text = words(paper_of(town=rich, year=2023))
    assert "只说这一句，共13起。" in text
    assert "{" not in text


def test_the_public_version_hides_names_and_numbers_of_persons(rich, office):
    report = actions.draft(rich, 2023, by=office)
    a_visit(rich, 31, visitor="袁必超")
    paragraph = Paragraph.objects.get(section__report=report, section__line="line_mediation")
    actions.write(rich, paragraph.pk, "邀请袁必超同志讲课，电话13812345678。", 1, by=office)
    assert "袁必超" in words(paper_of(report))
    public = words(paper_of(report, public=True))
    assert "邀请袁某某同志讲课，电话138****5678。" in public
    assert "【缺记录" not in public


def test_a_paper_without_report_town_or_year_is_refused():
    with pytest.raises(ValueError, match="town's year"):
        paper_of(town=Town(name="某镇"))


def test_the_same_report_gives_the_same_bytes(rich):
    assert docx_bytes(paper_of(town=rich, year=2023)) == docx_bytes(paper_of(town=rich, year=2023))
    assert zipfile.is_zipfile(io.BytesIO(docx_bytes(paper_of(town=rich, year=2023))))


def test_a_draft_bears_the_day_it_is_written_out_and_a_report_the_day_it_was_approved(rich, office, leader):
    assert paper_of(town=rich, year=2023).day == timezone.localdate()
    report = actions.draft(rich, 2023, by=office)
    actions.submit(rich, report.pk, by=office)
    assert actions.approve(rich, report.pk, "同意", by=leader).dated == timezone.localdate()
    AnnualReport.objects.filter(pk=report.pk).update(dated=date(2024, 1, 15))
    assert paper_of(AnnualReport.objects.get(pk=report.pk)).day == date(2024, 1, 15)


def test_the_drafters_date_stands_when_the_report_is_approved(rich, office, leader):
    report = actions.draft(rich, 2023, by=office)
    actions.describe(rich, report.pk, by=office, dated=date(2024, 1, 15))
    actions.submit(rich, report.pk, by=office)
    assert actions.approve(rich, report.pk, "同意", by=leader).dated == date(2024, 1, 15)
