"""The text of a report with its figures filled in: from the records, or from the snapshot of a frozen report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from fazhi.evidence.official import AnnexRow, Run
from fazhi.orgs.models import Town
from fazhi.records.figures import BOOK, Rate
from fazhi.reports.evaluation import Evaluated, evaluated_once, share
from fazhi.reports.models import AnnualReport
from fazhi.reports.tokens import FigureValue, Rendered, Token, render_text
from fazhi.reports.wording import PERCENT

MARK: Final = re.compile(r"【缺记录：(?P<what>[^】]*)】")


def mark(what: str) -> str:
    """The mark of a sentence whose records do not exist."""
    return f"【缺记录：{what}】"


@dataclass(frozen=True)
class Filled:
    """A figure ready to be written: the number of a count, or both counts of a rate."""

    code: str
    name: str
    unit: str
    rule: str
    value: int | None
    numerator: int | None = None
    denominator: int | None = None
    is_rate: bool = False

    @property
    def for_token(self) -> FigureValue:
        """As the token engine takes it; a rate in whole percent."""
        if self.is_rate:
            return FigureValue(None if self.value is None else round(self.value / 100), "%", self.name)
        return FigureValue(self.value, self.unit, self.name)

    @property
    def exact(self) -> str:
        """The exact number of the annex, with both counts for a rate."""
        if self.is_rate:
            return share(self.numerator, self.denominator)
        return str(self.value)

    @property
    def has_records(self) -> bool:
        """Whether anything stands behind it."""
        return bool(self.denominator) if self.is_rate else bool(self.value)


Values = Mapping[str, Filled]


def current_values(town: Town, year: int, codes: Iterable[str] | None = None) -> dict[str, Filled]:
    """The figures as the records give them now."""
    found = evaluated_once(town, year, codes=None if codes is None else tuple(sorted(codes)))
    return {code: filled(one) for code, one in found.items()}


def filled(one: Evaluated) -> Filled:
    """A counted figure as the text takes it."""
    return Filled(
        one.code, one.name, one.unit, one.rule, one.value, one.numerator, one.denominator, one.is_rate
    )


def values_of(report: AnnualReport) -> dict[str, Filled]:
    """The figures a report is written with: frozen ones once it is frozen."""
    if report.status != AnnualReport.Status.FROZEN:
        return current_values(report.town, report.year)
    return {
        one.code: Filled(
            one.code, one.name, one.unit, one.rule, one.value, one.numerator, one.denominator,
            is_rate=one.denominator is not None or (one.code in BOOK and isinstance(BOOK[one.code], Rate)),
        )
        for one in report.snapshots.all()
    }  # fmt: skip


def rendered(text: str, values: Values) -> list[Rendered]:
    """The pieces of a text with its figures; a rate always stands with both its counts unless 百分比 was chosen."""
    plain = {code: one.for_token for code, one in values.items()}
    pieces = []
    for piece in render_text(text, plain):
        figure = values.get(piece.token.code) if piece.token else None
        if piece.token and figure is not None and figure.is_rate and figure.value is not None:
            whole = share(figure.numerator, figure.denominator)
            words = whole.partition("（")[0] if piece.token.manner == PERCENT else whole
            piece = replace(piece, words=words, problem=None)
        pieces.append(piece)
    return pieces


def words_of(text: str, values: Values, *, marks: bool = True) -> str:
    """The finished words of a text; marks left out on demand."""
    words = "".join(piece.words for piece in rendered(text, values))
    return words if marks else MARK.sub("", words)


def runs_of(text: str, values: Values, *, marks: bool = True) -> list[Run]:
    """The runs of a paragraph of the paper; what lacks records is a run of its own, printed on yellow."""
    runs: list[Run] = []
    for piece in rendered(text, values):
        if piece.token is not None:
            figure = values.get(piece.token.code)
            missing = figure is None or figure.value is None
            if not missing or marks:
                runs.append(Run(piece.words, missing))
            continue
        place = 0
        for hit in MARK.finditer(piece.words):
            runs.append(Run(piece.words[place : hit.start()]))
            if marks:
                runs.append(Run(hit.group(), True))
            place = hit.end()
        runs.append(Run(piece.words[place:]))
    # One run for words of one look: a figure is no island in the document's text.
    return [
        Run("".join(run.text for run in some), missing)
        for missing, some in groupby((run for run in runs if run.text), key=lambda run: run.missing)
    ]


def annex_rows(values: Values) -> tuple[AnnexRow, ...]:
    """All figures exactly: 代码, 名称, 数值, 单位, 口径. A rate without a base has nothing to say and is left out."""
    return tuple(
        AnnexRow(one.code, one.name, one.exact, "" if one.is_rate else one.unit, one.rule)
        for one in values.values()
        if not (one.is_rate and one.value is None)
    )


_BRACED = re.compile(r"\{\{|\}\}|\{\s*(?P<name>[^{}|\n]+?)\s*(?P<rest>\|[^{}\n]*)?\}")


def with_names(text: str) -> str:
    """The text as a person edits it: {网格排查矛盾纠纷|余} instead of {disputes_found|余}."""

    def named(hit: re.Match[str]) -> str:
        figure = BOOK.figures.get(hit["name"] or "")
        return hit[0] if figure is None else f"{{{figure.name}{hit['rest'] or ''}}}"

    return _BRACED.sub(named, text)


def with_codes(text: str) -> str:
    """The text as it is kept, names turned back into codes; a name that no figure has stays and is pointed out."""
    codes = {figure.name: figure.code for figure in reversed(list(BOOK.figures.values()))}

    def coded(hit: re.Match[str]) -> str:
        code = codes.get(hit["name"] or "")
        return hit[0] if code is None else f"{{{code}{(hit['rest'] or '').replace(' ', '')}}}"

    return _BRACED.sub(coded, text)


def tokens_in(text: str) -> list[Token]:
    """The tokens of a text, every one, in order."""
    from fazhi.reports.tokens import parse

    return [piece for piece in parse(text) if isinstance(piece, Token)]
