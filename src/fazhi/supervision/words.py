"""What offices write when a reviewed file shows no problem."""

from __future__ import annotations

from collections.abc import Iterable

_NO_PROBLEM = frozenset({
    "", "无", "无问题", "没有问题", "未发现问题", "未发现", "未发现明显问题", "无明显问题", "合格", "规范", "良好", "优秀", "较好",
    "符合要求", "暂无", "没有", "/", "-", "—", "——",
})  # fmt: skip


def problems_in(items: Iterable[str] | None) -> list[str]:
    """The problems among what stands in the cell; 无 is none."""
    return [text for item in items or () if (text := item.strip().rstrip("。；;")) not in _NO_PROBLEM]
