"""The words of headings that hold for every kind of ledger, as data, and how far a heading says what a column says.

Two headings mean the same when they become the same after these words are exchanged. What holds for one kind only
stands with that kind's columns, in `Column.known_as`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from fazhi.records.columns import Column, LedgerLayout, Shape

# Word for word, longest first where they overlap: the first of each row is what the others become.
SAME_WORDS: tuple[tuple[str, ...], ...] = (
    ("日期", "年月日", "时间", "日子"),
    ("类型", "类别", "种类", "分类", "性质"),
    ("电话", "联系电话", "电话号码", "联系方式", "联系号码", "手机号码", "手机号", "手机", "联系手机"),
    ("人数", "人次", "人员数"),
    ("名称", "名字"),
    ("地点", "地址", "地方"),
    ("单位", "部门", "科室"),
    ("结果", "结论"),
    ("情况", "状况"),
    ("参加", "参与", "参训", "参会", "到场", "实到"),
    ("办结", "结案", "完结"),
    ("处理", "处置", "办理", "调处"),
    ("来源", "渠道", "途径"),
    ("人", "人员"),
    ("案号", "案件编号", "案件号", "案卷编号", "案卷号", "案件文号"),
    ("期限", "时限"),
    ("审核", "审查"),
    ("次数", "次"),
    ("村", "村级"),
    ("镇", "镇级"),
    ("金额", "数额"),
    ("编号", "号码", "文号", "字号"),
    ("是否", "有无", "有没有"),
    ("法律意见", "审查意见", "审核意见"),
    ("当事人", "当事双方", "双方当事人", "纠纷双方"),
    ("排查", "摸排", "摸底", "摸底排查", "排查摸底"),
    ("播放量", "播放数", "播放次数", "观看量", "观看次数", "观看人数", "阅读量", "浏览量", "点击量"),
)

# Headings that as a whole mean one thing.
SAME_HEADINGS: tuple[tuple[str, ...], ...] = (
    (
        "村居", "村", "居", "社区", "村社区", "村居社区", "村组", "村名", "所属村", "所在村", "所属村居", "所在村居", "所属社区",
        "所属村社区", "所在村社区", "村别", "涉及村", "涉及村居", "村居名称", "村名称", "发生村", "发生村居", "行政村",
    ),
    ("电话", "当事人电话", "本人电话"),
    ("姓名", "人员姓名", "名单"),
    ("网格", "网格编号", "所属网格", "所在网格", "网格名称"),
    ("备注", "说明", "其他", "其它", "附注", "备注说明"),
)  # fmt: skip

# Said or left out without changing what a heading means.
FILLERS: tuple[str, ...] = (
    "的", "姓名", "所属", "所在", "具体", "基本", "简要", "主要", "相关", "有关", "本次", "实际", "群众", "同志", "该", "填写", "登记的", "及", "和", "与", "、", "/",
    "者", "具体的",
)  # fmt: skip

# Columns that only number or sign the rows.
IGNORED = frozenset(
    "序号 序 编号 行号 号 no no. 顺序 顺序号 流水号 项目序号".split()  # noqa: SIM905
) - {"编号"}

# How headings end; a row in which half the cells do is a row of headings.
HEADING_ENDINGS = re.compile(
    r"(?:序号|编号|号|日期|时间|年月|姓名|名称|类型|类别|种类|性质|电话|方式|手机|地点|地址|村居|村|社区|居|网格|网格员|人|者|对象|员|"
    r"人数|人次|次数|次|数|数量|量|份|金额|单位|部门|机关|原因|情况|内容|结果|结论|意见|建议|来源|主题|议题|事项|事由|案由|形式|方法|"
    r"备注|说明|措施|进展|状态|职务|职位|等次|得分|分数|成绩|期限|批次|标题|题目|系列|期次|期数|渠道|平台|占比|比例|率|凭证|证件|"
    r"稿次|开始|结束|起|止|列席|涉法|参与|履行|采纳|问题|文号|案号|依据|领导|年龄|性别|身份证|负责人|标准|级别|程度)$"
)

# Words so general that beside a fuller heading they lose, and alone mean the sheet's main column of that sort.
GENERAL_WORDS = frozenset(
    {"日期", "类型", "结果", "情况", "内容", "名称", "单位", "人数", "次数", "金额", "地点", "形式", "姓名", "编号", "电话", "时间", "意见",
     "来源", "方式", "状态", "主题", "数量", "村居", "人", "人员", "职务", "项目", "事项", "原因"}
)  # fmt: skip

# What brackets behind a heading say: the unit the numbers are in.
UNITS = frozenset(
    {"亿元", "万元", "千元", "百元", "元", "人", "人次", "起", "件", "份", "次", "场", "个", "%"}
)

_BRACKETS = re.compile(r"[（(\[【](.*?)[）)\]】]")
_DECORATION = re.compile(r"[\s*＊★☆:：、/／\\\-—_.。,，“”\"'‘’\u200b\ufeff]+")
_SAME_WORD = {word: words[0] for words in SAME_WORDS for word in words[1:]}
_SAME_WORD_PATTERN = re.compile("|".join(sorted(map(re.escape, _SAME_WORD), key=len, reverse=True)))
_SAME_HEADING = {word: words[0] for words in SAME_HEADINGS for word in words}
_FILLER_PATTERN = re.compile("|".join(sorted(map(re.escape, FILLERS), key=len, reverse=True)))


@lru_cache(maxsize=4096)
def unit_in(heading: str) -> str | None:
    """The unit a heading names in brackets or behind a stroke: 罚款金额（万元） gives 万元."""
    plain = unicodedata.normalize("NFKC", heading)
    for inner in _BRACKETS.findall(plain):
        word = inner.replace("单位", "").strip(" :：")
        if word in UNITS:
            return str(word)
    tail = re.search(r"[/／,，:：](亿元|万元|千元|元)$", plain.strip())
    return tail[1] if tail else None


@lru_cache(maxsize=4096)
def readings(heading: str) -> tuple[str, ...]:
    """The heading as plain words, with what stands in brackets joined on and left out: 村（居） gives 村居, 村."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    without = _DECORATION.sub("", _BRACKETS.sub("", plain))
    inner = [word for word in _BRACKETS.findall(plain) if re.fullmatch(r"[\u4e00-\u9fff、/]{1,4}", word)]
    joined = _DECORATION.sub(
        "", _BRACKETS.sub(lambda m: m[1] if m[1] in inner and m[1] not in UNITS else "", plain)
    )
    return tuple(dict.fromkeys(word for word in (joined, without) if word))


@lru_cache(maxsize=8192)
def general_form(word: str) -> str:
    """The word with every part exchanged for the first of those that mean the same: 登记时间 gives 登记日期."""
    whole = _SAME_HEADING.get(word)
    if whole:
        return whole
    exchanged = _SAME_WORD_PATTERN.sub(lambda found: _SAME_WORD[found[0]], word)
    # 办理日期日期 comes of 办理日期时间.
    exchanged = re.sub(r"(.{2,})\1", r"\1", exchanged)
    return _SAME_HEADING.get(exchanged, exchanged)


@lru_cache(maxsize=8192)
def bare_form(word: str) -> str:
    """The general form without the words that may be said or left out: 纠纷的具体情况 gives 纠纷情况."""
    return _FILLER_PATTERN.sub("", general_form(word)) or word


# How sure the words of a heading make a match, from the column's own heading down to mere likeness.
ITS_OWN, KNOWN, SAME, BROAD, BARE, PART, LIKE = 7, 6, 5, 4, 3, 2, 1


def strength(heading: str, column: Column, layout: LedgerLayout) -> int:
    """How surely the heading's words mean the column; 0 not at all."""
    best = 0
    own = readings(column.heading)
    known = {word for name in column.known_as for word in readings(name)}
    names = {*own, *known}
    for word in readings(heading):
        if word in own:
            return ITS_OWN
        if word in column.asked_as:
            return LIKE
        general = general_form(word)
        broad = general in GENERAL_WORDS
        if word in known:
            best = max(best, BROAD if broad else KNOWN)
        elif general in {general_form(name) for name in names}:
            best = max(best, BROAD if broad else SAME)
        elif _core(word, layout) in {_core(name, layout) for name in names}:
            best = max(best, BARE)
        elif broad and any(general_form(name).endswith(general) for name in own):
            best = max(best, PART)
        elif _is_head(general, [general_form(name) for name in own]):
            # 宣传日期 where the ledger knows one 日期 only; any other word before 人数 or 结果 may change what is meant.
            only_date = (
                column.field == layout.date_field and sum(c.shape is Shape.DATE for c in layout.columns) == 1
            )
            best = max(best, PART if only_date else LIKE)
        elif not broad and _resembles(general, [general_form(name) for name in names]):
            best = max(best, LIKE)
    return best


def _core(word: str, layout: LedgerLayout) -> str:
    """The bare form in no particular order, less the words of the ledger's own name: 矛盾纠纷排查日期 is 排查日期."""
    bare = bare_form(word)
    for common in (layout.name, "矛盾纠纷", "纠纷", "矛盾", "案件"):
        shorter = bare.replace(common, "", 1) if common else bare
        if len(shorter) >= 3:
            bare = shorter
    return "".join(sorted(bare))


def _resembles(word: str, names: Sequence[str]) -> bool:
    """Whether the word shares half of its pairs of characters with a name, or one holds the other."""
    grams = {word[i : i + 2] for i in range(len(word) - 1)}
    for name in names:
        if name in GENERAL_WORDS:
            continue
        if len(name) > 2 and (name in word or (len(word) > 2 and word in name)):
            return True
        others = {name[i : i + 2] for i in range(len(name) - 1)}
        if grams and others and 2 * len(grams & others) >= max(len(grams), len(others)):
            return True
    return False


def _is_head(word: str, names: Sequence[str]) -> bool:
    """Whether the word only adds something before a name that is a general word: 来访人电话 to 电话."""
    return any(name in GENERAL_WORDS and word != name and word.endswith(name) for name in names)
