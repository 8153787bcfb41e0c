"""Figures: a code, a name, a unit, a counting rule in plain words, and a query that yields records.

The number is the count, the sum or the number of different values of that query and nothing else, so the list behind
a number is always as long as the number says. Rates keep both counts and are computed, never typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from fazhi.records.models import RecordQuerySet, SourceRow, hidden_batches


@dataclass
class Scope:
    """A town's year, as figures count it: by the date of the event, 1 January to 31 December."""

    town_id: UUID
    year: int
    # What the person asking may see of a kind; a figure counts the town, its list shows what is seen.
    rows: Callable[[str], Q] | None = None
    # What several figures of one kind ask alike, found once for this scope: {question: answer}.
    found: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    begun: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hidden(self) -> list[Any]:
        return hidden_batches(self.town_id)

    def seen(self, model: Any) -> RecordQuerySet:
        """The town's records of that model that count."""
        found: RecordQuerySet = model.objects.seen(self.town_id, hidden=self.hidden)
        return found

    def within(self, lookup: str) -> Q:
        """The year, on that date field."""
        return Q(**{f"{lookup}__gte": date(self.year, 1, 1), f"{lookup}__lte": date(self.year, 12, 31)})

    def of_year(self, model: Any, lookup: str, *conditions: Q, **equal: Any) -> RecordQuerySet:
        """The records of the year, by that date, that meet the conditions."""
        rows = self._once(("of_year", model, lookup), lambda: self.seen(model).filter(self.within(lookup)))
        return rows.filter(*conditions, **equal) if conditions or equal else rows.all()

    def parts(self, model: Any, lookup: str, *conditions: Q, **equal: Any) -> QuerySet[Any]:
        """Parts of the records of the year, by that date of the record: a visible part has a visible record.

        Conditions are lookups from the part; those of its record begin with `record__`.
        """

        def of_year() -> QuerySet[Any]:
            rows: QuerySet[Any] = model.objects.filter(record__town_id=self.town_id, record__voided_at=None)
            if self.hidden:
                rows = rows.filter(Q(record__batch=None) | ~Q(record__batch__in=self.hidden))
            return rows.filter(self.within(f"record__{lookup}"))

        rows = self._once(("parts", model, lookup), of_year)
        return rows.filter(*conditions, **equal) if conditions or equal else rows.all()

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        """The query that many figures begin with, built once; it is never evaluated itself."""
        if key not in self.begun:
            self.begun[key] = make()
        return self.begun[key]

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    def before(self) -> Scope:
        """The year before, for comparison."""
        return Scope(self.town_id, self.year - 1, self.rows)


Query = Callable[[Scope], "QuerySet[Any]"]


@dataclass(frozen=True)
class LeftOut:
    """Records near a figure that it does not count, and why."""

    reason: str
    records: Query


@dataclass(frozen=True)
class Figure:
    """A counted figure.

    `records` yields the records. `measure`: "count" counts them; "sum" adds up `of`; "different" counts the different
    values of `of`. `of`, `village`, `month` and `type` are lookups from the record.
    """

    code: str
    name: str
    unit: str
    section: str  # section of the report and the cards: study, decision, review, enforcement, supervision, …
    rule: str  # 口径, plain Chinese: what counts, what does not
    period: str  # by which date a record belongs to the year, in words
    kind: str  # kind of the records listed
    records: Query
    measure: Literal["count", "sum", "different"] = "count"
    of: str = ""
    village: str | None = None
    month: str | None = None
    type: str | None = None
    # A record may stand in several villages: the breakdown adds up to more than the number, and the page says so.
    breakdown_exceeds: bool = False
    left_out: tuple[LeftOut, ...] = ()
    family: str = ""  # which published figure of other towns it is (data families A–K)
    in_yuan: bool = False  # the sum is in fen, the figure in yuan
    approximate: bool = False  # the report's first draft writes it as 300余
    source: str = "seed"

    def value(self, scope: Scope) -> int:
        """The number."""
        query = self.records(scope)
        if self.measure == "count":
            return query.count()
        if self.measure == "sum":
            total = query.order_by().aggregate(total=Sum(self.of))["total"] or 0
            # Whole yuan when it is whole; fines with jiao keep them out of a count of yuan by rounding down.
            return total // 100 if self.in_yuan else int(total)
        return query.order_by().aggregate(n=Count(self.of, distinct=True))["n"]

    def omitted(self, scope: Scope) -> list[tuple[str, int, LeftOut | None]]:
        """(reason, count, query) of what was left out; reasons with nothing behind them are not listed."""
        found: list[tuple[str, int, LeftOut | None]] = [
            (item.reason, n, item) for item in self.left_out if (n := item.records(scope).count())
        ]
        waiting = source_rows(scope, self.kind)
        for outcome, reason in (
            (SourceRow.Outcome.MERGED, "台账里完全重复的行，已合并"),
            (SourceRow.Outcome.PROBLEM, "待改正的行，改好后才计入"),
        ):
            if n := waiting.filter(outcome=outcome).count():
                found.append((reason, n, None))
        return found


@dataclass(frozen=True)
class Rate:
    """A rate of two figures, kept with both counts: 78%（142/181）."""

    code: str
    name: str
    section: str
    rule: str
    numerator: str
    denominator: str
    family: str = ""
    unit: str = "%"

    @property
    def period(self) -> str:
        return "与分子、分母两个数字相同"


def source_rows(scope: Scope, kind: str) -> QuerySet[SourceRow]:
    """Ledger rows of the town's year and kind, of batches that stand, not yet settled."""
    return SourceRow.objects.filter(
        town_id=scope.town_id, kind=kind, year=scope.year, settled_at=None, batch__status="published"
    )


@dataclass
class Book:
    """All figures, in the order of the report."""

    figures: dict[str, Figure | Rate] = field(default_factory=dict)

    def add(self, *figures: Figure | Rate) -> None:
        """Declare figures; a code is declared once. Raises ValueError on a second one."""
        for figure in figures:
            if self.figures.get(figure.code, figure) != figure:
                raise ValueError(f"figure {figure.code} is declared twice")
            self.figures[figure.code] = figure

    def __iter__(self) -> Iterator[Figure | Rate]:
        return iter(self.figures.values())

    def __getitem__(self, code: str) -> Figure | Rate:
        return self.figures[code]

    def __contains__(self, code: str) -> bool:
        return code in self.figures


BOOK = Book()
