"""fazhi figures and fazhi report."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from fazhi.site.terminal import CommandFailed, say

FIGURES_HELP = """看一个乡镇一个年度的全部数字。

例子：
  fazhi figures --town 合作镇 --year 2023
  fazhi figures --town 合作镇 --year 2023 --json > 数字.json
"""
REPORT_HELP = """写出年度法治政府建设情况报告（.docx，按 GB/T 9704-2012 排版；文件名以 .pdf 结尾就写 PDF）。

例子：
  fazhi report --town 合作镇 --year 2023 --out 报告.docx
"""


def add_commands(commands: Any) -> None:
    """Declare the commands of this file."""
    for name, text, description, run in (
        ("figures", "看全部数字", FIGURES_HELP, run_figures),
        ("report", "写出年度报告", REPORT_HELP, run_report),
    ):
        command = commands.add_parser(name, help=text, description=description)
        command.add_argument("--town", required=True, metavar="NAME", help="乡镇的名称或9位代码")
        command.add_argument("--year", required=True, type=int, metavar="Y", help="年度")
        if name == "figures":
            command.add_argument("--json", action="store_true", help="以 JSON 写到标准输出")
        else:
            command.add_argument("--out", required=True, metavar="FILE.docx", help="写到这个文件")
        command.set_defaults(run=run)


def run_figures(given: Namespace) -> int:
    """fazhi figures."""
    from fazhi.reports.evaluation import figures_json
    from fazhi.site.readiness import ready, town_named

    ready()
    found = figures_json(town_named(given.town), given.year)
    if given.json:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    for code, figure in found["figures"].items():
        value = "—" if figure["value"] is None else figure["value"]
        sys.stdout.write(
            f"{figure['name']}\t{value}{figure['unit'] if figure['value'] is not None else ''}\t{code}\n"
        )
        for item in figure["left_out"]:
            sys.stdout.write(f"\t不算：{item['reason']} {item['count']}\n")
    return 0


def run_report(given: Namespace) -> int:
    """fazhi report."""
    from fazhi.evidence.official import NoChineseFont
    from fazhi.site.readiness import ready, sealed, town_named

    folder = ready()
    out = Path(given.out)
    if out.suffix.lower() not in (".docx", ".pdf"):
        raise CommandFailed("报告要写成 .docx 或 .pdf 文件。", 2)
    if not out.parent.exists():
        raise CommandFailed(f"没有文件夹 {out.parent}，请先建好。")
    try:
        write_report(town_named(given.town), given.year, out)
    except NoChineseFont as error:
        raise CommandFailed(str(error)) from None
    sealed(folder)
    say(f"已写出 {out}")
    return 0


def write_report(town: Any, year: int, out: Path) -> None:
    """Write the town's report of the year as .docx, or as PDF by the file's ending; say what it still lacks."""
    from fazhi.evidence.official import write_pdf
    from fazhi.reports.documents import paper_of, report_docx

    if out.suffix.lower() == ".pdf":
        write_pdf(paper_of(town=town, year=year), out)
        return
    written = report_docx(town, year, out)
    if written.missing:
        say(f"报告里有{len(written.missing)}处还没有记录支撑，已在文中标出，请在网页“年度报告”里补上或删去。")
