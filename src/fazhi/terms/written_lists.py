"""Several people, places or opinions in one cell, taken apart.

What cannot be taken apart for certain stays together: a list too coarse is seen and mended on the page, a name cut in
two is not. Order and repeats are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from fazhi.terms.written_numbers import NOTHING

_HAN = "\u3400-\u9fff·"
_NAME = re.compile(rf"[{_HAN}]{{2,4}}")
_PLAIN_NAMES = re.compile(r"(?![^等无]*[等无])[\u3400-\u9fff]{2,4}(?:、[\u3400-\u9fff]{2,4})*")
_STRONG = "、，,;；/\n\r\t|"
_OPEN, _CLOSE = "（([《〈【“「『", "）)]》〉】”」』"
# 等3人, 等人, 等三户村民: says there are more, names nobody.
_AND_OTHERS = re.compile(
    r"(?<=.)等(?:[\d一二三四五六七八九十百两几数多余]*(?:人|名|户|家|位|个|所|村|处)[^、，,]{0,6})?$"
)
_ROLE = re.compile(
    r"^(?:甲方|乙方|丙方|双方当事人|当事人|申请人|被申请人|原告|被告|一方|另一方|纠纷双方)\s*[:：]\s*"
)

_FIRM_AND_NAME = re.compile(
    rf"(.+(?:公司|厂|店|合作社|经营部|中心|超市|学校|村|社区|组))[和与]([{_HAN}]{{2,4}})"
)


def split_names(text: str) -> list[str]:
    """The people or firms of one cell: 「张三、李四和王五等3人」 gives 张三, 李四, 王五.

    和 and 与 part two names only where both sides are names of 2–4 characters, so 张和平 stays whole. A blank inside a
    two-character name (张 三) is taken out.
    """
    if _PLAIN_NAMES.fullmatch(text) and text not in NOTHING:
        return text.split("、")  # the usual cell, a hundred thousand times in a large ledger
    return list(_names(text))


@lru_cache(maxsize=8192)
def _names(text: str) -> tuple[str, ...]:
    plain = text.strip()
    if plain in NOTHING:
        return ()
    names: list[str] = []
    for piece in _pieces(plain, _STRONG):
        whole = _AND_OTHERS.sub("", piece).strip()
        for part in _parted_by_blanks(whole):
            named = _ROLE.sub("", part)
            names += [n for n in _parted_by_and(named) if n and n not in NOTHING]
    return tuple(names)


def _parted_by_blanks(piece: str) -> list[str]:
    words = [_ROLE.sub("", word) for word in piece.split()]
    if len(words) < 2 or not all(re.fullmatch(rf"[{_HAN}]{{1,4}}", word) for word in words):
        return [piece]
    names: list[str] = []
    lone = ""
    for word in words:
        # A lone character is half of a name spread out to line up with three-character ones.
        if lone:
            names.append(lone + word)
            lone = ""
        elif len(word) == 1:
            lone = word
        else:
            names.append(word)
    return [piece] if lone or any(len(name) > 4 for name in names) else names


def _parted_by_and(piece: str) -> list[str]:
    """The one way of cutting at 和 or 与 that leaves only names; the piece itself when there is none or more."""
    if _NAME.fullmatch(piece) or not re.fullmatch(rf"[{_HAN}]+", piece):
        return [piece]
    if firm := _FIRM_AND_NAME.fullmatch(piece):
        return [firm[1], firm[2]]
    ways = list(_ways(piece))
    return ways[0] if len(ways) == 1 else [piece]


def _ways(piece: str) -> Iterator[list[str]]:
    if _NAME.fullmatch(piece):
        yield [piece]
    for length in (2, 3, 4):
        if length + 2 < len(piece) and piece[length] in "和与及跟":
            for rest in _ways(piece[length + 1 :]):
                yield [piece[:length], *rest]


_KIND_OF_PLACE = re.compile(
    r"(?:村委会|居委会|村民委员会|居民委员会|社区|小区|村|居|幼儿园|小学|中学|初中|高中|学校|职校|公司|厂|企业|"
    r"园区|广场|集市|市场|超市|中心|合作社|服务站|礼堂|镇|街道)$"
)
_NUMERAL = "一二三四五六七八九十百〇零\\d"
_NUMBERED_PLACE = re.compile(rf"^(?P<stem>[^{_NUMERAL}]+)(?P<number>[{_NUMERAL}]+)(?P<kind>[^{_NUMERAL}]*)$")
_BARE_NUMBER = re.compile(rf"^(?P<number>[{_NUMERAL}]+)(?P<kind>[^{_NUMERAL}]*)$")
_NUMBERING = re.compile(
    r"(?:^|(?<=[\s;；、，,]))\s*(?:\d{1,2}[.．、）)](?!\d)|[（(]\d{1,2}[）)])\s*|[①-⑳]\s*"
)
# 和平村, 和睦社区: here 和 belongs to the name behind it.
_AND_BETWEEN_PLACES = re.compile(r"(?<=[村居区学园厂司校])(?:以及|和|与|及)(?![平睦谐合兴顺风贵美气])")


def split_places(text: str) -> list[str]:
    """The villages, schools or firms of one cell; 「示例二、三村」 gives 示例二村, 示例三村.

    A shared ending is lent only along a row of numbers with one stem; 「合作、民主村」 stays 合作, 民主村, for the list
    of the town's villages to settle.
    """
    return list(_places(text))


@lru_cache(maxsize=8192)
def _places(text: str) -> tuple[str, ...]:
    plain = text.strip()
    if plain in NOTHING:
        return ()
    plain = _NUMBERING.sub("、", plain) if _NUMBERING.match(plain) else plain
    places: list[str] = []
    for piece in _pieces(plain, _STRONG):
        whole = _AND_OTHERS.sub("", piece).strip()
        words = whole.split()
        if len(words) > 1 and not all(_KIND_OF_PLACE.search(w) for w in words):
            words = ["".join(words)] if re.search(f"[{_HAN}]", whole) else [whole]
        for word in words:
            places += [p for p in _AND_BETWEEN_PLACES.split(word) if p and p not in NOTHING]
    return tuple(_with_shared_parts(places))


def _with_shared_parts(places: list[str]) -> list[str]:
    """Lend stem and ending along 「示例二、三、五村」 and 「示例二村、三村」."""
    done: list[str] = []
    i = 0
    while i < len(places):
        head = _NUMBERED_PLACE.match(places[i])
        run: list[re.Match[str]] = []
        while head and i + 1 + len(run) < len(places):
            following = _BARE_NUMBER.match(places[i + 1 + len(run)])
            if not following:
                break
            run.append(following)
            # After a full ending a new row could begin; only equal endings go on.
            if following["kind"] and head["kind"] and following["kind"] != head["kind"]:
                run.pop()
                break
            if following["kind"] and not head["kind"]:
                break
        kind = (head and head["kind"]) or next((m["kind"] for m in run if m["kind"]), "")
        if head and run and kind and _KIND_OF_PLACE.fullmatch(kind):
            done += [f"{head['stem']}{m['number']}{kind}" for m in (head, *run)]
            i += 1 + len(run)
        else:
            done.append(places[i])
            i += 1
    return done


_NO_ITEMS = NOTHING | frozenset(
    [
        "没有",
        "无问题",
        "未发现问题",
        "没有问题",
        "无意见",
        "无修改意见",
        "没有意见",
        "无异议",
        "无不同意见",
        "无发现问题",
        "未见问题",
        "无。",
        "零",
        "0",
        "√",
    ]
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = [*"一二三四五六七八九十", *(f"十{c}" for c in "一二三四五六七八九"), "二十"]
_MARK_BEGINS = r"(?:^|(?<=[\s;；。：:，,！!？?]))\s*"
_ORDINALS: tuple[tuple[Callable[[int], str], str], ...] = (
    # (the mark of the nth item, where a later one may begin); 1.5倍 and 2、3条 are no marks
    (lambda n: rf"{n}[.．](?!\d)", _MARK_BEGINS),
    (lambda n: rf"{n}、(?!\d)", _MARK_BEGINS),
    (lambda n: rf"{n}[）)]", _MARK_BEGINS),
    (lambda n: rf"[（(]{n}[）)]", ""),
    (lambda n: _CIRCLED[n - 1], ""),
    (lambda n: rf"[（(]{_CHINESE[n - 1]}[）)]", ""),
    (lambda n: rf"{_CHINESE[n - 1]}、", _MARK_BEGINS),
    (lambda n: rf"{_CHINESE[n - 1]}是", _MARK_BEGINS),
    (lambda n: rf"第{_CHINESE[n - 1]}[，,、：:]", _MARK_BEGINS),
)
_LEAD = re.compile(r"(?:.*[:：]|.{0,20}(?:如下|包括|以下|问题|意见|建议)[，,。]?)", re.DOTALL)
_BULLET = re.compile(r"^[\s\-–—•·●◆■*]+")


def split_items(text: str) -> list[str]:
    """The opinions or problems of one cell, in order, repeats kept; 无 and the like give none.

    Where the writer numbered them (1. 2、 ① （1） （一） 一是) the numbers decide; otherwise ；; and line ends do.
    Commas and full stops never part them, nor does anything inside brackets.
    """
    return list(_items(text))


@lru_cache(maxsize=4096)
def _items(text: str) -> tuple[str, ...]:
    plain = text.strip()
    if plain.rstrip("。.") in _NO_ITEMS:
        return ()
    parts = _numbered(plain) or _pieces(plain, "；;\n\r")
    return tuple(item for part in parts if (item := _trimmed(part)).rstrip("。.") not in _NO_ITEMS)


def _numbered(text: str) -> list[str] | None:
    """The items behind the marks 1, 2, 3 … of the first way of numbering that fits; None when nothing is numbered."""
    for mark, begins in _ORDINALS:
        starts: list[tuple[int, int]] = []
        for n in range(1, 21):
            where = begins if starts else _MARK_BEGINS
            found = re.compile(where + mark(n)).search(text, starts[-1][1] if starts else 0)
            if not found:
                break
            starts.append(found.span())
        if not starts:
            continue
        lead = text[: starts[0][0]].strip()
        if lead and not (len(starts) > 1 or _LEAD.fullmatch(lead)):
            continue
        ends = [start for start, _ in starts[1:]] + [len(text)]
        items = [text[after:end] for (_, after), end in zip(starts, ends, strict=True)]
        return items if not lead or _LEAD.fullmatch(lead) else [lead, *items]
    return None


def _trimmed(item: str) -> str:
    return re.sub(r"\s*\n\s*", "", _BULLET.sub("", item)).strip().strip("；;，,、").rstrip("。").strip()


def _pieces(text: str, separators: str) -> list[str]:
    """The text cut at the separators that stand outside all brackets; empty pieces left out."""
    if not any(c in separators for c in text):
        return [text]
    pieces: list[str] = []
    depth, start = 0, 0
    for i, c in enumerate(text):
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif c in separators and depth == 0:
            pieces.append(text[start:i])
            start = i + 1
    if depth:
        # A bracket that never closes says nothing about what belongs together.
        pieces = re.split(f"[{re.escape(separators)}]", text)
    else:
        pieces.append(text[start:])
    return [p for piece in pieces if (p := piece.strip())]
