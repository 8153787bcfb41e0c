"""Slips of the pen: dropped and doubled characters, unmatched quotes, wrong brackets. The tables are data: add to them."""

import re
from typing import Final

from fazhi.reports.sentences import Finding, found

# ── Dropped and wrong characters ────────────────────────────────────────────────────────────────────────────────

# pattern, replacement (as of re.sub), what is wrong. The first four are from the real report of 2023.
SLIPS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), mend, trouble)
    for pattern, mend, trouble in (
        (r"(?<!走)深、走实", "走深、走实", "疑漏“走”字"),
        (
            r"(?<=对)([^，。；、]{2,12}的)?([^，。；]{2,16}水平)(也?不断提高)",
            r"\1\2的要求\3",
            "“对……不断提高”疑漏“的要求”",
        ),
        (r"(?<=[，；。、])有合同履行有可能", "对合同履行有可能", "“有”疑为“对”"),
        (r"承担起对监督", "承担起监督", "疑多“对”字"),
        (r"走深、实(?!效)", "走深、走实", "疑漏“走”字"),
        (r"布署", "部署", "“布署”应为“部署”"),
        (r"部暑", "部署", "“部暑”应为“部署”"),
        (r"截止(?=目前|今年|\d+月|\d{4}年|年底)", "截至", "后面跟时间用“截至”"),
        (r"法治审核", "法制审核", "制度名称是“法制审核”"),
        (r"法制政府", "法治政府", "应为“法治政府”"),
        (r"坐谈会", "座谈会", "应为“座谈会”"),
        (r"竟赛", "竞赛", "应为“竞赛”"),
        (r"给于", "给予", "应为“给予”"),
        (r"按步就班", "按部就班", "应为“按部就班”"),
        (r"再接再励", "再接再厉", "应为“再接再厉”"),
        (r"一如继往", "一如既往", "应为“一如既往”"),
        (r"防范与未然", "防患于未然", "应为“防患于未然”"),
        (r"反应(?=问题|诉求|情况|意见)", "反映", "应为“反映”"),
        (r"做为", "作为", "应为“作为”"),
        (r"通迅", "通讯", "应为“通讯”"),
    )
)

# Characters that are never written twice in a row; 一一讲解, 人人, 常常 are words and not here.
_NEVER_DOUBLED = "的了在和与对为及将把被由从是并也我镇"
_DOUBLED_CHARACTER = re.compile(rf"([{_NEVER_DOUBLED}])\1+(?!非)")
_DOUBLED_WORD = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
# ABAB is how Chinese says “do it a little”; these are no slips.
_WORDS_OF_TWO = {
    "研究",
    "讨论",
    "商量",
    "学习",
    "了解",
    "沟通",
    "考虑",
    "总结",
    "宣传",
    "许多",
    "一步",
    "一个",
    "一遍",
    "一次",
}
_DOUBLED_MARK = re.compile(r"[，。、；：？！]{2,}|…{3,}")
_STRENGTH = "、，：；。？！"


def dropped_or_doubled_characters(text: str) -> list[Finding]:
    """Known dropped characters, doubled characters, words and marks, and quotes or brackets without their other half."""
    findings = []
    for pattern, replacement, trouble in SLIPS:
        for hit in pattern.finditer(text):
            findings.append(found(text, *hit.span(), "slip", trouble, hit.expand(replacement)))
    for hit in _DOUBLED_CHARACTER.finditer(text):
        findings.append(found(text, *hit.span(), "doubled", f"“{hit[1]}”字重复", hit[1]))
    for hit in _DOUBLED_WORD.finditer(text):
        word = hit[1]
        if word not in _WORDS_OF_TWO and len(set(word)) > 1:
            findings.append(found(text, *hit.span(), "doubled", f"“{word}”重复", word))
    for hit in _DOUBLED_MARK.finditer(text):
        mark = "……" if "…" in hit.group() else max(hit.group(), key=_STRENGTH.index)
        if hit.group() not in ("？！", "！！", "！！！"):
            findings.append(found(text, *hit.span(), "doubled", "标点重复", mark))
    return sorted(findings + _unmatched(text), key=lambda finding: (finding.start, finding.end))


_PAIRS = {"”": "“", "’": "‘", "）": "（", "》": "《", "】": "【", "〕": "〔", "」": "「", ")": "("}
_OPENING = set(_PAIRS.values())


def _unmatched(text: str) -> list[Finding]:
    """Halves of pairs without the other, paragraph by paragraph: a quotation does not cross the end of a line."""
    findings = []
    place = 0
    for line in text.split("\n"):
        open_marks: list[int] = []
        for offset, letter in enumerate(line):
            if letter in _OPENING:
                open_marks.append(place + offset)
            elif letter in _PAIRS:
                if open_marks and text[open_marks[-1]] == _PAIRS[letter]:
                    open_marks.pop()
                else:
                    trouble = f"只有“{letter}”，没有配对的“{_PAIRS[letter]}”"
                    findings.append(found(text, place + offset, place + offset + 1, "unmatched", trouble))
        for start in open_marks:
            findings.append(found(text, start, start + 1, "unmatched", f"“{text[start]}”没有合上"))
        place += len(line) + 1
    return findings


# ── Brackets ────────────────────────────────────────────────────────────────────────────────────────────────────

_OPEN, _CLOSE = r"[\[\(（【［〔﹝]", r"[\]\)）】］〕﹞]"
# 合政发〔2023〕5号: letters, year, and 号 directly after the figure.
_DOCUMENT = re.compile(
    rf"(?<=[\u4e00-\u9fff])\s?(?P<open>{_OPEN})\s*(?P<year>(?:19|20)\d{{2}})\s*年?(?P<close>{_CLOSE})"
    r"\s*(?:第\s*)?(?P<zeros>0*)(?P<number>\d+)\s*号"
)
# （2023）苏0681行初1号: the court's short name stands between year and figure (法释〔2016〕… has none).
_COURT = re.compile(
    rf"(?P<open>{_OPEN})(?P<year>(?:19|20)\d{{2}})(?P<close>{_CLOSE})"
    r"(?=(?:最高法|[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新])\d{0,4}[\u4e00-\u9fff]{1,5}\d+号)"
)
_HALF_WIDTH = re.compile(r"\((?P<inner>[^()]*[\u4e00-\u9fff][^()]*)\)")
_STRAIGHT_QUOTES = re.compile(r"\"(?P<inner>[^\"\n]*[\u4e00-\u9fff][^\"\n]*)\"")


def wrong_brackets(text: str) -> list[Finding]:
    """Document numbers not written 〔2023〕5号, case numbers not （2023）, and half-width brackets and quotes in Chinese.

    Source: GB/T 9704-2012, 7.2.5 (发文字号: 〔〕, no leading zero, no 第); 最高人民法院《关于人民法院案件案号的若干规定》.
    """
    findings = []
    taken: list[tuple[int, int]] = []
    for hit in _DOCUMENT.finditer(text):
        right = f"〔{hit['year']}〕{hit['number']}号"
        if hit.group() != right:
            wrong_pair = hit["open"] + hit["close"] != "〔〕"
            trouble = "发文字号的年份用六角括号〔〕" if wrong_pair else "发文字号不加“第”，不编虚位，不留空格"
            findings.append(found(text, *hit.span(), "brackets", trouble, right))
            taken.append(hit.span())
    for hit in _COURT.finditer(text):
        if hit["open"] + hit["close"] != "（）":
            mend = f"（{hit['year']}）"
            findings.append(found(text, *hit.span(), "brackets", "法院案号的年份用圆括号（）", mend))
            taken.append(hit.span())
    for pattern, pair, trouble in (
        (_HALF_WIDTH, "（）", "中文里用全角括号（）"),
        (_STRAIGHT_QUOTES, "“”", "中文里用“ ”"),
    ):
        for hit in pattern.finditer(text):
            if not any(start < hit.end() and hit.start() < end for start, end in taken):
                mend = pair[0] + hit["inner"] + pair[1]
                findings.append(found(text, *hit.span(), "brackets", trouble, mend))
    return sorted(findings, key=lambda finding: (finding.start, finding.end))
