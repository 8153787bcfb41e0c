"""argparse in plain Chinese: headings, usage and errors."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

_ERRORS = (
    (r"the following arguments are required: (.+)", r"还缺：\1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可以是 \3"),
    (r"argument (.+?): expected one argument", r"\1 后面要写内容"),
    (r"argument (.+?): expected at least one argument", r"\1 后面要写内容"),
    (r"argument (.+?): invalid int value: (.+)", r"\1 应是数字，现在是 \2"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"unrecognized arguments: (.+)", r"不认得：\1"),
    (r"one of the arguments (.+) is required", r"\1 要写其中一个"),
    (r"argument (.+?): (.+)", r"\1：\2"),
)  # fmt: skip


OWN = "work-upload"  # a command the pages start, of no use to people: named in no help and no error


def in_chinese(message: str) -> str:
    """An argparse error as a person at the machine reads it."""
    message = message.replace(f"'{OWN}', ", "")
    for pattern, told in _ERRORS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, told, message, flags=re.DOTALL)
    return message


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese usage and headings, examples kept as written."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and ends with 2 on wrong usage."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("formatter_class", Formatter)
        options["add_help"] = False
        super().__init__(*arguments, **options)
        self._positionals.title = "要写的"
        self._optionals.title = "可以加的"
        self.add_argument("-h", "--help", action="help", help="看说明")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{in_chinese(message)}。加 --help 看说明。\n")
