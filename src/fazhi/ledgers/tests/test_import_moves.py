"""Altering one row of each workbook moves exactly its figures and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fazhi.ledgers.tests.office import (
    SAMPLES,
    bring_in,
    cell,
    data_rows,
    edited,
    figures,
    hezuo,
    moved,
    row_where,
    totals,
)  # fmt: skip
from fazhi.ledgers.undoing import undo
from fazhi.orgs.permissions import CONSOLE

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Alteration:
    """One cell of one row, and by how much which figures move."""

    name: str
    file: str
    sheet: str
    edit: Callable[[Worksheet], None]
    moves: dict[str, int] = field(default_factory=dict)


def setting(heading: str, value: Any, **where: Any) -> Callable[[Worksheet], None]:
    """Write a value under a heading of the first row that says that."""

    def edit(sheet: Worksheet) -> None:
        row = row_where(sheet, **where) if where else data_rows(sheet)[0]
        assert cell(sheet, row, heading).value != value
        cell(sheet, row, heading).value = value

    return edit


ALTERATIONS = (
    Alteration(
        "attendance of a training", "01学法培训考试台账.xlsx", "学习培训",
        setting("参加人数", 100, 类别="调解技能培训"),
        {"mediator_training_attendance": 4},
    ),
    Alteration(
        "a study session of another kind", "01学法培训考试台账.xlsx", "学习培训",
        setting("类别", "行政执法培训", 类别="机关学法"),
        {"study_sessions": -1, "study_attendance": -63, "enforcement_trainings": 1, "enforcement_training_attendance": 63},
    ),
    Alteration(
        "an exam of another year", "01学法培训考试台账.xlsx", "学法考试",
        setting("考试日期", "2022-12-20"),
        {"law_exams": -1, "exam_due": -78, "exam_took": -74, "exam_passed": -73, "constitution_exams": -1, "exam_due_of_rated": -78, "exam_took_of_due": -74, "exam_took_of_rated": -74, "exam_passed_of_took": -73},
    ),
    Alteration(
        "an opinion not heard", "02会议与领导小组台账.xlsx", "党委会议列席",
        setting("采纳情况", "未采纳", 采纳情况="采纳"),
        {"agenda_opinions_adopted": -1},
    ),
    Alteration(
        "another way of taking part", "03重大行政决策台账.xlsx", "重大行政决策目录",
        setting("公众参与方式", "听证会"),
    ),
    Alteration(
        "one more opinion", "04法制审核台账.xlsx", "合同审核",
        setting("法律意见", "缺附件；缺日期", 合同名称="土地流转合同（1）", 稿次="第二稿"),
        {"contract_opinions": 1, "contract_opinions_answered": 1},
    ),
    Alteration(
        "a contract becomes an agreement", "04法制审核台账.xlsx", "合同审核",
        setting("类型", "行政协议", 合同名称="物业服务合同（3）"),
        {"contracts_reviewed": -1, "contract_opinions": -4, "contract_drafts_reviewed": -1, "administrative_agreements_reviewed": 1, "administrative_agreement_opinions": 4, "contract_opinions_answered": -4, "contract_opinions_adopted": -4},
    ),
    Alteration(
        "a normative document of another year", "04法制审核台账.xlsx", "规范性文件审核",
        setting("审核日期", "2022-12-21"),
        {"normative_documents_reviewed": -1},
    ),
    Alteration(
        "a higher fine", "05行政执法与案卷评查台账.xlsx", "行政处罚案件",
        setting("罚款金额（元）", 2500, 案号="(2023)委罚001号"),
        {"fines_total_yuan": 500},
    ),
    Alteration(
        "a case in the own name", "05行政执法与案卷评查台账.xlsx", "行政处罚案件",
        setting("权力来源", "赋权执法", 案号="(2023)委罚001号"),
        {"entrusted_cases": -1, "own_name_cases": 1},
    ),
    Alteration(
        "a problem not yet mended", "05行政执法与案卷评查台账.xlsx", "案卷评查",
        setting("整改完成日期", None, 案号="(2023)委罚007号"),
        {"file_review_problems_rectified": -1},
    ),
    Alteration(
        "a licence of another kind", "06人员证件台账.xlsx", "人员证件",
        setting("证件种类", "行政执法证", 姓名="陆桂芳"),
        {"supervision_licences_applied": -1},
    ),
    Alteration(
        "a dispute somebody else found", "07网格排查矛盾纠纷台账.xlsx", "网格排查矛盾纠纷",
        setting("来源", "村居排查"),
        {"disputes_found": -1, "village_settled": -1, "village_mediations": -2},
    ),
    Alteration(
        "a reception that is none", "08调解工作室接待台账.xlsx", "调解工作室接待",
        setting("类别", "电话回访", 类别="咨询"),
        {"receptions": -1, "reception_consultations": -1},
    ),
    Alteration(
        "a written agreement that was oral", "08调解工作室接待台账.xlsx", "调解工作室接待",
        setting("协议书编号", "口头协议", 协议书编号="合调〔2023〕21号"),
        {"written_agreements": -1, "oral_agreements": 1, "written_agreements_performed": -1},
    ),
    Alteration(
        "audience of a school event", "09普法活动台账.xlsx", "普法活动",
        setting("人数", 313, 地点="示例三中学", 人数=312),
        {"school_audience": 1, "outreach_audience": 1, "outreach_audience_signed": 1},
    ),
    Alteration(
        "a later snapshot of views", "10普法视频台账.xlsx", "普法视频",
        setting("累计播放量", 1716, 累计播放量=1715),
        {"mediation_series_views": 1, "video_views": 1},
    ),
    Alteration(
        "an earlier snapshot of views", "10普法视频台账.xlsx", "普法视频",
        setting("累计播放量", 858, 累计播放量=857),
    ),
    Alteration(
        "an agent in court", "11行政应诉台账.xlsx", "行政应诉",
        setting("出庭负责人", "委托代理人", 出庭负责人="镇长"),
        {"court_hearings_attended_by_head": -1},
    ),
)  # fmt: skip


def test_each_alteration_moves_exactly_its_figures_and_undoing_it_moves_them_back(tmp_path: Path) -> None:
    assert {item.file for item in ALTERATIONS} == {path.name for path in SAMPLES.glob("*.xlsx")}
    town = hezuo()
    bring_in(town)
    before = figures(town)
    for at, item in enumerate(ALTERATIONS):
        result = bring_in(town, edited(SAMPLES / item.file, tmp_path / str(at), item.edit, sheet=item.sheet))
        assert (totals(result)["new"], totals(result)["changed"], totals(result)["missing"]) == (0, 1, 0), (
            item.name
        )
        assert moved(before, figures(town)) == item.moves, item.name
        assert result.batch is not None
        undo(result.batch, by=CONSOLE)
    assert moved(before, figures(town)) == {}


def test_one_row_more_moves_only_what_counts_it(tmp_path: Path) -> None:
    town = hezuo()
    path = SAMPLES / "07网格排查矛盾纠纷台账.xlsx"
    bring_in(town, path)
    before = figures(town)

    def edit(sheet: Worksheet) -> None:
        total = data_rows(sheet)[-1] + 1
        new = (
            321,
            "2023-12-30",
            "示例一村",
            "1网格",
            "示例员",
            "新甲、新乙",
            None,
            "邻里纠纷",
            "小事",
            3,
            "上报镇调解室",
            None,
            "网格员排查",
        )
        for at, value in enumerate(new, 1):
            sheet.cell(total, at).value = value

    bring_in(town, edited(path, tmp_path, edit))
    assert moved(before, figures(town)) == {
        "disputes_found": 1, "village_failed_three_times": 1, "escalated_to_town": 1, "village_mediations": 3,
    }  # fmt: skip
