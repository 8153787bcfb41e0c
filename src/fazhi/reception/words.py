"""The words of receptions: why somebody came, who sent them, what came of it, how an agreement is kept."""

from __future__ import annotations

from typing import Literal

from fazhi.records.columns import Choice, Choices

# 来访, 咨询 and 申请调解 are counted; whatever else stands in the ledger is kept and left out.
RECEPTION_CATEGORIES = Choices(
    values=(
        Choice("visit", "来访", ("群众来访", "上门来访", "上门", "走访接待", "来访接待", "来人来访")),
        Choice(
            "consultation", "咨询",
            ("法律咨询", "政策咨询", "电话咨询", "来电咨询", "咨询解答", "现场咨询", "咨询服务", "解答咨询"),
        ),
        Choice(
            "mediation_request", "申请调解",
            ("调解申请", "要求调解", "请求调解", "调解", "纠纷调解", "调解纠纷", "人民调解", "来访调解"),
        ),
        Choice("petition", "信访转办", ("信访", "信访件", "信访事项", "转办件", "信访交办")),
        Choice("follow_up", "回访", ("电话回访", "上门回访")),
        Choice("other", "其他", ("其它",)),
    ),
    other="other",
)  # fmt: skip
COUNTED = ("visit", "consultation", "mediation_request")

RECEPTION_SOURCES = Choices(
    values=(
        Choice("direct", "直接来访", ("来访", "群众来访", "本人来访", "当事人申请", "上门", "自行来访", "主动来访")),
        Choice("village", "村上报", ("村居上报", "村里上报", "村委会上报", "村转来", "村居转来", "村报", "村调委会上报")),
        Choice("grid", "网格上报", ("网格员上报", "网格员", "网格")),
        Choice(
            "referred", "部门转来",
            ("部门移交", "转办", "派出所移送", "派出所转来", "法院委派", "法院委托", "法院移交", "12345", "信访转办", "公安转来"),
        ),
        Choice("telephone", "来电", ("电话", "电话咨询", "热线")),
        Choice("online", "线上申请", ("网上申请", "网上提交", "线上")),
        Choice("other", "其他", ("其它",)),
    ),
    other="other",
)  # fmt: skip

# Closed: the success rate rests on it, so an import asks about a word it does not know.
RECEPTION_RESULTS = Choices(
    values=(
        Choice("answered", "已答复", ("答复", "已解答", "解答", "当场答复", "已回复", "现场解答", "已咨询", "已告知", "当场解答")),
        Choice(
            "settled", "调解成功",
            ("成功", "调成", "已调解", "已化解", "化解", "达成协议", "达成调解协议", "签订协议", "和解", "已和解", "调处成功"),
        ),
        Choice("failed", "调解不成", ("未成", "不成", "未成功", "不成功", "没有成功", "调解失败", "失败", "未化解", "终止调解", "未达成协议")),
        Choice("referred", "转其他部门", ("转办", "转部门", "移交部门", "转法律援助", "转法援", "引导诉讼", "转法院", "转介")),
        Choice("open", "正在办理", ("调解中", "正在调解", "办理中", "处理中", "在调", "跟进中", "未办结")),
    ),
)  # fmt: skip

PERFORMANCE = Choices(
    values=(
        Choice("performed", "已履行", ("履行", "履行完毕", "全部履行", "已履行完毕", "当场履行", "即时履行", "已全部履行", "履行到位")),
        Choice("performing", "履行中", ("正在履行", "部分履行", "分期履行", "按期履行", "按约履行")),
        Choice("confirmed", "已司法确认", ("司法确认", "申请司法确认")),
        Choice("not_performed", "未履行", ("尚未履行", "不履行", "拒不履行", "没有履行", "反悔")),
        Choice("other", "其他", ("其它",)),
    ),
    other="other",
)  # fmt: skip

_NONE = frozenset({"", "无", "没有", "否", "/", "-", "—", "——", "不需要", "不涉及"})
_WRITTEN = frozenset({"是", "有", "书面", "书面协议", "已签", "已签订", "签订", "协议书", "调解协议书"})

Form = Literal["written", "oral", "unknown"]


def form_of(text: str | None) -> Form | None:
    """What the number column of the ledger says of an agreement: 口头协议 is oral, a number is written."""
    plain = (text or "").strip()
    if plain in _NONE or plain.startswith("未"):
        return None
    return "oral" if "口头" in plain else "written"


def number_of(text: str | None) -> str:
    """The number of a written agreement; empty where the column only says that there is one."""
    plain = (text or "").strip()
    return plain if form_of(plain) == "written" and plain not in _WRITTEN else ""
