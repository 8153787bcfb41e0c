"""Personal data in the version of a report that is made public (个人信息保护法 第四条, 第二十八条)."""

import re
from collections.abc import Iterable
from typing import Final

from fazhi.reports.sentences import Finding, found

# Longer numbers first: an identity number holds something that looks like a telephone number.
_NUMBERS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "身份证号",
        re.compile(
            r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx](?![0-9A-Za-z])"
        ),
    ),
    ("身份证号", re.compile(r"(?<!\d)\d{6}\d{2}(?:0[1-9]|1[0-2])[0-3]\d\d{3}(?!\d)")),
    ("银行卡号", re.compile(r"(?<!\d)(?:62|4\d|5[1-5])\d{14,17}(?!\d)")),
    ("手机号", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")),
)

_DOUBLE_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "端木",
)


def personal_data(text: str, names: Iterable[str]) -> list[Finding]:
    """Identity, bank and mobile numbers, and each of `names` (parties, mediators, honoured lecturers alike).

    The mend hides what identifies: 320681********1234, 138****5678, 袁某某. A telephone number of an office (with area
    code) is no personal data and is left.
    """
    findings: list[Finding] = []

    def add(start: int, end: int, what: str, mend: str) -> None:
        if not any(finding.start < end and start < finding.end for finding in findings):
            findings.append(found(text, start, end, "personal", f"公开版不应出现{what}", mend))

    for what, pattern in _NUMBERS:
        for hit in pattern.finditer(text):
            add(*hit.span(), what, _masked(hit.group()))
    # Longest first, so that 张三丰 is not taken for 张三.
    for name in sorted(
        {one.strip() for one in names if len(one.strip()) > 1}, key=lambda one: (-len(one), one)
    ):
        for hit in re.finditer(re.escape(name), text):
            add(*hit.span(), f"姓名“{name}”", anonymous(name))
    return sorted(findings, key=lambda finding: finding.start)


def _masked(number: str) -> str:
    digits = re.sub(r"[- ]|^\+?86(?=[- ]?1\d{10})", "", number)
    shown = 6 if len(digits) >= 15 else 3
    return digits[:shown] + "*" * (len(digits) - shown - 4) + digits[-4:]


def anonymous(name: str) -> str:
    """袁必超 → 袁某某, 张三 → 张某, 欧阳锋 → 欧阳某."""
    family = 2 if name.startswith(_DOUBLE_SURNAMES) and len(name) > 2 else 1
    return name[:family] + "某" * min(2, len(name) - family)
