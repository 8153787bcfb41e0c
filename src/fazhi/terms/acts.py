"""What is done to a clock: paused, extended, begun anew, and refused with a reason. Values; `clocks` does the acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fazhi.terms.calendar import ONE_DAY
from fazhi.terms.periods import Period, Uncounted


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act on a clock cannot be, and what to do instead, in plain Chinese; `article` where the law asks it."""

    what: str
    do: str
    article: str = ""

    def __str__(self) -> str:
        return self.what + self.do


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count: from `on` until `until`, the day it went on (None while it lasts).

    Days, or moments with a time zone for a clock of hours. `reason` reads after “暂停：”, as in 等补正.
    """

    on: date
    reason: str
    article: str
    until: date | None = None
    whole_first_day: bool = False

    @property
    def uncounted(self) -> Uncounted:
        """The days it takes out, both ends with it; first after last when it began and ended on one day."""
        return Uncounted(self.on if self.whole_first_day else self.on + ONE_DAY, self.until, self.reason)


@dataclass(frozen=True, slots=True)
class Extension:
    """What was added to the period, why, by which article, and who approved it."""

    period: Period
    reason: str
    article: str
    approver: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """How far the law lets a clock be extended: `most` each time, `times` at all, approved by `approver`."""

    most: Period
    article: str
    approver: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Restart:
    """The period began anew on `on` (政府信息公开条例 第三十条: 自收到补正的申请之日起计算); what had been before is kept."""

    on: date
    reason: str
    article: str
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()


def missing(**given: str) -> Refusal | None:
    """A refusal that names what was left empty, by its Chinese name; None when nothing was."""
    names = [name for name, text in given.items() if not text.strip()]
    return Refusal(f"还没有写{'、'.join(names)}。", "请补上再登记。") if names else None
