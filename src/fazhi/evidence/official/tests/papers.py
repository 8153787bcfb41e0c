"""Papers the tests write: a small one with everything in it, and a long one that fills pages."""

from datetime import date

from fazhi.evidence.official import Annex, AnnexRow, Heading, Paper, Run, paragraph

RULE = "网格员排查上报的矛盾纠纷，按排查日期计入本年；完全重复的行合并，疑似重复在有人合并前照计。"


def small_paper(**changes: object) -> Paper:
    """One of everything: four levels, a missing passage, signature, annex of three figures."""
    parts: dict[str, object] = {
        "title": "合作镇\n2023年度法治政府建设情况报告",
        "blocks": (
            paragraph("2023 年以来，全镇网格员共排查矛盾纠纷 312 起，播放 12,418 次。"),
            Heading(1, "主要举措和成效"),
            Heading(2, "聚焦矛盾化解"),
            Heading(3, "排查"),
            Heading(4, "入户"),
            paragraph("“袁”法议事调解工作室", Run("办结件数没有记录 & <待补>", missing=True), "。"),
            Heading(1, "下一步打算"),
            paragraph("继续推进。"),
        ),
        "issuer": "合作镇人民政府",
        "day": date(2024, 1, 5),
        "annex": Annex(
            "合作镇2023年度法治政府建设情况数据表",
            (
                AnnexRow("disputes_found", "网格排查矛盾纠纷", 312, "起", RULE),
                AnnexRow("mediation_series_views", "调解系列观看", 9642, "人次", RULE),
                AnnexRow("court_hearings_attended_by_head", "负责人出庭应诉", 2, "次", "副职算负责人。"),
            ),
        ),
    }
    return Paper(**(parts | changes))  # type: ignore[arg-type]


def long_paper(figures: int = 70, paragraphs: int = 40) -> Paper:
    """Several full pages of text without punctuation that could be squeezed, and an annex of several pages."""
    text = (
        "为深入贯彻新时代枫桥经验切实把矛盾纠纷化解在基层化解在萌芽状态经研究决定在全镇范围内开展专项工作" * 4
    )
    rows = tuple(AnnexRow(f"figure_{n}", "网格排查矛盾纠纷", n * 1234, "起", RULE) for n in range(figures))
    return small_paper(
        blocks=tuple(paragraph(text + "。") for _ in range(paragraphs)), annex=Annex("数据表", rows)
    )
