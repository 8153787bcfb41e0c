"""What is offered before the usual next step of a dispute: after the town's number of failed attempts, the town."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Sum

from fazhi.cases.drafts import Draft
from fazhi.cases.models import CaseStep
from fazhi.cases.procedures import Offer
from fazhi.mediation.guards import failed_attempts
from fazhi.mediation.words import SESSION_OUTCOMES
from fazhi.orgs.models import Town


def tried_enough(draft: Draft) -> bool:
    """Whether the village has failed as often as the town wants before it takes over (the town's practice)."""
    return draft.case["state"] == "village" and failed_attempts(draft) >= draft.town.village_attempts


def tried_enough_in_sql(town: Town) -> Q:
    """The same, asked of the cases of a list."""
    failed = Q(facts__outcome__isnull=True) | Q(facts__outcome=SESSION_OUTCOMES.word_of("failed"))
    tried = (
        CaseStep.objects.filter(failed, record=OuterRef("pk"), code="village_mediation")
        .order_by()
        .values("record")
        .annotate(times=Sum("count"))
    )
    return Q(state="village") & Q(Exists(tried.filter(times__gte=town.village_attempts)))


OFFERS = (Offer("escalated", tried_enough, tried_enough_in_sql),)
