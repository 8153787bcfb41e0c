"""The report: the list of years, the editor with its three columns, and its writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fazhi.evidence.official.paper import heading_number
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.words import office_today
from fazhi.records.figures import BOOK, Figure
from fazhi.reports.breakdown import parts_by
from fazhi.reports.checking import Check, Checked, check
from fazhi.reports.evaluation import Counting, figure_url
from fazhi.reports.filling import MARK, Filled, Values, rendered, tokens_in, values_of, with_names
from fazhi.reports.models import AnnualReport, Paragraph, ReportSection
from fazhi.reports.sections import section_name, section_order
from fazhi.reports.views.access import require_report, year_of
from fazhi.reports.wording import MANNERS

LIGHTS = {"draft": "amber", "in_review": "blue", "approved": "green", "frozen": "gray"}


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All years' reports, newest first, and the year to begin."""
    actor, town = require_report(request)
    found = list(AnnualReport.objects.filter(town=town).order_by("-year"))
    this = office_today().year
    missing = [year for year in (this, this - 1) if year not in {one.year for one in found}]
    if (asked := year_of(request)) not in missing and asked not in {one.year for one in found}:
        missing.append(asked)
    return render(
        request,
        "fazhi/reports/reports.html",
        {
            "reports": [{"report": one, "light": LIGHTS[one.status]} for one in found],
            "missing": sorted(missing, reverse=True),
            "may_draft": actor.may_draft_report(town),
        },
    )


@dataclass(frozen=True)
class Piece:
    """A run of a paragraph in the editor: plain words, a chip, or a mark."""

    words: str
    code: str = ""
    look: str = ""  # class of the chip: on, warn, none
    problem: str = ""
    is_mark: bool = False


@dataclass
class ShownParagraph:
    paragraph: Paragraph
    pieces: list[Piece]
    editing: bool = False

    @property
    def to_edit(self) -> str:
        """The text for the box, figures by their names."""
        return with_names(self.paragraph.text)


@dataclass
class ShownSection:
    """A section in the editor with its number and how many of its figures have records."""

    section: ReportSection
    number: str
    backed: int
    total: int
    paragraphs: list[ShownParagraph] = field(default_factory=list)
    editing: bool = False

    @property
    def short(self) -> str:
        """The heading as the outline shows it: its first half, for a column of twelve characters."""
        words = str(self.section).partition("，")[0]
        return words if len(words) <= 16 else f"{words[:15]}…"


@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The editor: outline at the left, the paper in the middle, evidence and checks at the right."""
    actor, town = require_report(request)
    found = AnnualReport.objects.filter(town=town, year=year).select_related("town").first()
    if found is None:
        return render(
            request, "fazhi/reports/begin.html", {"year": year, "may_draft": actor.may_draft_report(town)}
        )
    return render(request, "fazhi/reports/report.html", editor_context(request, found, actor, town))


def editor_context(request: HttpRequest, found: AnnualReport, actor: Actor, town: Town) -> dict[str, Any]:
    """All that the editor shows."""
    values = values_of(found)
    may_write = found.is_open and actor.may_draft_report(town)
    chosen = request.GET.get("figure", "")
    editing, at = request.GET.get("edit", "") if may_write else "", request.GET.get("section", "")
    checked = check(found, values)
    sections = shown_sections(found, values, chosen, editing, at if may_write else "", checked)
    text_codes = {t.code for s in sections for p in s.paragraphs for t in tokens_in(p.paragraph.text)}
    return {
        "report": found,
        "light": LIGHTS[found.status],
        "state": found.get_status_display()
        + (f"，{checked.to_mend}处要看" if may_write and checked.to_mend else ""),
        "sections": sections,
        "may_write": may_write,
        "steps": steps(found, actor, town),
        "checked": checked,
        "checks": [_offered(one, values) for one in checked.findings],
        "unwritten": [_offered(one, values) for one in checked.unwritten],
        "evidence": evidence(found, values, chosen) if chosen else None,
        "write_in": next(
            (
                b
                for one in checked.findings + checked.unwritten
                if one.code == chosen and one.kind == "unwritten"
                for b in _offered(one, values).buttons
            ),
            None,
        )
        if chosen and may_write
        else None,
        "first_code": next(
            (t.code for s in sections for p in s.paragraphs for t in tokens_in(p.paragraph.text)), ""
        ),
        "figures": insertable(values) if editing else [],
        "manners": MANNERS,
        "backed": sum(1 for code in text_codes if code in values and values[code].has_records),
        "total": len(text_codes),
        "submissions": list(found.submissions.all()),
        "has_last_year": AnnualReport.objects.filter(town=town, year=found.year - 1).exists(),
    }


def shown_sections(
    found: AnnualReport, values: Values, chosen: str, editing: str, at: str, checked: Checked | None = None
) -> list[ShownSection]:
    """The sections as the middle column prints them, numbered."""
    doubtful = {
        (one.paragraph, one.start) for one in (checked.findings if checked else []) if one.kind == "wording"
    }
    counts = [0, 0, 0, 0]
    shown = []
    for section in found.sections.prefetch_related("paragraphs"):
        number = ""
        if 1 <= section.level <= 4:
            counts[section.level - 1] += 1
            counts[section.level :] = [0] * (4 - section.level)
            number = heading_number(section.level, counts[section.level - 1])
        paragraphs = [
            ShownParagraph(one, _pieces(one, values, chosen, doubtful), str(one.pk) == editing)
            for one in section.paragraphs.all()
        ]
        codes = {token.code for one in paragraphs for token in tokens_in(one.paragraph.text)}
        backed = sum(1 for code in codes if code in values and values[code].has_records)
        shown.append(ShownSection(section, number, backed, len(codes), paragraphs, str(section.pk) == at))
    return shown


def _pieces(
    paragraph: Paragraph, values: Values, chosen: str, doubtful: set[tuple[UUID | None, int]]
) -> list[Piece]:
    pieces: list[Piece] = []
    for one in rendered(paragraph.text, values):
        if one.token is not None:
            figure = values.get(one.token.code)
            look = "none" if figure is None or not figure.has_records else ""
            if not look and (one.problem or (paragraph.pk, one.token.start) in doubtful):
                look = "warn"
            if one.token.code == chosen:
                look = "on"
            pieces.append(Piece(one.words, one.token.code, look, one.problem or ""))
            continue
        place = 0
        for hit in MARK.finditer(one.words):
            pieces.append(Piece(one.words[place : hit.start()]))
            pieces.append(Piece(hit.group(), is_mark=True))
            place = hit.end()
        pieces.append(Piece(one.words[place:], problem=one.problem or ""))
    return [piece for piece in pieces if piece.words]


@dataclass(frozen=True)
class Offered:
    """A finding with the buttons it offers."""

    check: Check
    buttons: tuple[dict[str, Any], ...]
    edit: str  # the paragraph to open, where no button helps


def _offered(one: Check, values: Values) -> Offered:
    buttons: list[dict[str, Any]] = []
    base = {
        "paragraph": one.paragraph,
        "version": one.version,
        "start": one.start,
        "end": one.end,
        "words": one.words,
    }
    if one.mark:
        buttons.append({"do": "fill_mark", "label": "补上这一句", "fields": {**base, "what": one.mark}})
    for mend in one.mends:
        buttons.append(
            {"do": "mend", "label": mend.label, "fields": {**base, "replacement": mend.replacement}}
        )
    if one.kind == "unwritten" and one.section:
        buttons.append(
            {"do": "write_in", "label": "写进去", "fields": {"section": one.section, "code": one.code}}
        )
    return Offered(one, tuple(buttons), str(one.paragraph or ""))


def insertable(values: Values) -> list[dict[str, Any]]:
    """The figures to choose from, by section, those with records first."""
    groups: dict[str, dict[str, Any]] = {}
    for code, one in values.items():
        figure = BOOK.figures.get(code)
        place = figure.section if figure else ""
        group = groups.setdefault(
            place, {"name": section_name(place), "order": section_order(place), "options": []}
        )
        group["options"].append(
            {"code": code, "text": f"{one.name} {one.exact}{'' if one.is_rate else one.unit}"}
        )
    return sorted(groups.values(), key=lambda group: group["order"])


def evidence(found: AnnualReport, values: Values, code: str) -> dict[str, Any] | None:
    """How the chosen figure came about: the right column."""
    one: Filled | None = values.get(code)
    figure = BOOK.figures.get(code)
    if one is None or figure is None:
        return None
    page = reverse("figure_page", args=[code])
    context: dict[str, Any] = {
        "one": one, "figure": figure, "url": figure_url(code, found.year),
        "export_url": f"{reverse('figure_export', args=[code])}?year={found.year}",
        "frozen": found.status == AnnualReport.Status.FROZEN, "year": found.year,
    }  # fmt: skip
    counting = Counting(found.town, found.year)
    if isinstance(figure, Figure):
        context["left_out"] = counting.left_out(figure)
        context["now"] = counting.value(code)
        lookup = figure.type or figure.village
        if lookup and counting.value(code):
            name = "type" if figure.type else "village"
            context["parts"] = [
                {"part": part, "url": f"{page}?{urlencode({'year': found.year, name: part.key})}#list"}
                for part in parts_by(figure, counting.scope, lookup)[:8]
            ]
    else:
        context["sides"] = [
            {"word": word, "one": values[side], "url": figure_url(side, found.year)}
            for word, side in (("分子", figure.numerator), ("分母", figure.denominator))
            if side in values
        ]
    return context


def steps(found: AnnualReport, actor: Actor, town: Town) -> list[dict[str, Any]]:
    """What can be done with the report now, by this person."""
    drafts, approves = actor.may_draft_report(town), actor.may_approve_report(town)
    status = AnnualReport.Status
    offers = {
        status.DRAFT: [("submit", "送审", drafts, True)],
        status.IN_REVIEW: [("approve", "审定", approves, True), ("send_back", "退回", approves or drafts, False)],
        status.APPROVED: [("freeze", "冻结", approves or drafts, True), ("send_back", "退回", approves or drafts, False)],
        status.FROZEN: [],
    }  # fmt: skip
    return [
        {
            "step": step,
            "word": word,
            "primary": primary,
            "url": reverse("report_step", args=[found.year, step]),
        }
        for step, word, allowed, primary in offers[status(found.status)]
        if allowed
    ]
