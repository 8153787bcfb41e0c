"""How an exact number may be written in the prose of a report, and whether words that were written fit their number.

Manners (写法): 准 exact; 余 a little above a round number; 近 a little below one; 上万; 数 digits without the unit;
百分比 per cent. Source: product.md §3.1 (1), seed_table.md column 写法.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fazhi.reports.wording_numbers import NUMBER, half_width, plain, read_number, with_wan

EXACT: Final = "准"
ABOVE: Final = "余"
NEAR: Final = "近"
TEN_THOUSAND: Final = "上万"
DIGITS: Final = "数"
PERCENT: Final = "百分比"
MANNERS: Final = (EXACT, ABOVE, NEAR, TEN_THOUSAND, DIGITS, PERCENT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether words fit a number; if not, why (Chinese) and what could stand instead."""

    ok: bool
    why: str = ""
    suggestion: str | None = None


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def render(value: int, manner: str, unit: str) -> str:
    """The number in words: render(312, "余", "起") → 300余起.

    Never says what is not so: where the manner does not hold for the value (8余, a “近” of 312) the exact number is
    written; `suits` tells beforehand. Raises ValueError for a manner that does not exist.
    """
    if manner not in MANNERS:
        raise ValueError(f"没有“{manner}”这种写法，可用：{'、'.join(MANNERS)}")
    if manner == DIGITS:
        return str(value)
    if manner == PERCENT:
        return f"{value}%"
    if not suits(value, manner):
        return f"{value}{unit}"
    if manner == ABOVE:
        return f"{with_wan(_floor(value))}余{unit}"
    if manner == NEAR:
        goal = _next_round(value)
        name = {100: "百", 1000: "千", 10_000: "万"}.get(goal) or with_wan(goal)
        return f"近{name}{unit}"
    return f"上万{unit}" if manner == TEN_THOUSAND else f"{value}{unit}"


def suits(value: int, manner: str) -> bool:
    """Whether `value` can truthfully be written in `manner`."""
    if manner == ABOVE:
        return value > 10 and value != _floor(value)
    if manner == NEAR:
        # The last tenth below the round number: 9000 to 9999 for 万, 290 to 299 for 300.
        return value >= 29 and 0 < _next_round(value) - value <= _nearness(_next_round(value))
    if manner == TEN_THOUSAND:
        return 10_000 <= value < 20_000
    return True


def best_manner(value: int) -> str:
    """The approximate manner that says most of `value` and is true; 准 where none is.

    Meant for sums and estimates (人次, views). A count of cases is written exactly unless a person chooses otherwise.
    """
    for manner in (NEAR, TEN_THOUSAND, ABOVE):
        if suits(value, manner):
            return manner
    return EXACT


def percentage(part: int, whole: int) -> str:
    """78%（142/181）: a share never stands without its base (product.md §4.9). Raises ValueError for a base of 0."""
    if whole <= 0:
        raise ValueError("没有基数，不能算百分比")
    return f"{part * 100 / whole:.1f}".removesuffix(".0") + f"%（{part}/{whole}）"


def _magnitude(value: int) -> int:
    return int(10 ** (len(str(value)) - 1))


def _floor(value: int) -> int:
    """The round number at or below: 312 → 300, 23456 → 20000, 123456 → 120000 (万 are counted like ones)."""
    if value >= 100_000:
        return value // 10_000 // (step := max(1, _magnitude(value // 10_000) // 10)) * step * 10_000
    return value // _magnitude(value) * _magnitude(value)


def _next_round(value: int) -> int:
    return (value // _magnitude(value) + 1) * _magnitude(value)


def _nearness(goal: int) -> int:
    """How far below `goal` 近 still holds: a tenth of the place of its leading digit, a tenth of 10, 100, 1000, 万."""
    return goal // 10 if goal == _magnitude(goal) else _magnitude(goal) // 10


# ── Checking ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Claim:
    """What written words say of a number: it is from `low` to `high`, both included."""

    low: float
    high: float
    unit: str

    def holds(self, value: float) -> bool:
        """Whether the number is within."""
        return self.low <= value <= self.high


_INFINITY = float("inf")
_NAMED = {
    "百": 100.0,
    "千": 1000.0,
    "万": 10_000.0,
    "十万": 100_000.0,
    "百万": 1_000_000.0,
    "亿": 100_000_000.0,
}
_PLACES = r"(?P<place>百万|十万|[十百千万亿])"


def _place(hit: re.Match[str]) -> float:
    return 10.0 if hit["place"] == "十" else _NAMED[hit["place"]]


def _value(hit: re.Match[str]) -> float | None:
    return read_number(hit["number"])


def _range_above(hit: re.Match[str]) -> tuple[float, float] | None:
    """300余 → 301–399, 2000余 → 2001–2999, 3400余 → 3401–3499; 15余 is no Chinese."""
    value = _value(hit)
    if value is None or value < 10 or value != int(value) or int(value) % 10:
        return None
    place = 10
    while int(value) % (place * 10) == 0 and place * 10 <= value:
        place *= 10
    return value + 1, value + place - 1


def _range_near(hit: re.Match[str]) -> tuple[float, float] | None:
    value = _value(hit)
    if value is None or value < 10 or int(value) % 10:
        return None
    place = 10
    while int(value) % (place * 10) == 0 and place * 10 <= value:
        place *= 10
    return value - (value / 10 if value == place else place / 10), value - 1


def _range_about(hit: re.Match[str]) -> tuple[float, float] | None:
    value = _value(hit)
    return None if value is None else (value * 0.9, value * 1.1)


def _range_beyond(hit: re.Match[str]) -> tuple[float, float] | None:
    """超300: above it, but below the next round number, else the words hide more than they say."""
    value = _value(hit)
    if value is None or value < 1:
        return None
    return value + (1 if value == int(value) else 0), value + _magnitude(
        int(value)
    ) - 1 if value >= 10 else value + 1


def _range_below(hit: re.Match[str]) -> tuple[float, float] | None:
    value = _value(hit)
    return None if value is None else (value * 0.8, value - 1)


def _range_exact(hit: re.Match[str]) -> tuple[float, float] | None:
    value = _value(hit)
    if value is None:
        return None
    # 1.2万 is exact to its last written digit; 2万 is 20000.
    written = re.fullmatch(r"\d+\.(\d+)([万亿])", hit["number"])
    if written:
        half = _NAMED[written[2]] / 10 ** len(written[1]) / 2
        return value - half, value + half - 1
    return value, value


_Range = Callable[[re.Match[str]], tuple[float, float] | None]
_UNIT = r"(?P<unit>[^\d\s]{0,6})$"
_N = rf"(?P<number>{NUMBER})"

# Written form → the range it claims. The first that matches speaks; order matters.
CLAIMS: Final[tuple[tuple[re.Pattern[str], _Range], ...]] = tuple(
    (re.compile(pattern), claimed)
    for pattern, claimed in (
        (r"^多(?P<unit>次|场|起|件|个|家|名|人)$", lambda hit: (3, _INFINITY)),
        (r"^(?P<unit>)(?:若干|数|几)(?=[次起件条场个名家份期])", lambda hit: (2, 9)),
        (rf"^[数几]{_PLACES}{_UNIT}", lambda hit: (_place(hit) * 2, _place(hit) * 10 - 1)),
        (rf"^近{_PLACES}{_UNIT}", lambda hit: (_place(hit) * 0.9, _place(hit) - 1)),
        (rf"^(?:上万|逾万|过万|超万){_UNIT}", lambda hit: (10_000, _INFINITY)),
        (rf"^[上成逾过超]{_PLACES}{_UNIT}", lambda hit: (_place(hit), _place(hit) * 10 - 1)),
        (rf"^{_PLACES}[余多]{_UNIT}", lambda hit: (_place(hit) + 1, _place(hit) * 2 - 1)),
        (rf"^十几{_UNIT}", lambda hit: (11, 19)),
        (rf"^近{_N}{_UNIT}", _range_near),
        (rf"^(?:大约|约|将近|接近)\s*{_N}{_UNIT}", _range_about),
        (rf"^(?:超过|多于|超|逾)\s*{_N}[余多]?{_UNIT}", _range_beyond),
        (rf"^(?:不足|不到|少于){_N}{_UNIT}", _range_below),
        (
            rf"^(?:至少|不少于){_N}{_UNIT}",
            lambda hit: None if _value(hit) is None else (_value(hit) or 0, _INFINITY),
        ),
        (rf"^{_N}[余多]{_UNIT}", _range_above),
        (rf"^{_N}(?P<unit>[^\d\s]{{0,4}}?)(?:左右|上下)$", _range_about),
        (
            rf"^{_N}(?P<unit>[^\d\s]{{0,4}}?)以上$",
            lambda hit: None if _value(hit) is None else (_value(hit) or 0, _INFINITY),
        ),
        (rf"^{_N}{_UNIT}", _range_exact),
    )
)


def claim(words: str) -> Claim | None:
    """What `words` say of a number (近万人次 → 9000–9999, 人次); None where they are no number we know."""
    written = half_width(words).strip()
    for pattern, claimed in CLAIMS:
        hit = pattern.match(written)
        if hit:
            limits = claimed(hit)
            return Claim(*limits, unit=hit["unit"]) if limits else None
    return None


def fits(words: str, value: int) -> Verdict:
    """Whether written words fit the exact number: fits("近万人次", 9642).ok. A no comes with a true wording."""
    said = claim(words)
    if said is None:
        return Verdict(False, f"“{words}”看不出是多少，实为{value}", str(value))
    if said.holds(value):
        return Verdict(True)
    return Verdict(False, f"“{words}”{_limits(said)}，实为{value}", _instead(words, value, said.unit))


def _limits(said: Claim) -> str:
    if said.low == said.high:
        return f"是准数{plain(said.low)}"
    if said.high == _INFINITY:
        return f"要求不少于{plain(said.low)}"
    return f"只用于{plain(said.low)}至{plain(said.high)}"


def _instead(words: str, value: int, unit: str) -> str:
    """The exact number for exact words, else an approximation that is true."""
    if re.match(rf"{NUMBER}(?![余多])", half_width(words)) and not re.search("左右|上下|以上", words):
        return render(value, EXACT, unit)
    return render(value, best_manner(value), unit)
