"""The figures of a town's year, counted together: batches and ledger rows are read once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor
from fazhi.pages.totals import remembered
from fazhi.pages.words import ui_number
from fazhi.records.figures import BOOK, Figure, Rate, Scope
from fazhi.records.models import SourceRow, hidden_batches
from fazhi.reports.counting_together import Wanted, count_together

# Ledger rows that are no records, by outcome: how a card names them, and the word in a link to their list.
ROWS_LEFT_OUT = {
    SourceRow.Outcome.MERGED.value: "台账里完全重复的行，已合并",
    SourceRow.Outcome.PROBLEM.value: "待改正的行，改好后才计入",
}


@dataclass(frozen=True)
class Evaluated:
    """A figure of a year. A rate's value is in hundredths of a percent, None when its base is nothing."""

    figure: Figure | Rate
    value: int | None
    left_out: list[tuple[str, int]] = field(default_factory=list)
    numerator: int | None = None
    denominator: int | None = None
    before: int | None = None  # the year before, when it was asked for

    @property
    def code(self) -> str:
        return self.figure.code

    @property
    def name(self) -> str:
        return self.figure.name

    @property
    def unit(self) -> str:
        return self.figure.unit

    @property
    def rule(self) -> str:
        return self.figure.rule

    @property
    def is_rate(self) -> bool:
        return isinstance(self.figure, Rate)

    @property
    def number(self) -> str:
        """The exact number as a document writes it, without unit: 312, or 78.45 of a rate, or a dash."""
        if self.value is None:
            return "—"
        return f"{self.value / 100:.2f}".rstrip("0").rstrip(".") if self.is_rate else str(self.value)

    @property
    def text(self) -> str:
        """312起, 78%（142/181）, or 没有基数 for a rate without one."""
        if not self.is_rate:
            return f"{self.value}{self.unit}"
        return share(self.numerator, self.denominator)


def share(part: int | None, base: int | None) -> str:
    """A rate as the product writes it everywhere: 78%（142/181）; half up, never 100 % for less than all."""
    if part is None or not base:
        return "没有基数"
    whole = (part * 200 + base) // (base * 2)
    if 0 < part < base:
        whole = min(99, max(1, whole))
    return f"{whole}%（{part}/{base}）"


def hundredths(part: int, base: int) -> int | None:
    """A share in hundredths of a percent, half up; None of nothing."""
    return (part * 20000 + base) // (base * 2) if base else None


class Counting:
    """The figures of one town and year, each counted once however often it is asked for."""

    def __init__(self, town: Town | UUID, year: int) -> None:
        self.town_id: UUID = town if isinstance(town, UUID) else town.pk
        self.year = year
        self.scope = Scope(self.town_id, year)
        self._values: dict[str, int] = {}
        self._left_out: dict[tuple[str, int], int] = {}

    def value(self, code: str) -> int:
        """The number of a counted figure; 0 when no folder declares it."""
        if code not in self._values:
            figure = BOOK.figures.get(code)
            self._values[code] = figure.value(self.scope) if isinstance(figure, Figure) else 0
        return self._values[code]

    def count_ahead(self, figures: Iterable[Figure | Rate], *, left_out: bool) -> None:
        """Count what can be counted together, so that a long table is walked once."""
        counted = {figure.code: figure for figure in figures if isinstance(figure, Figure)}
        for figure in figures:
            if isinstance(figure, Rate):
                sides = (BOOK.figures.get(code) for code in (figure.numerator, figure.denominator))
                counted.update({side.code: side for side in sides if isinstance(side, Figure)})
        wanted = [
            Wanted(code, figure.records(self.scope), figure.measure, figure.of)
            for code, figure in counted.items()
            if code not in self._values
        ]
        if left_out:
            wanted += [
                Wanted((code, at), item.records(self.scope))
                for code, figure in counted.items()
                for at, item in enumerate(figure.left_out)
            ]
        for key, value in count_together(wanted, self.year).items():
            if isinstance(key, tuple):
                self._left_out[key] = value
            else:
                code = str(key)
                self._values[code] = value // 100 if counted[code].in_yuan else value

    def remember(self, code: str, value: int) -> None:
        """Take a number that was counted already."""
        self._values[code] = value

    @cached_property
    def ledger_rows(self) -> Mapping[tuple[str, str], int]:
        """{(kind, outcome): rows} of the year that are no records of their own."""
        rows = SourceRow.objects.filter(
            town_id=self.town_id, year=self.year, settled_at=None, batch__status="published",
            outcome__in=list(ROWS_LEFT_OUT),
        ).values_list("kind", "outcome")  # fmt: skip
        return {(kind, outcome): n for kind, outcome, n in rows.annotate(n=Count("pk")).order_by()}

    def left_out(self, figure: Figure | Rate) -> list[tuple[str, int]]:
        """(reason, count) of what the figure leaves out, reasons with nothing behind them passed over."""
        if isinstance(figure, Rate):
            return []
        found = []
        for at, item in enumerate(figure.left_out):
            n = self._left_out.get((figure.code, at))
            if n is None:
                n = self._left_out[figure.code, at] = item.records(self.scope).count()
            if n:
                found.append((item.reason, n))
        for outcome, reason in ROWS_LEFT_OUT.items():
            if n := self.ledger_rows.get((figure.kind, outcome), 0):
                found.append((reason, n))
        return found

    def evaluated(
        self, figure: Figure | Rate, *, left_out: bool = True, before: Counting | None = None
    ) -> Evaluated:
        """One figure with all that its card says."""
        if isinstance(figure, Rate):
            part, base = self.value(figure.numerator), self.value(figure.denominator)
            was = None
            if before is not None:
                was = hundredths(before.value(figure.numerator), before.value(figure.denominator))
            return Evaluated(figure, hundredths(part, base), numerator=part, denominator=base, before=was)
        return Evaluated(
            figure, self.value(figure.code), self.left_out(figure) if left_out else [],
            before=before.value(figure.code) if before is not None else None,
        )  # fmt: skip


def evaluate(
    town: Town | UUID, year: int, *, codes: Iterable[str] | None = None, left_out: bool = True,
    with_last_year: bool = False,
) -> dict[str, Evaluated]:  # fmt: skip
    """The figures of a town's year by code, all of them or the codes given; unknown codes are passed over."""
    counting = Counting(town, year)
    before = Counting(town, year - 1) if with_last_year else None
    wanted = [BOOK[code] for code in codes if code in BOOK] if codes is not None else list(BOOK)
    counting.count_ahead(wanted, left_out=left_out)
    if before is not None:
        before.count_ahead(wanted, left_out=False)
    return {figure.code: counting.evaluated(figure, left_out=left_out, before=before) for figure in wanted}


def evaluated_once(
    town: Town, year: int, *, codes: tuple[str, ...] | None = None, with_last_year: bool = False
) -> dict[str, Evaluated]:
    """The same without what is left out, for pages: counted once until something in the town changes."""
    return remembered(
        ("figures", year, codes, with_last_year),
        town,
        hidden_batches(town.pk),
        lambda: evaluate(town, year, codes=codes, left_out=False, with_last_year=with_last_year),
    )


def figures_json(town: Town, year: int) -> dict[str, Any]:
    """What `fazhi figures --json` prints. A rate is a number of percent with two decimals, or null."""
    figures: dict[str, Any] = {}
    for code, found in evaluate(town, year).items():
        told: dict[str, Any] = {
            "name": found.name,
            "unit": found.unit,
            "value": found.value,
            "rule": found.rule,
            "left_out": [{"reason": reason, "count": count} for reason, count in found.left_out],
        }
        if found.is_rate:
            told["value"] = None if found.value is None else round(found.value / 100, 2)
            told["numerator"], told["denominator"] = found.numerator, found.denominator
        figures[code] = told
    return {"town": town.name, "year": year, "figures": figures}


# ── Home ────────────────────────────────────────────────────────────────────────────────────────────────────────

HOME = (
    "disputes_found", "receptions", "written_agreements", "committee_written_agreements", "contracts_reviewed", "entrusted_cases",
    "study_sessions", "villages_reached", "village_settled_rate",
)  # fmt: skip


# Shown where the year has any: towns that only keep ledgers of receptions have no cases of the committee's own.
WHERE_THERE = frozenset({"committee_written_agreements"})


@dataclass(frozen=True)
class HomeCard:
    """One of this year's figures on the first page."""

    name: str
    text: str
    note: str
    url: str


def figure_url(code: str, year: int) -> str:
    """The page of a figure; every number anywhere links here."""
    return f"{reverse('figure_page', args=[code])}?year={year}"


def home_cards(town: Town, year: int, actor: Actor) -> list[HomeCard]:
    """This year's chief figures against last year's; none for a person who sees no figures."""
    if not actor.may_see_figures(town):
        return []
    found = evaluated_once(town, year, codes=HOME, with_last_year=True)
    return [
        HomeCard(
            name=one.name,
            text=one.text if one.is_rate else f"{ui_number(one.value)}{one.unit}",
            note=last_year_note(one),
            url=figure_url(one.code, year),
        )
        for one in found.values()
        if not (one.is_rate and one.value is None) and (one.value or one.code not in WHERE_THERE)
    ]


def last_year_note(found: Evaluated) -> str:
    """去年71起, or nothing when last year has none."""
    if not found.before:
        return ""
    if found.is_rate:
        return f"去年{found.before / 100:.0f}%"
    return f"去年{ui_number(found.before)}{found.unit}"


# ── Totals that must agree ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Agreement:
    """A sum or a limit that figures must keep: left side = (or ≤) right side, each a sum of codes."""

    left: tuple[str, ...]
    sign: str  # "=" or "<="
    right: tuple[str, ...]
    sentence: str  # what should be so, in words


AGREEMENTS = (
    Agreement(("reception_visits", "reception_consultations", "mediation_requests"), "=", ("receptions",), "来访、咨询、申请调解三类之和等于接待总数"),
    Agreement(("written_agreements", "oral_agreements"), "<=", ("receptions",), "书面和口头协议之和不超过接待总数"),
    Agreement(("written_agreements",), "<=", ("receptions",), "签订协议书的起数不超过接待总数"),
    Agreement(("entrusted_cases", "own_name_cases"), "<=", ("penalty_cases",), "委托执法和以镇名义办理的案件之和不超过处罚案件总数"),
    Agreement(("village_settled",), "<=", ("disputes_found",), "村级化解的起数不超过排查总数"),
    Agreement(("village_failed_three_times",), "<=", ("disputes_found",), "满三次未成的起数不超过排查总数"),
    Agreement(("escalated_to_town",), "<=", ("disputes_found",), "上报镇里的起数不超过排查总数"),
    Agreement(("village_settled", "escalated_to_town", "disputes_open"), "<=", ("disputes_found",), "村级化解、上报镇里、尚未办结之和不超过排查总数"),
    Agreement(("file_review_problems_rectified",), "<=", ("file_review_problems",), "已整改的问题不超过评查发现的问题"),
    Agreement(("court_hearings_attended_by_head",), "<=", ("court_hearings",), "负责人出庭的次数不超过开庭次数"),
    Agreement(("exam_passed_of_took",), "<=", ("exam_took_of_rated",), "考试合格人次不超过参考人次"),
    Agreement(("exam_took_of_due",), "<=", ("exam_due_of_rated",), "考试参考人次不超过应考人次"),
    Agreement(("legal_agenda_items_attended",), "<=", ("legal_agenda_items",), "司法所所长列席的涉法议题不超过涉法议题总数"),
    Agreement(("legal_agenda_items",), "<=", ("agenda_items",), "涉法议题不超过上会议题总数"),
    Agreement(("written_agreements_performed", "written_agreements_confirmed"), "<=", ("written_agreements",), "已履行和已司法确认的协议之和不超过签订的协议书"),
)  # fmt: skip


@dataclass(frozen=True)
class Disagreement:
    """Totals that do not agree: what should be so, both sides, and the figures to open."""

    sentence: str
    left: int
    right: int
    codes: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.sentence}，现在一边是{self.left}，一边是{self.right}。请打开这几个数字核对记录。"


def totals_that_must_agree(
    town: Town | UUID, year: int, counting: Counting | None = None, *, months: bool = True
) -> list[Disagreement]:
    """The agreements that do not hold; with `months`, those of each figure must add up to it as well."""
    counting = counting or Counting(town, year)
    found = []
    for rule in AGREEMENTS:
        if not all(code in BOOK for code in (*rule.left, *rule.right)):
            continue
        left = sum(counting.value(code) for code in rule.left)
        right = sum(counting.value(code) for code in rule.right)
        if not (left == right if rule.sign == "=" else left <= right):
            found.append(Disagreement(rule.sentence, left, right, (*rule.left, *rule.right)))
    return [*found, *(_months_that_do_not_add_up(counting) if months else ())]


def _months_that_do_not_add_up(counting: Counting) -> list[Disagreement]:
    from fazhi.reports.breakdown import months_of

    found = []
    for figure in BOOK:
        if isinstance(figure, Rate) or not figure.month or figure.measure == "different" or figure.in_yuan:
            continue
        if not (total := counting.value(figure.code)):
            continue
        by_month = sum(months_of(figure, counting.scope))
        if by_month != total:
            sentence = f"“{figure.name}”各月之和等于全年数"
            found.append(Disagreement(sentence, by_month, total, (figure.code,)))
    return found
