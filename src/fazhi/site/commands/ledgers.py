"""fazhi import, and the worker of the upload page."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from fazhi.site.terminal import CommandFailed, say
from fazhi.site.wording import OWN

IMPORT_HELP = """把台账导入一个乡镇的一个年度。可以给文件，也可以给放着台账的文件夹。

例子：
  fazhi import samples/hezuo-2023 --town 合作镇 --year 2023 --create-town
  fazhi import 排查台账.xlsx --town 320681108 --year 2023 --dry-run     只看会怎样，不写入
  fazhi import 台账 --town 合作镇 --year 2023 --map 答复.json           用答复回答上次的问题
  fazhi import --undo 3 --town 合作镇                                  撤销第3批

答复文件的写法：{"dispute": {"登记时刻": "found_on"}}，也就是 {台账种类: {表头: 字段}}；
不要的栏写 "-"；一个词属于哪一类写 {"dispute": {"处理结果=某词": "village_settled"}}。
"""


def add_commands(commands: Any) -> None:
    """Declare the commands of this file."""
    command = commands.add_parser("import", help="导入台账，或撤销一批", description=IMPORT_HELP)
    command.add_argument("paths", nargs="*", metavar="PATH", help="工作簿，或放着工作簿的文件夹")
    command.add_argument("--town", metavar="NAME", help="乡镇的名称或9位代码")
    command.add_argument("--year", type=int, metavar="Y", help="年度，如 2023")
    command.add_argument("--map", dest="answers", metavar="FILE", help="回答表头问题的 JSON 文件")
    command.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    command.add_argument("--json", action="store_true", help="结果以 JSON 写到标准输出")
    command.add_argument("--create-town", action="store_true", help="没有这个乡镇就新建")
    command.add_argument("--undo", metavar="BATCH", help="撤销这一批（批号或编号）")
    command.set_defaults(run=run_import)
    worker = commands.add_parser(OWN)
    worker.add_argument("upload")
    worker.set_defaults(run=run_upload)


def run_upload(given: Namespace) -> int:
    """Read or import what was uploaded on the page; started by the page itself."""
    from fazhi.ledgers.uploading import work
    from fazhi.site.readiness import ready, sealed

    folder = ready()
    work(given.upload)
    sealed(folder)
    return 0


def run_import(given: Namespace) -> int:
    """fazhi import."""
    if given.undo:
        return _undo(given)
    if not given.paths or not given.town or not given.year:
        lacking = [
            n for n, v in (("PATH", given.paths), ("--town", given.town), ("--year", given.year)) if not v
        ]
        raise CommandFailed(f"还缺：{'、'.join(lacking)}。加 --help 看说明。", 2)
    if not 1990 <= given.year <= 2100:
        raise CommandFailed(f"年度应是四位数的年份，现在是 {given.year}。", 2)
    answers = _answers(given.answers)
    from fazhi.ledgers.importing import NothingReadable, import_ledgers
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.site.readiness import ready, sealed

    folder = ready()
    paths = [Path(path) for path in given.paths]
    for path in paths:
        if not path.exists():
            raise CommandFailed(f"找不到 {path}，请检查路径。")
    town, make_town = _town(given)
    try:
        result = import_ledgers(
            paths,
            town=town,
            year=given.year,
            by=CONSOLE,
            answers=answers,
            dry_run=given.dry_run,
            progress=progress(),
            make_town=make_town,
        )
    except NothingReadable as error:
        raise CommandFailed(str(error)) from None
    if not given.dry_run:
        sealed(folder)
    if given.json:
        json.dump(result.to_json(), sys.stdout, ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("\n")
    tell(result, dry_run=given.dry_run)
    if result.questions:
        return 3
    return 1 if result.broken else 0


def _town(given: Namespace) -> tuple[Any, Any]:
    """The town, and how it is made where it is new: only once there is something to write."""
    from fazhi.orgs.actions import create_town
    from fazhi.orgs.models import Town
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.site.readiness import town_named

    word = given.town
    there = Town.objects.filter(code=word) if word.isdigit() else Town.objects.filter(name=word)
    if given.create_town and not there.exists():
        if word.isdigit():
            raise CommandFailed(
                "新建乡镇要写名称，不能只写代码。先建：fazhi town create 名称 --code 代码。", 2
            )
        if not word.strip() or len(word.strip()) > 60:
            raise CommandFailed("请写乡镇名称，60字以内。", 2)
        return Town(name=word.strip()), lambda: create_town(word, by=CONSOLE)
    return town_named(word), None


def _answers(path: str | None) -> dict[str, dict[str, str]]:
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError:
        raise CommandFailed(f"打不开答复文件 {path}，请检查路径。", 2) from None
    except json.JSONDecodeError as error:
        raise CommandFailed(
            f"答复文件 {path} 不是 JSON：第{error.lineno}行第{error.colno}个字起读不懂，请检查引号、逗号和括号。",
            2,
        ) from None
    except ValueError:
        raise CommandFailed(f"答复文件 {path} 不是 UTF-8 文字，请另存为 UTF-8 的 JSON。", 2) from None
    fine = isinstance(found, dict) and all(
        isinstance(words, dict) and all(isinstance(word, str) for word in words.values())
        for words in found.values()
    )
    if not fine:
        raise CommandFailed('答复文件应写成 {"台账种类": {"表头": "字段"}}。', 2)
    _refuse_unknown(path, found)
    return found


def _refuse_unknown(path: str, answers: dict[str, dict[str, str]]) -> None:
    """An answer to a kind or for a field there is none of would be passed over in silence."""
    from fazhi.records.kinds import ledger_kinds

    kinds = {kind.code: kind for kind in ledger_kinds()}
    for code, words in answers.items():
        if code and code not in kinds:
            raise CommandFailed(f"答复文件 {path} 里的台账种类“{code}”没有。可以写：{'、'.join(kinds)}。", 2)
        fields = [column.field for column in kinds[code].columns] if code else []
        for heading, field in words.items():
            if fields and "=" not in heading and field not in (*fields, "-"):
                raise CommandFailed(
                    f"答复文件 {path} 里“{heading}”答的字段“{field}”没有。{kinds[code].name}可以写："
                    f"{'、'.join(fields)}，不要的栏写 -。", 2,
                )  # fmt: skip


def _undo(given: Namespace) -> int:
    from fazhi.ledgers.undoing import undo
    from fazhi.orgs.permissions import CONSOLE
    from fazhi.site.readiness import ready, sealed

    folder = ready()
    result = undo(_batch(given), by=CONSOLE)
    sealed(folder)
    if given.json:
        json.dump(result.to_json(), sys.stdout, ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("\n")
    say(f"已撤销第{result.batch.number}批：撤下{result.removed}条，退回{result.taken_back}处改动。")
    for item in result.untouched:
        say(
            f"  没有动：{item['title']}（{item['file']} {item['sheet']} 第{item['row']}行），{item['reason']}"
        )
    return 0


def _batch(given: Namespace) -> Any:
    import uuid

    from fazhi.records.models import ImportBatch
    from fazhi.site.readiness import town_named

    word = given.undo
    batches = ImportBatch.objects.all()
    if given.town:
        batches = batches.filter(town=town_named(given.town))
    if word.isdigit():
        found = list(batches.filter(number=int(word)))
    else:
        try:
            found = list(batches.filter(pk=uuid.UUID(word)))
        except ValueError:
            raise CommandFailed(f"批号应是数字或导入时给的编号，现在是 {word}。", 2) from None
    if not found:
        raise CommandFailed(f"没有第 {word} 批。")
    if len(found) > 1:
        raise CommandFailed(f"有{len(found)}个乡镇都有第 {word} 批，请加 --town 说明是哪个镇。", 2)
    return found[0]


def progress() -> Any:
    """A progress line on stderr: rewritten in place on a terminal, one line a file otherwise."""
    state = {"told": 0.0, "what": ""}

    def show(done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if sys.stderr.isatty():
            if now - state["told"] > 0.1 or done == total:  # type: ignore[operator]
                state["told"] = now
                sys.stderr.write(
                    f"\r正在导入 {done}/{total} 行　{what}\x1b[K" + ("\n" if done == total else "")
                )
                sys.stderr.flush()
        elif what != state["what"] or now - state["told"] > 2:  # type: ignore[operator]
            state.update(told=now, what=what)
            say(f"正在导入 {done}/{total} 行　{what}")

    return show


def tell(result: Any, *, dry_run: bool) -> None:
    """What became of the import, in sentences."""
    for name, why in (*result.passed_over, *result.broken):
        say(f"{name}：{why}")
    for sheet in result.sheets:
        parts = [f"{sheet.rows}行，新登记{sheet.new}"]
        for count, word in (
            (sheet.unchanged, "已有未变"), (sheet.changed, "有改动"), (sheet.merged, "完全重复已合并"),
            (sheet.suspected, "疑似重复"), (len({p["row"] for p in sheet.problems}), "待改正"),
        ):  # fmt: skip
            if count:
                parts.append(f"{word}{count}")
        say(f"{sheet.file}／{sheet.sheet}：{'，'.join(parts)}")
        for problem in sheet.problems[:20]:
            say(f"  第{problem['row']}行 {problem['column']}：{problem['reason']}")
        if len(sheet.problems) > 20:
            say(f"  还有{len(sheet.problems) - 20}处，请在网页“待改正”里看。")
    if result.questions:
        say("有问题要先回答，什么都没有写入：")
        for question in result.questions:
            say(f"  [{question.kind or '表'}] {question.heading}：{question.text}")
            for value, label in question.options:
                say(f"      {value}　{label}")
        say("请在网页上导入时回答，或写成 JSON 用 --map 给出。")
    elif dry_run:
        say("这是试导入，什么都没有写入。")
    elif result.batch:
        say(
            f"已导入，第{result.batch.number}批（{result.batch.pk}）。撤销：fazhi import --undo {result.batch.pk}"
        )
    else:
        say("没有新的内容，什么都没有写入。")
