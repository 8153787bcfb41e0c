"""How dates, numbers, money and personal data are written on pages, in tables and in documents.

Plain functions of their arguments; templates reach them through `{% load fazhi_words %}`. None gives "".
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from fazhi.terms.calendar import written

OFFICE_TIME = ZoneInfo("Asia/Shanghai")

# Two-character surnames one meets; a name starting with one keeps both characters when masked.
COMPOUND_SURNAMES = frozenset(
    re.findall("..", "欧阳司马上官诸葛夏侯皇甫尉迟公孙慕容令狐司徒司空东方独孤南宫西门端木长孙宇文轩辕")
)


def office_date(value: date | datetime) -> date:
    """The calendar day in China on which an instant falls; a date is returned as it is."""
    if not isinstance(value, datetime):
        return value
    return office_time(value).date()


def office_time(value: datetime) -> datetime:
    """The instant on the office's clock. Times without a zone are UTC, as they are stored."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(OFFICE_TIME)


def office_today(now: datetime | None = None) -> date:
    """Today in China, whatever the machine's zone is."""
    return office_date(now or datetime.now(UTC))


def ui_date(value: date | datetime | None, today: date | None = None) -> str:
    """3月12日 within the year of `today`, 2025年12月4日 otherwise."""
    if not value:
        return ""
    day = office_date(value)
    if day.year == (today or office_today()).year:
        return f"{day.month}月{day.day}日"
    return document_date(day)


def table_date(value: date | datetime | None) -> str:
    """2026-03-12."""
    return office_date(value).isoformat() if value else ""


def document_date(value: date | datetime | None) -> str:
    """2026年3月12日."""
    return written(office_date(value)) if value else ""


def ui_time(value: datetime | None) -> str:
    """14:30."""
    return f"{office_time(value):%H:%M}" if value else ""


def ui_datetime(value: datetime | None, today: date | None = None) -> str:
    """3月12日 14:30, with the year when it is another one."""
    return f"{ui_date(value, today)} {ui_time(value)}" if value else ""


def table_datetime(value: datetime | None) -> str:
    """2026-03-12 14:30."""
    return f"{table_date(value)} {ui_time(value)}" if value else ""


def ui_number(value: int | float | Decimal | str | None) -> str:
    """8,312; text stays as it is. Documents write the digits without the comma: use str() there."""
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:,}"


def ui_money(fen: int | None) -> str:
    """200000 fen → 2,000元; 200050 → 2,000.50元."""
    return "" if fen is None or fen == "" else f"{plain_yuan(fen, comma=True)}元"


def plain_yuan(fen: int, *, comma: bool = False) -> str:
    """The yuan of an amount in fen, as a form shows it: 2000 or 2000.50."""
    sign, (yuan, rest) = ("-" if fen < 0 else ""), divmod(abs(fen), 100)
    return sign + (f"{yuan:,}" if comma else str(yuan)) + (f".{rest:02d}" if rest else "")


def ui_percent(part: int | None, base: int | None) -> str:
    """78%（142/181）: always with its base, since a percentage of nine things says nothing."""
    if part is None or not base:
        return ""
    return f"{percent_of(part, base)}%（{ui_number(part)}/{ui_number(base)}）"


def percent_of(part: int, base: int) -> int:
    """Whole percent, half up; never 100 for less than all, never 0 for more than none."""
    whole = (part * 200 + base) // (base * 2)
    if 0 < part < base:
        return min(99, max(1, whole))
    return whole


def ui_share(hundredths: int | None) -> str:
    """A stored percentage, in hundredths of a percent: 2500 → 25%, 1250 → 12.5%."""
    if hundredths is None or hundredths == "":
        return ""
    return f"{Decimal(hundredths).scaleb(-2).normalize():f}%"


def masked_phone(value: str | None) -> str:
    """13812345678 → 138****5678; of other numbers the last four digits stay."""
    text = (value or "").strip()
    if len(text) == 11 and text.isdigit() and text.startswith("1"):
        return f"{text[:3]}****{text[-4:]}"
    digits = sum(character.isdigit() for character in text)
    if digits <= 4:
        return "*" * len(text)
    seen, out = 0, []
    for character in text:
        if character.isdigit():
            seen += 1
            out.append(character if seen > digits - 4 else "*")
        else:
            out.append(character)
    return "".join(out)


def masked_id_number(value: str | None) -> str:
    """320681198001011234 → 320681********1234; anything shorter than fifteen is hidden whole."""
    text = (value or "").strip()
    if len(text) < 15:
        return "*" * len(text)
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def masked_name(value: str | None) -> str:
    """张三 → 张*, 欧阳小明 → 欧阳*: the surname and one star, so the length tells nothing."""
    text = (value or "").strip()
    if not text:
        return ""
    surname = text[:2] if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else text[:1]
    return f"{surname}*"
