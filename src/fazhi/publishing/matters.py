"""What the public can read: each work folder declares its own, and everything here is done alike for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from fazhi.pages.words import document_date
from fazhi.publishing.models import Release
from fazhi.records.kept import KeptRow

Values = Mapping[str, Any]


def _no_doubts(row: Any, values: Values) -> list[str]:
    return []


@dataclass(frozen=True)
class PublicMatter:
    """公开内容: a guide, the answers to what was asked, what the town tells of its centre.

    The row holds what the public reads, or would read; `is_public` says whether it does, and every public page asks
    only that. `body` is the template both the public page and the page of who approves show.
    """

    code: str
    name: str
    kind: str  # whose rights hold: code of the kind of record
    model: type[KeptRow]
    fields: tuple[str, ...]
    body: str
    title: Callable[[Values], str]
    is_public: Callable[[Any], bool]
    set_public: Callable[[Any, bool, date], None]
    context: Callable[[Any, date], dict[str, Any]]  # what `body` wants of a row
    check: Callable[[Any, Values], None]  # raises Refused for what cannot go out
    edit_url: Callable[[Any], str]
    public_url: Callable[[Any], str]  # path of its public page; "" where there is none
    doubts: Callable[[Any, Values], list[str]] = _no_doubts  # what a person should look at twice
    doubts_confirmed: bool = False  # whoever writes it says of the doubts that they looked
    follows_draft: bool = True  # the row of what is not public yet says at once what its draft says
    labels: Mapping[str, str] | None = None
    titled: bool = True  # the title stands above the body on the public page
    at_once: bool = False  # may be published by one person at once and looked at by another afterwards

    def values(self, row: Any) -> dict[str, Any]:
        """What the row says now."""
        return {name: getattr(row, name) for name in self.fields}

    def read(self, release: Release) -> dict[str, Any]:
        """What the version says, with dates as dates; fields that came later are left out."""
        told = release.values
        fields = {name: self.model._meta.get_field(name) for name in self.fields if name in told}
        return {name: field.to_python(told[name]) for name, field in fields.items()}  # type: ignore[union-attr]

    def as_row(self, row: Any, values: Values) -> Any:
        """The row as it would be with these values; not to be saved."""
        made = copy(row)
        for name, value in values.items():
            setattr(made, name, value)
        return made

    def label(self, name: str) -> str:
        """The heading of a field."""
        given = (self.labels or {}).get(name)
        return given or str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def shown(self, row: Any, name: str, value: Any) -> str:
        """A value of a field as text."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return document_date(value)
        choices = dict(self.model._meta.get_field(name).choices or ())  # type: ignore[union-attr]
        return str(choices.get(value, "" if value is None else value))


_matters: dict[str, PublicMatter] = {}


def register_public(*matters: PublicMatter) -> None:
    """Declare what the public can read. Called from an AppConfig.ready()."""
    _matters.update({matter.code: matter for matter in matters})


def matter_of(code: str) -> PublicMatter:
    """The matter of that code. Raises KeyError."""
    return _matters[code]


def all_matters() -> list[PublicMatter]:
    """Everything the public can read."""
    return list(_matters.values())
