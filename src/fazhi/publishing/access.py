"""Who reads what is drafted, published and taken down: those who see the records it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from fazhi.pages.views.access import actor_of, town_of
from fazhi.publishing.matters import all_matters, matter_of
from fazhi.publishing.models import Release


def kinds_in_sight(request: HttpRequest) -> list[str]:
    """The kinds of record whose public matters this person reads; 404 when there are none."""
    actor, town = actor_of(request), town_of(request)
    kinds = [kind for kind in dict.fromkeys(one.kind for one in all_matters()) if actor.may_see(kind, town)]
    if not kinds:
        raise Http404
    return kinds


def release_or_404(request: HttpRequest, release_id: UUID) -> Release:
    """A version of this town; of what one may not see there is none."""
    kinds = kinds_in_sight(request)
    found: Release | None = Release.objects.filter(pk=release_id, town=town_of(request)).first()
    if found is None or matter_of(found.matter).kind not in kinds:
        raise Http404
    return found
