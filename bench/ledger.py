"""The ledger the benchmarks import: disputes in the office's layout, with made-up people in made-up villages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

TOWN, YEAR, SHEET = "示例镇", 2023, "网格排查矛盾纠纷"
HEADINGS = (
    "序号", "排查日期", "村居", "网格", "网格员", "当事人", "联系电话", "纠纷类型", "简要情况", "村调解次数", "处理结果", "办结日期", "来源",
)  # fmt: skip
DIGITS = "零一二三四五六七八九"
VILLAGES = tuple(f"示例{'十' if n >= 10 else ''}{DIGITS[n % 10] if n % 10 else ''}村" for n in range(1, 18))
# Made-up people: 示例 and two characters, so that no name is anybody's.
FIRST = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃"
SECOND = "东南西北中春夏秋冬金木水火土山川河海江湖风云雨雪霜露梅兰竹菊松柏桃李杏"
TYPES = (
    "邻里纠纷", "婚姻家庭纠纷", "房屋宅基地纠纷", "土地承包纠纷", "民间借贷", "损害赔偿纠纷", "道路交通事故纠纷", "物业纠纷", "劳动争议",
    "环境污染", "消费纠纷", "其他纠纷",
)  # fmt: skip
MATTERS = (
    "排水沟改道", "宅基地边界", "院墙滴水", "树木遮挡采光", "赡养老人", "借款未还", "车辆剐蹭", "拖欠工资", "流转土地租金", "噪音扰民",
    "共用道路堆放杂物", "养殖气味",
)  # fmt: skip
MANNERS = ("双方互不相让", "要求赔偿", "经劝说后愿意调解", "多次争吵，村里已上门两次", "口头约定后反悔")
RESULTS = ("村调解成功",) * 16 + ("上报镇调解室",) * 3 + ("正在调解",)


def _name(dice: random.Random) -> str:
    return f"示例{dice.choice(FIRST)}{dice.choice(SECOND)}"


def _written(day: date, dice: random.Random) -> Any:
    """A day as offices write it: mostly as a date, else as text in one of four shapes."""
    match dice.randrange(10):
        case 0:
            return f"{day.year}.{day.month}.{day.day}"
        case 1:
            return f"{day.year}年{day.month}月{day.day}日"
        case 2:
            return day.isoformat()
        case 3 if day.year == YEAR:
            return f"{day.month}月{day.day}日"
    return day


def rows(count: int, *, seed: int = 2023) -> Iterator[list[Any]]:
    """So many data rows; the same seed gives the same rows."""
    dice = random.Random(seed)
    for number in range(1, count + 1):
        found = date(YEAR, 1, 1) + timedelta(days=dice.randrange(365))
        result = dice.choice(RESULTS)
        settled = None if result == "正在调解" else found + timedelta(days=dice.randrange(1, 30))
        village = dice.randrange(len(VILLAGES))
        grid = dice.randrange(1, 9)
        yield [
            number, _written(found, dice), VILLAGES[village], f"{grid}网格", f"示例网格员{village * 8 + grid}",
            "、".join(_name(dice) for _ in range(dice.choice((2, 2, 2, 2, 3)))), f"199{dice.randrange(10**8):08d}",
            dice.choice(TYPES), f"{dice.choice(MATTERS)}，{dice.choice(MANNERS)}", dice.choice((1, 1, 1, 2, 2, 3, 4)),
            result, _written(settled, dice) if settled else None, "网格员排查",
        ]  # fmt: skip


def write(path: Path, count: int) -> Path:
    """The workbook: a title, the headings, `count` rows."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, f"{TOWN}{YEAR}年{SHEET}台账")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(1, column, heading)
    for at, cells in enumerate(rows(count), 2):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell)
            elif cell is not None:
                sheet.write_string(at, column, cell)
    book.close()
    return path
