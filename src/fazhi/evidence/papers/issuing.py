"""Issuing a paper: written and kept on disk first, then recorded in the transaction of the act it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fazhi.evidence.models import IssuedPaper
from fazhi.evidence.names import safe_name
from fazhi.evidence.papers.editions import in_use, of_edition
from fazhi.evidence.papers.facts import Facts, as_plain, from_plain
from fazhi.evidence.papers.registry import template_of
from fazhi.evidence.papers.template import PaperTemplate
from fazhi.evidence.papers.writing import Form, write_paper
from fazhi.evidence.store import Kept, keep_bytes, record_kept
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.trace.writing import Entry, append, as_json, sm3


@dataclass(frozen=True)
class PreparedPaper:
    """A paper that lies on disk and is not yet recorded."""

    template: PaperTemplate
    edition: int
    facts: dict[str, Any]
    kept: Kept


def prepare_paper(
    template: PaperTemplate, facts: Facts, *, town: Town, form: Form = "docx", name: str = "",
    edition: int | None = None,
) -> PreparedPaper:  # fmt: skip
    """Write the paper after the town's template and keep it; call it before the transaction.

    name: of the file, without ending; the paper's title where there is none. edition: of the template, where another than
    the one in use now was asked for (0: the software's own). Raises NoChineseFont (PDF only), OSError.
    """
    used = in_use(town, template) if edition is None else of_edition(town, template, edition)
    content = write_paper(used.template, facts, form=form)
    kept = keep_bytes(content, safe_name(name or template.title, form))
    return PreparedPaper(used.template, used.edition, as_plain(facts)["fields"], kept)


def issue_paper(
    prepared: PreparedPaper, *, town: Town, subject: UUID | None, by: Actor, chain: str = ""
) -> IssuedPaper:
    """Record a prepared paper: its file, its row, its trace. In the transaction of the caller, who has asked permission.

    chain: of the trace, that of the case it belongs to; the town's chain of papers where there is none.
    Raises RuntimeError outside a transaction.
    """
    paper = IssuedPaper.objects.create(
        town=town, stored_file=record_kept(prepared.kept), subject=subject, code=prepared.template.code,
        title=prepared.template.title, edition=prepared.edition, template_text=prepared.template.text,
        facts=prepared.facts, issued_by=by.key,
    )  # fmt: skip
    append([
        Entry(
            chain=chain or f"{town.pk}:issuedpaper", verb="issued", kind="issuedpaper", subject=paper.pk,
            actor=by.key, town=town.pk, rows_digest=paper_digest(paper),
            change={"after": {"title": paper.title, "edition": paper.edition, "file": prepared.kept.digest}},
        )
    ])  # fmt: skip
    return paper


def facts_of(paper: IssuedPaper) -> Facts:
    """The facts a paper was made from, as `write_paper` takes them."""
    return {name: from_plain(fact) for name, fact in paper.facts.items()}


def printed(paper: IssuedPaper) -> bytes:
    """A paper as PDF sheets, from the template and the facts it was issued with: for a volume, where it was kept as Word.

    Raises KeyError where no such paper is known any more, NoChineseFont.
    """
    known = template_of(paper.code)
    if known is None:
        raise KeyError(paper.code)
    template = replace(known, title=paper.title, text=paper.template_text)
    return write_paper(template, facts_of(paper), form="pdf")


def paper_digest(paper: IssuedPaper) -> str:
    """SM3 over an issued paper's row."""
    return sm3(
        as_json([
            paper.pk, paper.town_id, paper.stored_file_id, paper.subject, paper.code, paper.title, paper.edition,
            paper.template_text, paper.facts, paper.issued_by,
        ])
    )  # fmt: skip
