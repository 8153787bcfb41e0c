"""`fazhi`: what an office or a county does from the command line.

Progress and errors go to stderr, results to stdout. Ends with 0 done, 1 refused or a check failed, 2 wrong usage,
3 a question must be answered first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from fazhi import VERSION
from fazhi.site.terminal import CommandFailed, say
from fazhi.site.wording import Parser

DESCRIPTION = """法治：乡镇法治政府建设的记录、数字和年度报告。

常用：
  fazhi demo                                         看样例：导入样例镇的台账，写出报告，打开网页
  fazhi import 台账文件夹 --town 合作镇 --year 2023    导入一年的台账
  fazhi figures --town 合作镇 --year 2023             看全部数字
  fazhi report --town 合作镇 --year 2023 --out 报告.docx
  fazhi serve                                        打开网页
"""
EPILOG = "数据放在 FAZHI_DATA 指定的文件夹（不设就是当前文件夹下的 data）；DATABASE_URL 可指定别的数据库。"


def parser() -> Parser:
    """The whole command line."""
    from fazhi.site.commands import keeping, ledgers, making, people, reminding, reporting, serving

    top = Parser(prog="fazhi", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("--version", action="version", version=f"fazhi {VERSION}", help="看版本")
    commands = top.add_subparsers(title="命令", dest="command", metavar="命令", required=True)
    for group in (ledgers, reporting, serving, making, keeping, reminding, people):
        group.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may be set to GBK; a character it lacks must not end a command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    given = parser().parse_args(arguments)
    return _run(given)


def _run(given: object) -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from fazhi.storage.connections import WrongAddress

    try:
        import django

        django.setup()
        from fazhi.orgs.permissions import NotAllowed, Refused

        try:
            return int(given.run(given) or 0)  # type: ignore[attr-defined]
        except (CommandFailed, NotAllowed, Refused) as error:
            say(str(error))
            return getattr(error, "code", 1)
    except WrongAddress as error:
        say(str(error))
        return 2
    except OperationalError as error:
        say(f"打不开数据库：{error}。请检查数据文件夹能不能写、DATABASE_URL 写得对不对，再试一次。")
        return 1
    except ImproperlyConfigured as error:
        if "psycopg" in str(error):
            say(
                "用 PostgreSQL 要先装它的软件包：pip install 'fazhi[postgresql]'，源码文件夹里写 pip install '.[postgresql]'。"
            )
        else:
            say(f"设置不对：{error}")
        return 2
    except PermissionError as error:
        say(f"没有权限读写：{error.filename}。请换一个能写的文件夹，或用 FAZHI_DATA 指定数据文件夹。")
        return 1
    except (FileNotFoundError, NotADirectoryError, FileExistsError) as error:
        say(f"建不了或打不开 {error.filename}，请检查路径；数据文件夹用 FAZHI_DATA 指定。")
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        say("已停下。")
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
