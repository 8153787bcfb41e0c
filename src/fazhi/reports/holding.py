"""What every change of a report rests on: who may, locked rows, clean words, and the trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import F

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.reports.filling import with_codes
from fazhi.reports.models import AnnualReport, Paragraph, ReportSection
from fazhi.trace.checking import Fault
from fazhi.trace.models import TraceRecord
from fazhi.trace.writing import Entry, append, as_json, sm3

MAY_DRAFT = "年度报告由司法所和党政办起草。需要修改时请告诉他们。"


class EditedMeanwhile(Refused):
    """Somebody else saved the paragraph since the person opened it; both texts are here, nothing is lost."""

    def __init__(self, theirs: Paragraph, yours: str) -> None:
        super().__init__(
            f"这一段刚被{theirs.changed_by or '别人'}改过。您写的内容还在，请对照两份再保存一次。", "text"
        )
        self.theirs = theirs
        self.yours = yours


def locked(town: Town, report_id: UUID) -> AnnualReport:
    """The town's report, locked until the transaction ends. Raises Refused."""
    report = AnnualReport.objects.select_for_update().filter(pk=report_id, town=town).first()
    if report is None:
        raise Refused("没有找到这份报告，它可能不是本镇的。")
    return report


def open_report(town: Town, report_id: UUID, by: Actor) -> AnnualReport:
    """The report, locked, if this person may write it now. Raises NotAllowed, Refused."""
    require(by.may_draft_report(town), MAY_DRAFT)
    report = locked(town, report_id)
    if not report.is_open:
        raise Refused(f"报告{report.get_status_display()}，不能改。要改请先退回。")
    return report


def section_of(town: Town, section_id: UUID, by: Actor) -> tuple[ReportSection, AnnualReport]:
    """A section and its report, locked, to be written."""
    section = ReportSection.objects.filter(pk=section_id, report__town=town).first()
    if section is None:
        raise Refused("这一节已经不在了，可能刚被删去。请刷新页面。")
    return section, open_report(town, section.report_id, by)


def paragraph_of(town: Town, paragraph_id: UUID, by: Actor) -> tuple[Paragraph, AnnualReport]:
    """A paragraph and its report, both locked, to be written."""
    owner = Paragraph.objects.filter(pk=paragraph_id, section__report__town=town)
    report_id = owner.values_list("section__report_id", flat=True).first()
    if report_id is None:
        raise Refused("这一段已经不在了，可能刚被删去。您写的内容还在，可以另加一段。")
    report = open_report(town, report_id, by)
    # Read again under the report's lock: two writers take turns, the second sees what the first wrote.
    return owner.select_for_update(of=("self",)).select_related("section").get(), report


def cleaned(text: str) -> str:
    """One paragraph, one line: line ends typed in the box become nothing, names of figures their codes."""
    return with_codes("".join(part.strip() for part in text.splitlines()).strip())


def good_heading(heading: str) -> str:
    """The heading, trimmed. Raises Refused when there is none."""
    if not heading.strip():
        raise Refused("请填写标题", "heading")
    return heading.strip()[:200]


def good_level(level: int) -> int:
    """The level. Raises Refused when an official paper has none such."""
    if level not in (1, 2, 3, 4):
        raise Refused("标题只有四级：一、（一）1.（1）", "level")
    return level


def report_digest(report: AnnualReport) -> str:
    """SM3 over the report, its sections and paragraphs as they stand."""
    sections = report.sections.order_by("place", "pk").values_list("pk", "place", "level", "heading", "line")
    texts = Paragraph.objects.filter(section__report=report).order_by("section__place", "place", "pk")
    head = [
        report.title,
        report.status,
        report.year,
        report.issuer,
        report.dated,
        report.keep_marks,
        report.frozen_at,
    ]
    return sm3(as_json([head, list(sections), list(texts.values_list("pk", "section_id", "place", "text"))]))


def report_faults() -> Iterator[Fault]:
    """Reports that say something else than their last action left, for `fazhi check`."""
    for report in AnnualReport.objects.order_by("pk"):
        told = TraceRecord.objects.filter(subject=str(report.pk), kind="report").order_by("-seq").first()
        if told is None:
            yield Fault("added", str(report.pk), f"{report.title}没有经过起草就出现在数据库里。")
        elif told.rows_digest != report_digest(report):
            yield Fault("changed", str(report.pk), f"{report.title}没有经过办理就被改了。")


def tell(report: AnnualReport, by: Actor, verb: str, change: dict[str, Any]) -> None:
    """Count the change and write its trace. Inside a transaction."""
    AnnualReport.objects.filter(pk=report.pk).update(version=F("version") + 1)
    append([
        Entry(
            chain=f"{report.town_id}:report", verb=verb, kind="report", subject=report.pk, actor=by.key,
            town=report.town_id, rows_digest=report_digest(report), change=change,
        )
    ])  # fmt: skip
