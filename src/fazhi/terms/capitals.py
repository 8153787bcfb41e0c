"""Amounts and dates in the words of legal documents: 人民币壹万贰仟叁佰元整, 二〇二六年三月十二日."""

from __future__ import annotations

from datetime import date

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_DIGITS = "〇一二三四五六七八九"
LARGEST_FEN = 10**14  # below a million million yuan, all that three groups of four hold


def money_in_capitals(fen: int) -> str:
    """An amount in fen as it is written on a legal document: 123450 → 人民币壹仟贰佰叁拾肆元伍角整.

    After 元 and 角 stands 整, after 分 nothing; a missing 角 before 分 is 零. Raises ValueError below 0 or from
    LARGEST_FEN on. Source: 支付结算办法 (银发〔1997〕393号) 附一, of writing amounts.
    """
    if not 0 <= fen < LARGEST_FEN:
        raise ValueError("an amount in capitals is not negative and below a million million yuan")
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        text += f"{_CAPITALS[jiao]}角"
    elif last and yuan:
        text += "零"
    text += f"{_CAPITALS[last]}分" if last else "整"
    return f"人民币{text}"


def _whole(number: int) -> str:
    if number == 0:
        return "零"
    text = ""
    for place, name in reversed(list(enumerate(_GROUPS))):
        group = number // 10_000**place % 10_000
        if group == 0:
            continue
        # 壹万零叁: a gap in front of the group's own digits, or a whole group left out.
        if (text and group < 1000) or (text and number // 10_000 ** (place + 1) % 10_000 == 0):
            text += "零"
        text += _four(group) + name
    return text


def _four(group: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _CAPITALS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text


def date_in_chinese(day: date) -> str:
    """二〇二六年三月十二日, as some papers and seals write a date."""
    year = "".join(_DIGITS[int(one)] for one in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    words = "一二三四五六七八九"
    return ("" if not tens else "十" if tens == 1 else words[tens - 1] + "十") + (
        words[ones - 1] if ones else ""
    )
