"""The report as an official paper: .docx, PDF and the version made public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone

from fazhi.evidence.official import Annex, Block, Heading, Paper, Paragraph, Run, write_docx
from fazhi.orgs.models import Town
from fazhi.reports.composing import compose
from fazhi.reports.filling import MARK, Values, annex_rows, current_values, runs_of, values_of
from fazhi.reports.models import AnnualReport
from fazhi.reports.persons import people_named_in
from fazhi.reports.sentences import mended
from fazhi.reports.sentences_persons import personal_data


@dataclass(frozen=True)
class _Section:
    level: int
    heading: str
    texts: tuple[str, ...]


def paper_of(
    report: AnnualReport | None = None, *, town: Town | None = None, year: int | None = None,
    public: bool = False, marks: bool | None = None,
) -> Paper:  # fmt: skip
    """The report as a paper; of a town's year without a report, the draft that would begin it.

    `marks`: whether sentences without records are printed as marked; None leaves them out of a paper that is approved
    or frozen unless the report keeps them. `public` hides the names and numbers of persons.
    """
    if report is None and town is not None and year is not None:
        report = AnnualReport.objects.filter(town=town, year=year).select_related("town").first()
    if report is not None:
        return _stored(report, public, marks)
    if town is None or year is None:
        raise ValueError("a paper is of a report, or of a town's year")
    draft = compose(town, year, AnnualReport.objects.filter(town=town, year=year - 1).first())
    sections = [
        _Section(section.level, section.heading, tuple(passage.text for passage in section.passages))
        for section in draft.sections
    ]
    values = current_values(town, year)
    shown = marks if marks is not None else not public
    return _paper(town, year, draft.title, draft.issuer, None, sections, values, public, shown)


def _stored(report: AnnualReport, public: bool, marks: bool | None) -> Paper:
    sections = [
        _Section(section.level, section.heading, tuple(p.text for p in section.paragraphs.all()))
        for section in report.sections.prefetch_related("paragraphs")
    ]
    final = report.status in (AnnualReport.Status.APPROVED, AnnualReport.Status.FROZEN)
    shown = marks if marks is not None else report.keep_marks or not (final or public)
    return _paper(
        report.town, report.year, report.title, report.issuer, report.dated, sections, values_of(report), public, shown
    )  # fmt: skip


def _paper(
    town: Town, year: int, title: str, issuer: str, day: date | None, sections: list[_Section], values: Values,
    public: bool, marks: bool,
) -> Paper:  # fmt: skip
    names = people_named_in("".join(text for s in sections for text in s.texts), town) if public else []
    blocks: list[Block] = []
    for section in sections:
        if section.level and section.heading:
            blocks.append(Heading(min(4, section.level), section.heading))
        for text in section.texts:
            runs = runs_of(text, values, marks=marks)
            if public:
                runs = [Run(mended(run.text, personal_data(run.text, names)), run.missing) for run in runs]
            if runs:
                blocks.append(Paragraph(tuple(runs)))
    return Paper(
        title=title,
        blocks=tuple(blocks),
        issuer=issuer or None,
        # The date of a paper is the day its head signs it; until then a draft bears the day it was written out.
        day=day or timezone.localdate(),
        annex=Annex(f"{town.name}{year}年度法治政府建设数字", annex_rows(values)),
        subject=f"{town.name}{year}年度法治政府建设",
        keywords=(town.name, str(year), "法治政府建设"),
    )


@dataclass(frozen=True)
class Written:
    """What was written: the file, the sentences still marked as missing, and the number of figures in the annex."""

    path: Path
    missing: tuple[str, ...]
    figures: int


def report_docx(town: Town, year: int, out: Path | str) -> Written:
    """Write the town's report of the year as .docx; without a stored report, the draft composed now, storing nothing."""
    paper = paper_of(town=town, year=year)
    path = Path(out)
    write_docx(paper, path)
    missing = [
        hit["what"]
        for block in paper.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        for hit in MARK.finditer(run.text)
    ]
    return Written(path, tuple(missing), len(paper.annex.rows) if paper.annex else 0)


def file_name(report: AnnualReport, ending: str, *, public: bool = False) -> str:
    """合作镇2023年度法治政府建设情况报告.docx, with its state unless it is final."""
    state = "" if report.status == AnnualReport.Status.FROZEN else f"（{report.get_status_display()}）"
    return f"{report.title}{'（公开版）' if public else state}.{ending}"
