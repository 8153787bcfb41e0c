"""常用答复: kept by the window, put into an answer, and one answer for several who asked the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused
from fazhi.reception.applications import answer
from fazhi.reception.keeping import locked, put, require_window
from fazhi.reception.models import Application, Wording
from fazhi.records.models import RecordQuerySet

LONGEST, MOST = 2000, 50  # characters of a text; applications answered at once
# The two kinds that a text settles; a request for mediation or a booking is accepted one by one.
ANSWERED_BY_TEXT = (Application.Kind.QUESTION, Application.Kind.SUGGESTION)


def wordings_of(town: Town) -> RecordQuerySet:
    """The town's texts that are in use, by title."""
    return Wording.objects.filter(town=town, voided_at=None)


def keep_wording(
    title: str,
    text: str,
    *,
    town: Town,
    by: Actor,
    wording_id: UUID | None = None,
    version: int | None = None,
) -> Wording:
    """Add or change one. Raises NotAllowed, Refused, ChangedMeanwhile."""
    require_window(by, town)
    if not title.strip():
        raise Refused("请写个标题，好找", "title")
    if not text.strip():
        raise Refused("请写内容", "text")
    if len(text.strip()) > LONGEST:
        raise Refused(f"内容应在{LONGEST}字以内，现在是{len(text.strip())}字", "text")
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)  # a double click is one
        if wordings_of(town).filter(title=title.strip()[:60]).exclude(pk=wording_id).exists():
            raise Refused("已有一条叫这个标题的，请改那一条，或者换个标题", "title")
        row = Wording(town=town) if wording_id is None else locked(Wording, wording_id, town, version=version)
        row.title, row.text = title.strip()[:60], text.strip()
        put(
            row,
            "added" if wording_id is None else "changed",
            by=by,
            told={"title": row.title},
            new=wording_id is None,
        )
    return row


def drop_wording(wording_id: UUID, *, town: Town, by: Actor) -> Wording:
    """Offer it no longer; answers written with it stay as they are. Raises NotAllowed, Refused."""
    require_window(by, town)
    with transaction.atomic():
        row = locked(Wording, wording_id, town)
        if row.voided_at is None:
            row.voided_at = timezone.now()
            put(row, "removed", by=by, told={"title": row.title})
    return row


def answer_all(
    ids: Sequence[UUID], text: str, *, town: Town, by: Actor, today: date
) -> tuple[int, list[tuple[UUID, str]]]:
    """One answer for several: each is answered and traced for itself. (how many, what could not be and why).

    Raises NotAllowed, Refused when nothing can be done at all.
    """
    require_window(by, town)
    if not ids:
        raise Refused("请先勾选要答复的", "pick")
    if len(ids) > MOST:
        raise Refused(f"一次最多答复{MOST}件，请分几次", "pick")
    if not text.strip():
        raise Refused("请写答复", "answer")
    kinds = dict(Application.objects.filter(town=town, pk__in=ids).values_list("pk", "kind"))
    done, left = 0, []
    for pk in ids:
        if kinds.get(pk) not in ANSWERED_BY_TEXT:
            left.append((pk, "只有咨询和意见建议可以一起答复"))
            continue
        try:
            answer(pk, text, town=town, by=by, today=today)
        except Refused as refusal:
            left.append((pk, str(refusal)))
        else:
            done += 1
    return done, left
