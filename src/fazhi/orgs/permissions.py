"""Who may do what where: every page and every action asks here, on reads as on writes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from fazhi.orgs.roles import ROLES, Role

if TYPE_CHECKING:
    from fazhi.orgs.models import Post, Town, User


class NotAllowed(Exception):
    """The person may not do this here; the message says who may."""


class Refused(Exception):
    """The action cannot be done; the message says what is missing and what to do, `field` where.

    `article` is the law that asks for it, `step` the code of the step that puts it right, where there is one.
    """

    def __init__(self, message: str, field: str = "", *, article: str = "", step: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.article = article
        self.step = step


@dataclass(frozen=True)
class Actor:
    """Who acts: a logged-in user, or the person at the machine's command line, who owns the data anyway."""

    key: str  # stands in the trace: the user's id, or "console"
    name: str
    posts: tuple[Post, ...] = ()
    at_console: bool = False

    @property
    def sight(self) -> Hashable:
        """All that what they see and are told depends on: who they are, and their posts as they stand."""
        posts = ((one.town_id, one.role, one.village_id, one.grid) for one in self.posts)
        return (self.key, self.at_console, *posts)

    def roles(self, town: Town | UUID | None) -> list[Role]:
        """The roles held in that town."""
        wanted = getattr(town, "pk", town)
        return [ROLES[post.role] for post in self.posts if post.town_id == wanted]

    def towns(self) -> list[Town]:
        """The towns this person has a post in, by name."""
        return sorted({post.town for post in self.posts}, key=lambda town: (town.name, town.code or ""))

    def _any(self, town: Town | UUID | None, what: str) -> bool:
        return self.at_console or any(getattr(role, what) for role in self.roles(town))

    def may_see(self, kind: str, town: Town | UUID | None) -> bool:
        return self.at_console or any(
            "*" in role.sees or kind in role.sees or kind in role.keeps for role in self.roles(town)
        )

    def may_keep(self, kind: str, town: Town | UUID | None) -> bool:
        return self.at_console or any("*" in role.keeps or kind in role.keeps for role in self.roles(town))

    def may_import(self, town: Town | UUID | None) -> bool:
        return self._any(town, "imports")

    def may_see_figures(self, town: Town | UUID | None) -> bool:
        return self._any(town, "figures")

    def may_draft_report(self, town: Town | UUID | None) -> bool:
        return self._any(town, "drafts_report")

    def may_approve_report(self, town: Town | UUID | None) -> bool:
        return self._any(town, "approves_report")

    def may_publish(self, town: Town | UUID | None) -> bool:
        return self._any(town, "publishes")

    def may_keep_people(self, town: Town | UUID | None) -> bool:
        return self._any(town, "keeps_people")

    def may_keep_templates(self, town: Town | UUID | None) -> bool:
        return self._any(town, "keeps_templates")

    def may_unmask(self, kind: str, town: Town | UUID | None) -> bool:
        return self.at_console or any(
            role.unmasks and ("*" in role.sees or kind in role.sees) for role in self.roles(town)
        )

    def rows(self, kind: str, town: Town | UUID | None, *, has_grid: bool = False) -> Q:
        """The filter that leaves only the rows this person may see: whole town, own village, or own grid."""
        if self.at_console:
            return Q()
        wanted = getattr(town, "pk", town)
        allowed = Q(pk__in=[])
        for post in self.posts:
            role = ROLES[post.role]
            if post.town_id != wanted or not ("*" in role.sees or kind in role.sees or kind in role.keeps):
                continue
            if not role.own_village:
                return Q()
            own = Q(village=post.village_id) if post.village_id else Q(pk__in=[])
            if role.own_grid and has_grid:
                own &= Q(grid=post.grid)
            allowed |= own
        return allowed

    def may_touch(self, kind: str, town: Town | UUID | None, village: UUID | None, grid: str = "") -> bool:
        """The same rule as `rows`, for one record in hand: of the whole town, one's own village, or one's own grid."""
        if self.at_console:
            return True
        wanted = getattr(town, "pk", town)
        for post in self.posts:
            role = ROLES[post.role]
            if post.town_id != wanted or not ("*" in role.sees or kind in role.sees or kind in role.keeps):
                continue
            if not role.own_village:
                return True
            if (
                post.village_id is not None
                and post.village_id == village
                and (not role.own_grid or post.grid == grid)
            ):
                return True
        return False

    def holds(self, roles: Iterable[str], town: Town | UUID | None) -> bool:
        """Whether one of these roles is theirs in that town."""
        return self.at_console or any(role.code in set(roles) for role in self.roles(town))


CONSOLE = Actor(key="console", name="本机命令行", at_console=True)
# Somebody of the public, who has no account and no rights: what they may send in, an action of its own takes down.
PUBLIC = Actor(key="public", name="群众（公众页）")


def actor(user: User | Any) -> Actor:
    """The actor of a logged-in user, with posts read once."""
    if not getattr(user, "is_authenticated", False):
        return Actor(key="", name="")
    posts = user.posts_read or tuple(user.posts.select_related("town", "village"))
    return Actor(key=str(user.pk), name=user.name, posts=posts)


def require(allowed: bool, message: str) -> None:
    """Raise NotAllowed with a message that says who may, unless allowed."""
    if not allowed:
        raise NotAllowed(message)
