"""What a list shows: the filters of its address, the rows they leave, the columns, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from fazhi.cases.procedures import is_taken_live
from fazhi.orgs.models import Town, Village
from fazhi.orgs.names import numbered
from fazhi.orgs.permissions import Actor
from fazhi.pages.showing import in_full, number_of, shown, unit_of
from fazhi.pages.totals import remembered, working_year
from fazhi.pages.views.access import date_lookup, has_field, in_sight, loaded, uuid_or_none
from fazhi.pages.views.filters import ALL, FilterForm
from fazhi.pages.views.stages import being_dealt_with, stages_of
from fazhi.pages.words import office_today, ui_number
from fazhi.records.columns import Column, Shape
from fazhi.records.kinds import RecordKind
from fazhi.records.models import RecordQuerySet, SearchEntry, hidden_batches
from fazhi.records.searching import in_sight as in_entries
from fazhi.records.searching import is_waiting, needles
from fazhi.records.villages import standing_villages
from fazhi.storage.fulltext import of_many
from fazhi.storage.prepared import Prepared

ROWS = 20
# Title, these, and the marks: seven columns fit 1366 px.
COLUMNS = 5
YEARS = 15
# SQLite takes 999 values a statement on old builds.
NAMED = 900
# Of rows found by words, so many from either end are read in their order.
NEAR = 200


class Listing:
    """One list of one kind, as an address asks for it. Parameters nobody offered are passed over."""

    def __init__(self, kind: RecordKind, town: Town, actor: Actor, given: Mapping[str, Any]) -> None:
        self.kind, self.town, self.actor = kind, town, actor
        self.hidden = hidden_batches(town.pk)
        self.date = date_lookup(kind)
        self.voided = given.get("state") == "voided"
        asked = str(given.get("q") or "").replace("\x00", "").strip()[:100] if kind.search else ""
        self.needles = needles(asked)
        self.search = asked if self.needles else ""  # marks alone are in no word
        self.village = self._village(given.get("village"))
        codes = [choice.code for choice in self.types]
        self.type = given.get("type") if given.get("type") in codes else None
        # A saved filter of live cases (新报, 村里在调, 超期): it looks at what is open, whatever its year.
        self.stage = next((stage for stage in stages_of(kind) if stage.code == given.get("stage")), None)
        self.mine = kind.is_case and is_taken_live(kind.code) and given.get("handler") == "me"
        self.year = None if self.by_deadline else self._year(str(given.get("year") or ""))
        sort = str(given.get("sort") or "")
        self.sort = sort if sort.removeprefix("-") in self.sortable else ""

    @property
    def by_deadline(self) -> bool:
        """Whether this is a list of what is being dealt with, the nearest deadline first."""
        return self.stage is not None or self.mine

    # What may be chosen

    @cached_property
    def everything(self) -> RecordQuerySet:
        """All rows of this state the person may see."""
        return in_sight(self.kind, self.town, self.actor, voided=self.voided, hidden=self.hidden)

    @cached_property
    def years(self) -> list[int]:
        """The years with records, newest first."""
        if self.date is None:
            return []
        key = ("years", self.kind.code, self.voided, self._scope)
        newest, oldest = remembered(key, self.town, self.hidden, self._bounds)
        if not isinstance(newest, date) or not isinstance(oldest, date):
            return []
        return list(range(newest.year, max(oldest.year, newest.year - YEARS + 1) - 1, -1))

    def _bounds(self) -> tuple[Any, Any]:
        """Newest and oldest day: the two ends of the index, however many rows there are."""
        dated = self.everything.filter(**{f"{self.date}__isnull": False}).values_list(
            str(self.date), flat=True
        )
        return dated.order_by(f"-{self.date}").first(), dated.order_by(str(self.date)).first()

    @cached_property
    def _scope(self) -> str:
        return str(self.actor.rows(self.kind.code, self.town, has_grid=self.kind.has_grid))

    @cached_property
    def villages(self) -> list[Village]:
        """The villages to choose from: those of the town, or of the person's post."""
        if not self.kind.village_field or not has_field(self.kind.model, "village"):
            return []
        key = ("villages", *sorted({(post.role, str(post.village_id)) for post in self.actor.posts}))
        return remembered(key, self.town, self.hidden, lambda: villages_of(self.town, self.actor))

    @cached_property
    def type_column(self) -> Column | None:
        """The first column with a code set that the model keeps as a code."""
        for column in self.kind.columns:
            if column.shape is Shape.CHOICE and column.choices and has_field(self.kind.model, column.field):
                return column
        return None

    @property
    def types(self) -> Sequence[Any]:
        column = self.type_column
        return column.choices.values if column and column.choices else ()

    def _village(self, given: Any) -> Village | None:
        wanted = uuid_or_none(given)
        return next((village for village in self.villages if village.pk == wanted), None)

    def _year(self, given: str) -> int | None:
        if given == ALL or self.date is None:
            return None
        if given.isascii() and given.isdigit() and 1900 <= int(given[:5]) <= 2999:
            return int(given)
        if has_field(self.kind.model, "until"):
            return None  # what lasts, as membership does, is not over with the year it began in
        return self.years[0] if self.years else working_year(self.town)

    # What is shown

    @cached_property
    def rows(self) -> RecordQuerySet:
        """The rows the filters leave, in no order."""
        rows = self.everything
        if self.year is not None:
            within = {
                f"{self.date}__gte": date(self.year, 1, 1),
                f"{self.date}__lte": date(self.year, 12, 31),
            }
            rows = rows.filter(**within)
        if self.stage is not None:
            rows = rows.filter(
                being_dealt_with(self.kind, self.town), self.stage.rows(self.town, office_today())
            )
        if self.mine:
            rows = rows.filter(
                being_dealt_with(self.kind, self.town), case__handler=uuid_or_none(self.actor.key)
            )
        if self.village is not None:
            rows = rows.filter(village=self.village)
        if self.type is not None and self.type_column is not None:
            rows = rows.filter(**{self.type_column.field: self.type})
        if self.search and self.kind.groups:
            held = Q()
            for lookup in self.kind.search:
                held |= Q(**{f"{lookup}__icontains": self.search})
            rows = rows.filter(held)
        elif self.search:
            ids: Any = self._found
            if ids is None:
                entries = SearchEntry.objects.filter(town_id=self.town.pk, kind=self.kind.code)
                ids = entries.filter(**{f"text__{of_many()}": self.needles}).order_by().values("record_id")
            rows = rows.filter(pk__in=ids)
        return rows

    @cached_property
    def _found(self) -> list[Any] | None:
        """The ids of what holds the words, looked for once for total and page; None when they are too many to name."""
        key = ("words", self.kind.code, self.search)

        def look() -> list[Any] | None:
            entries = SearchEntry.objects.filter(town_id=self.town.pk, kind=self.kind.code)
            found = entries.filter(text__holds=self.needles).order_by()
            ids = list(found.values_list("record_id", flat=True)[: NAMED + 1])
            return ids if len(ids) <= NAMED else None

        return remembered(key, self.town, self.hidden, look)

    @cached_property
    def _entries(self) -> QuerySet[SearchEntry] | None:
        """The search entries of the rows, where all that narrows the list stands in them: they know the words by index.

        None where few are found, which the rows are asked for by name, or where the list asks for more.
        """
        if (
            not self.search
            or self.kind.groups
            or self.date is None
            or self.type is not None
            or self.by_deadline
            or self.sort  # they are in order by day alone
        ):
            return None
        if self._found is not None:
            return None
        entries = in_entries([self.kind], self.town, self.actor, hidden=self.hidden, voided=self.voided)
        if self.year is not None:
            entries = entries.filter(day__gte=date(self.year, 1, 1), day__lte=date(self.year, 12, 31))
        return entries.filter(village=self.village) if self.village is not None else entries

    @property
    def waiting(self) -> bool:
        """Whether just imported rows are not searched yet."""
        return bool(self.search) and is_waiting(self.town)

    @cached_property
    def sortable(self) -> dict[str, str]:
        """{column: the model's column it is sorted by}; a choice by the town's own word."""
        found = {}
        for column in self.kind.columns:
            if column.masked or not column.in_list:
                continue
            for name in (f"{column.field}_word", column.field):
                if has_field(self.kind.model, name):
                    found[column.field] = f"{name}__name" if name == "village" else name
                    break
        return found

    @property
    def ordered(self) -> RecordQuerySet:
        """Newest first; the id settles equal days, so that pages neither repeat nor lose a row."""
        return self.rows.order_by(*self._order(newest_first=True))

    def _order(self, *, newest_first: bool) -> tuple[Any, ...]:
        rest = self._by_day(newest_first=newest_first)
        if not self.sort:
            return rest
        column = F(self.sortable[self.sort.removeprefix("-")])
        # Read from the far end everything is turned round; what is empty stands last either way.
        if self.sort.startswith("-") == newest_first:
            return (column.desc(nulls_last=True) if newest_first else column.desc(nulls_first=True), *rest)
        return (column.asc(nulls_last=True) if newest_first else column.asc(nulls_first=True), *rest)

    def _by_day(self, *, newest_first: bool) -> tuple[Any, ...]:
        if self.by_deadline:
            due = F("case__due_on")
            if newest_first:  # the most pressing, that is
                return ("-case__urgent", due.asc(nulls_last=True), "pk")
            return ("case__urgent", due.desc(nulls_first=True), "-pk")
        if self.date is None:
            return ("-pk",) if newest_first else ("pk",)
        if not self.kind.model._meta.get_field(self.date).null:
            return (f"-{self.date}", "-pk") if newest_first else (self.date, "pk")
        day = F(self.date)
        return (day.desc(nulls_last=True), "-pk") if newest_first else (day.asc(nulls_first=True), "pk")

    @cached_property
    def total(self) -> int:
        key = (
            "list", self.kind.code, self.voided, self.search, self.village and self.village.pk, self.type, self.year,
            self._scope, self.stage and self.stage.code, self.mine and self.actor.key, office_today(),
        )  # fmt: skip
        return remembered(key, self.town, self.hidden, self._count)

    def _count(self) -> int:
        if self._entries is None:
            return self.rows.count()
        return self._entries.filter(**{f"text__{of_many()}": self.needles}).count()

    def page(self, number: Any) -> Page[Any]:
        """One page of records with all that is shown of them."""
        return _Pages(self).get_page(number)

    def slice(self, start: int, stop: int) -> list[Any]:
        """Rows start to stop of the list. By their ids, from the nearer end: far pages cost no more than middle ones."""
        total = self.total
        ids: Any
        if self._entries is not None:
            ids = self._ids_by_words(self._entries, start, stop)
        elif start > total // 2:
            rows = self.rows.order_by(*self._order(newest_first=False))
            ids = rows.values("pk")[max(0, total - stop) : total - start]
        else:
            ids = self.ordered.values("pk")[start:stop]
        rows = loaded(self.kind, self.kind.model.objects.filter(pk__in=ids))
        return list(rows.order_by(*self._order(newest_first=True)))

    def _ids_by_words(
        self, entries: QuerySet[SearchEntry], start: int, stop: int
    ) -> QuerySet[SearchEntry, Any]:
        """What many rows hold is met soon in their order; further on, the index is quicker."""
        near = min(start, self.total - stop) < NEAR
        found = entries.filter(**{f"text__{'reads' if near else of_many()}": self.needles})
        if start <= self.total // 2:
            return found.order_by("-day", "-record_id").values("record_id")[start:stop]
        found = found.order_by("day", "record_id")
        return found.values("record_id")[max(0, self.total - stop) : self.total - start]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns beside the title. Those that the titles say already give way to others."""
        listed = [column for column in self.kind.columns if column.in_list]
        told = remembered(("told", self.kind.code), self.town, self.hidden, self._told_by_titles)
        fresh = [column for column in listed if column.field not in told]
        return (fresh if self.kind.groups else fresh or listed)[:COLUMNS]

    def _told_by_titles(self) -> frozenset[str]:
        rows = self.kind.model.objects.seen(self.town, hidden=self.hidden).order_by(
            *self._order(newest_first=True)
        )
        ids = list(rows.values_list("pk", flat=True)[:20])
        records = loaded(self.kind, self.kind.model.objects.filter(pk__in=ids))
        # The number stands under the title.
        sample = [
            (self.kind.values(record), f"{self.kind.title(record) or ''} {number_of(record)}")
            for record in records
        ]
        told = set()
        for column in self.kind.columns:
            held = [(values[column.field], title) for values, title in sample if values.get(column.field)]
            if (
                held
                and column.shape in TELLABLE
                and all(_says(title, column, value) for value, title in held)
            ):
                told.add(column.field)
        return frozenset(told)

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.village or self.type or self.voided or self.by_deadline)

    @property
    def sentence(self) -> str:
        """17个村，2023年，共312起"""
        parts = []
        if self.village is not None:
            parts.append(self.village.name)
        elif self.villages:
            names = [village.name for village in self.villages]
            parts.append("、".join(names) if len(names) <= 2 else f"{len(names)}个村")
        if self.stage is not None:
            parts.append(self.stage.name)
        if self.mine:
            parts.append("我主办的")
        if self.date is not None and not self.by_deadline:
            parts.append(f"{self.year}年" if self.year is not None else "各年")
        if self.type is not None and self.type_column is not None and self.type_column.choices:
            parts.append(self.type_column.choices.word_of(self.type))
        if self.search:
            parts.append(f"含“{self.search}”的")
        if self.voided:
            parts.append("已作废的")
        return "，".join([*parts, f"共{ui_number(self.total)}{unit_of(self.kind)}"])

    def form(self) -> forms.Form:
        """The filter bar, holding what is chosen."""
        return FilterForm(self)


TELLABLE = (Shape.TEXT, Shape.LONG_TEXT, Shape.NUMBER, Shape.NAMES, Shape.PLACES, Shape.CHOICE)


def _says(title: str, column: Column, value: Any) -> bool:
    parts = value if isinstance(value, list | tuple) else [in_full(column, value)]
    return all(str(part) in title for part in parts)


_OF_TOWN = Prepared(
    lambda town: Village.objects.filter(town=town).values_list("pk", "name"),
    town=lambda: Village._meta.get_field("town"),
)


def villages_of(town: Town, actor: Actor) -> list[Village]:
    """The villages a person may choose: all of the town's that stand, or those of posts that are bound to a village."""
    roles, hidden = actor.roles(town), hidden_batches(town.pk)
    found = (
        standing_villages(town.pk, hidden).values_list("pk", "name")
        if hidden
        else _OF_TOWN.rows(town=town.pk)
    )
    villages = [Village(pk=pk, town_id=town.pk, name=name) for pk, name in found]
    villages.sort(key=lambda village: numbered(village.name))
    if roles and all(role.own_village for role in roles):
        own = {post.village_id for post in actor.posts if post.town_id == town.pk}
        return [village for village in villages if village.pk in own]
    return villages


class _Pages(Paginator):
    """Twenty to a page, the total counted by the list."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        super().__init__([], ROWS)

    @cached_property
    def count(self) -> int:
        return self.listing.total

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self.listing.slice(start, min(start + self.per_page, self.count)), number, self)


def list_text(column: Column, value: Any, longest: int = 60) -> str:
    """A cell of the list: long texts end in ……, the record's page has them whole."""
    text = shown(column, value)
    return text if len(text) <= longest else f"{text[:longest]}……"
