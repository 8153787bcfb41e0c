"""The town's own editions of templates: put in place, taken back, never changed; each with its trace."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from fazhi.evidence.models import TownTemplate
from fazhi.evidence.papers.registry import template_of
from fazhi.evidence.papers.template import BadTemplate, PaperTemplate
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.trace.writing import Entry, append, as_json, sm3

ONLY_KEEPERS = "文书模板由司法所管。需要修改时请告诉他们。"


@dataclass(frozen=True)
class InUse:
    """The template a town writes a paper with now. edition: 0 for the software's own."""

    template: PaperTemplate
    edition: int
    own: bool  # the town's own text


def in_use(town: Town | None, template: PaperTemplate) -> InUse:
    """The town's newest edition of this paper, else the software's own text.

    An edition that the software no longer understands (a field went away with an upgrade) is not used; its page says so.
    """
    newest = newest_edition(town, template.code)
    if newest is None or not newest.text:
        return InUse(template, 0, own=False)
    try:
        return InUse(template.with_text(newest.text), newest.edition, own=True)
    except BadTemplate:
        return InUse(template, 0, own=False)


def of_edition(town: Town, template: PaperTemplate, edition: int) -> InUse:
    """The template of a certain edition of the town, 0 for the software's own; the one in use where that edition is gone."""
    if edition == 0:
        return InUse(template, 0, own=False)
    kept = TownTemplate.objects.filter(town=town, code=template.code, edition=edition).first()
    try:
        return InUse(template.with_text(kept.text if kept else ""), edition, own=True)
    except BadTemplate:
        return in_use(town, template)


def newest_edition(town: Town | None, code: str) -> TownTemplate | None:
    """The town's newest edition, also where it only says: the software's own again."""
    if town is None:
        return None
    return TownTemplate.objects.filter(town=town, code=code).order_by("-edition").first()


def change_template(town: Town, code: str, text: str, *, edition: int, by: Actor) -> TownTemplate:
    """A new edition of a paper for this town. `edition` is the newest one the person has seen (0 for none).

    Raises NotAllowed; Refused with line and reason where the text is no template, or somebody was faster.
    """
    template = _known(town, code, by)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused("模板是空的。想用本来的模板，请点“恢复本来的模板”。", "text")
    try:
        template.with_text(text)
    except BadTemplate as bad:
        raise Refused(str(bad), "text") from None
    return _add(town, code, text, edition, by, "template_changed")


def restore_template(town: Town, code: str, *, edition: int, by: Actor) -> TownTemplate:
    """From here on the software's own text again; the town's editions stay. Raises NotAllowed, Refused."""
    _known(town, code, by)
    newest = newest_edition(town, code)
    if newest is None or not newest.text:
        raise Refused("现在用的就是本来的模板，不用恢复。")
    return _add(town, code, "", edition, by, "template_restored")


def _known(town: Town, code: str, by: Actor) -> PaperTemplate:
    require(by.may_keep_templates(town), ONLY_KEEPERS)
    template = template_of(code)
    if template is None:
        raise Refused("没有这种文书。请回到模板清单重新选。")
    return template


def _add(town: Town, code: str, text: str, seen: int, by: Actor, verb: str) -> TownTemplate:
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)  # two changes at once take turns
        newest = newest_edition(town, code)
        number = newest.edition if newest else 0
        if number != seen:
            raise Refused("刚才有人改过这个模板。您写的内容还在，请打开新的看一看，再改一次。", "text")
        if newest is not None and newest.text == text:
            return newest
        made = TownTemplate.objects.create(
            town=town, code=code, edition=number + 1, text=text, made_by=by.key
        )
        append([
            Entry(
                chain=f"{town.pk}:towntemplate", verb=verb, kind="towntemplate", subject=made.pk, actor=by.key,
                town=town.pk, rows_digest=edition_digest(made), change={"after": {"code": code, "edition": made.edition}},
            )
        ])  # fmt: skip
    return made


def edition_digest(row: TownTemplate) -> str:
    """SM3 over an edition."""
    return sm3(as_json([row.pk, row.town_id, row.code, row.edition, row.text, row.made_by]))
