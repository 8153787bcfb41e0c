"""The verbs of the report: draft, write, rearrange, hand in, approve, freeze. One transaction each, each traced."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.records.figures import BOOK
from fazhi.reports.composing import compose, each_now, resolved
from fazhi.reports.draft_text import EACH_MISSING
from fazhi.reports.filling import mark
from fazhi.reports.freezing import take_snapshots
from fazhi.reports.holding import (
    MAY_DRAFT,
    EditedMeanwhile,
    cleaned,
    good_heading,
    good_level,
    locked,
    open_report,
    paragraph_of,
    section_of,
    tell,
)
from fazhi.reports.models import AnnualReport, Paragraph, ReportMark, ReportSection, Submission
from fazhi.reports.tokens import token
from fazhi.trace.writing import now_text

Status = AnnualReport.Status
MAY_APPROVE = "报告由镇领导审定。请送审后等镇领导审定。"


def draft(town: Town, year: int, *, by: Actor) -> AnnualReport:
    """Compose and store the first draft; a report that exists is returned as it is."""
    require(by.may_draft_report(town), MAY_DRAFT)
    with transaction.atomic():
        # The town's row is locked, so that two people beginning at once get one report.
        Town.objects.select_for_update().get(pk=town.pk)
        found = AnnualReport.objects.filter(town=town, year=year).first()
        if found is not None:
            return found
        before = AnnualReport.objects.filter(town=town, year=year - 1).first()
        made = compose(town, year, last_year=before)
        report = AnnualReport.objects.create(town=town, year=year, title=made.title, issuer=made.issuer)
        for place, section in enumerate(made.sections, start=1):
            row = ReportSection.objects.create(
                report=report, place=place, level=section.level, heading=section.heading, line=section.line,
                expected=list(section.expected),
            )  # fmt: skip
            for at, passage in enumerate(section.passages, start=1):
                paragraph = Paragraph.objects.create(
                    section=row,
                    place=at,
                    text=passage.text,
                    origin=Paragraph.Origin.COMPOSED,
                    changed_by=by.name,
                )
                ReportMark.objects.bulk_create(
                    ReportMark(
                        paragraph=paragraph, what=gap.what[:200], needs=list(gap.needs), sentence=gap.sentence
                    )
                    for gap in passage.gaps
                )
        tell(report, by, "drafted", {"title": report.title, "sections": len(made.sections)})
    return report


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def write(
    town: Town, paragraph_id: UUID, text: str, version: int, *, by: Actor,
    origin: str = Paragraph.Origin.TYPED,
) -> Paragraph:  # fmt: skip
    """Replace a paragraph's text. Raises EditedMeanwhile when `version` is not the one that stands."""
    text = cleaned(text)
    with transaction.atomic():
        paragraph, report = paragraph_of(town, paragraph_id, by)
        if paragraph.text == text:
            return paragraph
        if paragraph.version != version:
            raise EditedMeanwhile(paragraph, text)
        before = paragraph.text
        paragraph.text, paragraph.origin, paragraph.changed_by = text, origin, by.name
        paragraph.version += 1
        paragraph.save()
        # A mark taken out of the text is settled.
        for gap in paragraph.marks.all():
            if f"【缺记录：{gap.what}】" not in text:
                gap.delete()
        change = {"paragraph": paragraph.pk, "before": {"text": before}, "after": {"text": text}}
        tell(report, by, "written", change)
    return paragraph


def mend(
    town: Town,
    paragraph_id: UUID,
    version: int,
    start: int,
    end: int,
    words: str,
    replacement: str,
    *,
    by: Actor,
) -> Paragraph:
    """Put `replacement` where the check found `words`. Raises Refused when they no longer stand there."""
    found = Paragraph.objects.filter(pk=paragraph_id, section__report__town=town).first()
    if found is None or found.version != version or found.text[start:end] != words:
        raise Refused("这一段已经改过，原来的位置对不上了。请看新的检查结果。")
    text = found.text[:start] + replacement + found.text[end:]
    return write(town, paragraph_id, text, version, by=by, origin=Paragraph.Origin.ADOPTED)


def fill_mark(town: Town, paragraph_id: UUID, version: int, what: str, *, by: Actor) -> Paragraph:
    """Put the draft's sentence where it was marked as missing, now that its records exist."""
    gap = ReportMark.objects.filter(
        paragraph_id=paragraph_id, paragraph__section__report__town=town, what=what
    ).first()
    if gap is None:
        raise Refused("这个标记已经不在了。请看新的检查结果。")
    paragraph = Paragraph.objects.select_related("section__report").get(pk=paragraph_id)
    year = paragraph.section.report.year
    each = next((code for code, said in EACH_MISSING.items() if said == what), "")
    if each and (texts := each_now(town, year, each)):
        with transaction.atomic():
            text = paragraph.text.replace(mark(what), texts[0], 1)
            first = write(town, paragraph_id, text, version, by=by, origin=Paragraph.Origin.ADOPTED)
            last = first
            for more in texts[1:]:
                last = add_paragraph(town, paragraph.section_id, more, by=by, after=last.pk)
        return first
    sentence = resolved(town, year, gap.sentence, gap.needs)
    if not sentence:
        raise Refused(f"“{what}”的记录还不全，请先登记，再来补这一句。")
    text = paragraph.text.replace(mark(what), sentence, 1)
    return write(town, paragraph_id, text, version, by=by, origin=Paragraph.Origin.ADOPTED)


def write_in(town: Town, section_id: UUID, code: str, *, by: Actor) -> Paragraph:
    """Write a figure that has records into a section: a plain sentence at the end of its last paragraph."""
    figure = BOOK.figures.get(code)
    if figure is None:
        raise Refused(f"没有代码为“{code}”的数字。")
    with transaction.atomic():
        section, _ = section_of(town, section_id, by)
        sentence = f"{figure.name}{token(code)}。"
        last = section.paragraphs.order_by("-place", "-pk").first()
        if last is None:
            return add_paragraph(town, section_id, sentence, by=by)
        return write(
            town, last.pk, last.text + sentence, last.version, by=by, origin=Paragraph.Origin.ADOPTED
        )


def add_paragraph(
    town: Town, section_id: UUID, text: str, *, by: Actor, after: UUID | None = None
) -> Paragraph:
    """Add a paragraph at the end of a section, or after another."""
    with transaction.atomic():
        section, report = section_of(town, section_id, by)
        places = dict(section.paragraphs.values_list("pk", "place"))
        place = (places[after] if after in places else max(places.values(), default=0)) + 1
        section.paragraphs.filter(place__gte=place).update(place=F("place") + 1)
        paragraph = Paragraph.objects.create(
            section=section,
            place=place,
            text=cleaned(text),
            origin=Paragraph.Origin.TYPED,
            changed_by=by.name,
        )
        tell(report, by, "paragraph_added", {"paragraph": paragraph.pk, "after": {"text": paragraph.text}})
    return paragraph


def remove_paragraph(town: Town, paragraph_id: UUID, version: int, *, by: Actor) -> None:
    """Take a paragraph out; its words stay in the trace."""
    with transaction.atomic():
        paragraph, report = paragraph_of(town, paragraph_id, by)
        if paragraph.version != version:
            raise EditedMeanwhile(paragraph, paragraph.text)
        change = {"paragraph": paragraph.pk, "before": {"text": paragraph.text}}
        paragraph.delete()
        tell(report, by, "paragraph_removed", change)


def add_section(
    town: Town, report_id: UUID, heading: str, level: int, *, by: Actor, after: UUID | None = None
) -> ReportSection:
    """Add a section at the end, or after another."""
    with transaction.atomic():
        report = open_report(town, report_id, by)
        places = dict(report.sections.values_list("pk", "place"))
        place = (places[after] if after in places else max(places.values(), default=0)) + 1
        report.sections.filter(place__gte=place).update(place=F("place") + 1)
        section = ReportSection.objects.create(
            report=report, place=place, level=good_level(level), heading=good_heading(heading)
        )
        tell(report, by, "section_added", {"section": section.pk, "after": {"heading": section.heading}})
    return section


def retitle_section(
    town: Town, section_id: UUID, heading: str, level: int | None = None, *, by: Actor
) -> None:
    """Give a section another heading, or another level."""
    with transaction.atomic():
        section, report = section_of(town, section_id, by)
        before = {"heading": section.heading, "level": section.level}
        section.heading = good_heading(heading)
        section.level = section.level if level is None else good_level(level)
        section.save()
        after = {"heading": section.heading, "level": section.level}
        tell(report, by, "section_retitled", {"section": section.pk, "before": before, "after": after})


def move_section(town: Town, section_id: UUID, by_places: int, *, by: Actor) -> None:
    """Move a section up (-1) or down (1); a part of level 1 takes its lines along."""
    with transaction.atomic():
        section, report = section_of(town, section_id, by)
        order = list(report.sections.order_by("place", "pk"))
        blocks = _blocks(order, section.level)
        at = next(i for i, block in enumerate(blocks) if block[0].pk == section.pk)
        to = at + (1 if by_places > 0 else -1)
        if not 0 <= to < len(blocks) or blocks[to][0].level < section.level or blocks[to][0].level == 0:
            raise Refused("已经在最上面或者最下面了，不能再移。")
        blocks[at], blocks[to] = blocks[to], blocks[at]
        for place, one in enumerate((s for block in blocks for s in block), start=1):
            if one.place != place:
                ReportSection.objects.filter(pk=one.pk).update(place=place)
        tell(report, by, "section_moved", {"section": section.pk, "by": by_places})


def _blocks(order: list[ReportSection], level: int) -> list[list[ReportSection]]:
    """The sections in blocks that move as one: each section of that level or above, with those under it."""
    blocks: list[list[ReportSection]] = []
    for section in order:
        if section.level <= level or not blocks:
            blocks.append([section])
        else:
            blocks[-1].append(section)
    return blocks


def remove_section(town: Town, section_id: UUID, *, by: Actor) -> None:
    """Take a section out with its paragraphs; their words stay in the trace."""
    with transaction.atomic():
        section, report = section_of(town, section_id, by)
        texts = list(section.paragraphs.values_list("text", flat=True))
        change = {"section": section.pk, "before": {"heading": section.heading, "paragraphs": texts}}
        section.delete()
        tell(report, by, "section_removed", change)


def describe(town: Town, report_id: UUID, *, by: Actor, **values: Any) -> AnnualReport:
    """Change title, issuer, date and whether marks stay in the final paper."""
    with transaction.atomic():
        report = open_report(town, report_id, by)
        before = {name: getattr(report, name) for name in values}
        if not str(values.get("title", report.title)).strip():
            raise Refused("请填写报告的标题", "title")
        for name, value in values.items():
            setattr(report, name, value)
        report.save()
        tell(report, by, "described", {"before": before, "after": values})
    return report


# ── Handing in ──────────────────────────────────────────────────────────────────────────────────────────────────


def submit(town: Town, report_id: UUID, remark: str = "", *, by: Actor) -> AnnualReport:
    """送审. Raises Refused while something in the text is plainly wrong."""
    from fazhi.reports.checking import must_mend

    with transaction.atomic():
        report = locked(town, report_id)
        require(by.may_draft_report(town), MAY_DRAFT)
        _expect(report, Status.DRAFT)
        if wrong := must_mend(report):
            raise Refused(f"还有{len(wrong)}处必须先改：{wrong[0].trouble}。请看“送审前检查”。")
        _move(report, Status.IN_REVIEW, remark, by)
    return report


def approve(town: Town, report_id: UUID, remark: str = "", *, by: Actor) -> AnnualReport:
    """审定. The paper bears this day unless its drafters gave it another (GB/T 9704-2012: 成文日期 is the day of signing)."""
    with transaction.atomic():
        report = locked(town, report_id)
        require(by.may_approve_report(town), MAY_APPROVE)
        _expect(report, Status.IN_REVIEW)
        if report.dated is None:
            report.dated = timezone.localdate()
            report.save(update_fields=["dated"])
        _move(report, Status.APPROVED, remark, by)
    return report


def send_back(town: Town, report_id: UUID, remark: str, *, by: Actor) -> AnnualReport:
    """退回, with what to change; an approved report that is not frozen can still go back."""
    with transaction.atomic():
        report = locked(town, report_id)
        require(by.may_approve_report(town) or by.may_draft_report(town), MAY_APPROVE)
        _expect(report, Status.IN_REVIEW, Status.APPROVED)
        if not remark.strip():
            raise Refused("请写明退回的意见，起草人照着改", "remark")
        _move(report, Status.DRAFT, remark, by)
    return report


def freeze(town: Town, report_id: UUID, remark: str = "", *, by: Actor) -> AnnualReport:
    """冻结: store each figure with the ids behind it and a digest. Later edits of records then show as differences."""
    with transaction.atomic():
        report = locked(town, report_id)
        require(by.may_approve_report(town) or by.may_draft_report(town), MAY_APPROVE)
        _expect(report, Status.APPROVED)
        report.frozen_at = now_text()
        digest = take_snapshots(report)
        _move(report, Status.FROZEN, remark, by, {"figures": digest})
    return report


def _move(
    report: AnnualReport, to: AnnualReport.Status, remark: str, by: Actor, more: dict[str, Any] | None = None
) -> None:
    before, report.status = report.status, to
    report.save()
    Submission.objects.create(report=report, before=before, after=to, by=by.name, remark=remark.strip()[:500])
    verbs = {
        Status.IN_REVIEW: "submitted",
        Status.APPROVED: "approved",
        Status.DRAFT: "sent_back",
        Status.FROZEN: "frozen",
    }
    tell(report, by, verbs[to], {"before": before, "after": to, "remark": remark.strip(), **(more or {})})


def _expect(report: AnnualReport, *states: AnnualReport.Status) -> None:
    if report.status not in states:
        raise Refused(f"报告现在是“{report.get_status_display()}”，不能办这一步。请刷新页面看最新的状态。")
