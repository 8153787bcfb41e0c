"""The ledgers of another town: other headings, other columns, other habits, all in ordinary office words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import xlwt

NAME = "示例邻镇"
FIGURES = {
    "disputes_found": 5, "village_failed_three_times": 1, "receptions": 3, "written_agreements": 1, "oral_agreements": 1,
    "study_sessions": 2, "mediator_trainings": 1, "mediator_training_attendance": 46, "contracts_reviewed": 2,
    "contract_opinions": 4, "school_events": 1, "schools_reached": 1, "school_audience": 320, "village_events": 2,
    "villages_reached": 3, "village_audience": 210, "fines_total_yuan": 13500, "entrusted_cases": 1, "own_name_cases": 1,
    "court_hearings": 1, "court_hearings_attended_by_head": 1,
}  # fmt: skip


def write_ledgers(folder: Path) -> list[Path]:
    """The workbooks, as this office keeps them."""
    return [
        _disputes(folder / "2024年矛盾纠纷排查化解登记表.xlsx"),
        _receptions(folder / "人民调解接待登记簿.xlsx"),
        _study(folder / "学法培训.xls"),
        _contracts(folder / "合同协议审查台账.xlsx"),
        _outreach(folder / "普法宣传活动统计表.xlsx"),
        _penalties(folder / "行政处罚台账.xlsx"),
        _court(folder / "应诉.xlsx"),
    ]


def _book(path: Path, title: str, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=6)
    book.save(path)
    return path


def _disputes(path: Path) -> Path:
    rows: list[list[object]] = [
        ["示例邻镇2024年矛盾纠纷排查化解登记表"],
        ["填报单位：示例邻镇司法所"],
        ["编号", "纠纷类别", "登记日期", "所在村（居）", "纠纷双方", "联系方式", "纠纷简况", "调解次数", "化解情况", "化解日期", "所属网格", "排查人"],
        [1, "邻里纠纷", "2024.1.8", "东一村", "示例甲、示例乙", "19900001001", "排水", "1次", "已化解", "1月10日", "第1网格", "示例员一"],
        [2, "宅基地纠纷", "2024年2月9日", "东二村", "示例丙 示例丁", "19900001002", "边界", "３", "上报镇", "2024/2/28", "第2网格", "示例员二"],
        [3, "婚姻家庭纠纷", datetime(2024, 3, 3), "东三村", "示例戊，示例己", "19900001003", "赡养", 2, "调解成功", "20240320", "第1网格", "示例员一"],
        [],
        [4, "土地纠纷", "4月6日", "东一村", "示例庚/示例辛", "19900001004", "流转", "2", "化解", "2024-04-12", "第3网格", "示例员三"],
        [5, "交通事故", "2024-05-06", "东二村", "示例壬；示例癸", "19900001005", "剐蹭", "1", "调解成功", "2024.5.7", "第2网格", "示例员二"],
        ["合计", "5起"],
    ]  # fmt: skip
    return _book(path, "登记表", rows)


def _receptions(path: Path) -> Path:
    rows: list[list[object]] = [
        ["人民调解接待登记簿（2024年）"],
        ["序号", "来访时间", "群众姓名", "手机号码", "所属村居", "接待类别", "矛盾类型", "接待人", "办理结果", "协议编号", "签订日期", "履行情况"],
        [1, "2024-01-15", "示例甲一", "19900002001", "东一村", "咨询", "合同纠纷", "示例调解员", "已答复", None, None, None],
        [2, "2024.3.2", "示例乙一", "19900002002", "东二村", "申请调解", "邻里纠纷", "示例调解员", "调解成功", "邻调〔2024〕1号", "2024.3.5", "已履行"],
        [3, "2024年6月1日", "示例丙一", "19900002003", "东三村", "申请调解", "物业纠纷", "示例调解员", "调解成功", "口头协议", None, None],
    ]  # fmt: skip
    return _book(path, "接待登记", rows)


def _study(path: Path) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("学习培训")
    rows = [
        ["示例邻镇2024年学法培训台账"],
        ["培训时间", "培训类别", "培训内容", "授课人", "培训对象", "参训人数"],
        ["2024-02-20", "机关学法", "宪法", "示例讲师", "机关干部", "52人"],
        ["2024.5.16", "机关干部学法", "行政处罚法", "示例讲师", "机关干部", "48"],
        ["2024年6月18日", "调解员培训", "调解技巧", "示例讲师", "村调解员", 46],
    ]
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.save(str(path))
    return path


def _contracts(path: Path) -> Path:
    rows: list[list[object]] = [
        ["合同协议审查台账"],
        ["合同（协议）名称", "合同类型", "送审时间", "送审单位", "合同相对方", "审查意见", "出具意见时间", "采纳条数"],
        ["道路养护合同", "民事合同", "2024-03-01", "建设局", "某养护公司", "1.补充验收标准；2.明确付款期限", "2024-03-04", 2],
        ["场地租赁合同", "民事合同", "2024-04-01", "农业农村局", "某合作社", "缺少违约条款\n租赁期限过长", "2024-04-03", 1],
    ]  # fmt: skip
    return _book(path, "合同审查", rows)


def _outreach(path: Path) -> Path:
    rows: list[list[object]] = [
        ["示例邻镇2024年普法宣传活动统计表"],
        ["活动时间", "活动地点", "场所类别", "活动形式", "宣传主题", "受众人数", "发放资料数"],
        ["2024-03-10", "示例邻镇小学", "学校", "主题班会", "未成年人保护法", "320人", None],
        ["2024-04-12", "东一村、东二村", "村居", "发放宣传材料", "土地管理法", "约150人", "200份"],
        ["2024-05-20", "东三村", "村居", "制作宣传栏", "民法典", 60, "100份"],
    ]
    return _book(path, "普法活动", rows)


def _penalties(path: Path) -> Path:
    rows: list[list[object]] = [
        ["示例邻镇2024年行政处罚台账"],
        ["处罚文号", "行政相对人", "违法事实", "立案时间", "执法权来源", "委托单位", "执法人员", "处罚决定日期", "处罚种类", "罚款金额（万元）"],
        ["(2024)邻罚001号", "某加工厂", "未设安全标志", "2024-03-01", "委托执法", "某市应急管理局", "示例甲、示例乙", "2024-04-01", "罚款", 1],
        ["(2024)邻罚002号", "某饭店", "占道经营", "2024-05-01", "赋权执法", None, "示例甲、示例乙", "2024-06-01", "罚款", 0.35],
    ]  # fmt: skip
    return _book(path, "行政处罚", rows)


def _court(path: Path) -> Path:
    rows: list[list[object]] = [
        ["示例邻镇2024年行政应诉台账"],
        ["案件编号", "案由", "收到通知时间", "开庭时间", "出庭负责人", "裁判结果"],
        ["（2024）苏行初9号", "行政处罚", "2024-07-01", "2024-08-20", "副镇长", "驳回诉讼请求"],
    ]
    return _book(path, "行政应诉", rows)
