"""What was public before there were drafts and approvals: it stays public, and the log says since when it is known."""

from __future__ import annotations

from django.db import transaction

from fazhi.orgs.permissions import Actor
from fazhi.publishing.matters import all_matters
from fazhi.publishing.models import Release
from fazhi.publishing.releasing import ensure_public


def enter_public(by: Actor) -> int:
    """Enter what the public reads today and the log does not know. Returns how many; again it enters none."""
    entered = 0
    known = set(Release.objects.filter(state=Release.State.PUBLIC).values_list("subject", flat=True))
    for matter in all_matters():
        for row in matter.model.objects.filter(voided_at=None).order_by("pk"):
            if matter.is_public(row) and row.pk not in known:
                with transaction.atomic():
                    ensure_public(matter, row, by=by)
                entered += 1
    return entered
