"""Sessions that know whose they are: one statement brings the session, the person and their posts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth import get_user as user_of
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from fazhi.orgs.models import Post, Town, User, Village
from fazhi.storage.prepared import Prepared
from fazhi.workbench.models import Session

_TABLES: tuple[tuple[str, type[Any]], ...] = (
    ("user", User), ("user__posts", Post), ("user__posts__town", Town), ("user__posts__village", Village),
)  # fmt: skip
_NAMES = {model: [field.attname for field in model._meta.concrete_fields] for _, model in _TABLES}


def _asked(session_key: Any, now: Any) -> QuerySet[Session, Any]:
    sessions = Session.objects.filter(session_key=session_key, expire_date__gt=now)
    return sessions.values_list(
        "session_data", *(f"{path}__{name}" for path, model in _TABLES for name in _NAMES[model])
    )


_ONE = Prepared(
    _asked,
    session_key=lambda: Session._meta.get_field("session_key"),
    now=lambda: Session._meta.get_field("expire_date"),
)


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, with the person read along. `person`: None where nobody is logged in."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session, with whose it is beside what it holds."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row

    def load(self) -> dict[str, Any]:
        """What the session holds; empty when there is none, or it is over."""
        rows = _ONE.rows(session_key=self.session_key, now=timezone.now())
        if not rows:
            self._session_key = None
            return {}
        self.person = _person(rows)
        return self.decode(rows[0][0])


def _person(rows: list[tuple[Any, ...]]) -> User | None:
    """The user of the session with their posts, None where it is nobody's or they are shut out."""
    user: User | None = None
    posts = []
    towns: dict[Any, Town] = {}
    for row in rows:
        at = 1
        made: list[Any] = []
        for _, model in _TABLES:
            values = row[at : at + len(_NAMES[model])]
            at += len(values)
            key = values[_NAMES[model].index(model._meta.pk.attname)]
            made.append(None if key is None else model.from_db("default", _NAMES[model], values))
        person, post, town, village = made
        user = user or person
        if post is not None:
            post.user = user
            post.town = towns.setdefault(town.pk, town)
            if village is not None:
                post.village = village
            posts.append(post)
    if user is None or not user.is_active:
        return None
    user.posts_read = tuple(posts)
    return user


_session: ContextVar[SessionStore | None] = ContextVar("session", default=None)


@contextmanager
def _known(session: Any) -> Iterator[None]:
    """For the block, `read_along` tells who came with this session."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


def read_along(user_id: Any) -> User | None:
    """The person of that id, where the session that is being looked at brought them; asked by the login's backend."""
    session = _session.get()
    person = getattr(session, "person", None)
    return person if person is not None and str(person.pk) == str(user_id) else None


class Authentication(AuthenticationMiddleware):
    """Django's own, with the session at hand when the person is looked for."""

    def process_request(self, request: HttpRequest) -> None:
        """Sets request.user, looked for when it is first used."""

        def found() -> Any:
            with _known(request.session):
                return user_of(request)

        request.user = SimpleLazyObject(found)  # type: ignore[assignment]
