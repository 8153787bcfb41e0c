"""Workbooks opened with care: .xlsx, .xlsm, .xls and WPS's .et, known by what is in them and not by their names.

python-calamine reads the cells. It lays a sheet out as a full rectangle, so one stray cell in the last row would fill
gigabytes; therefore `sheet_extents` measures every sheet before calamine sees it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from fazhi.ledgers.sheet_extents import SheetExtent, extents_of, without_rows_below

T = TypeVar("T")

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_RATIO = 200  # of unpacked to packed size, looked at above the next
RATIO_MATTERS_BYTES = 20 * 1024 * 1024
MAX_ROWS = 300_000
MAX_COLUMNS = 500
MAX_CELLS = 6_000_000  # of the rectangle up to the last filled cell; about 200 MB in calamine

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
_DAMAGED = "文件已损坏，读不出来。请用 Excel 或 WPS 打开看看，能打开就另存为一份新的 .xlsx 再导入。"
_ENCRYPTED = "文件有打开密码。请用 Excel 或 WPS 打开，去掉密码后保存，再导入。"


class UnreadableWorkbook(Exception):
    """The file cannot be read as a workbook; `message` says in Chinese why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: rows are Excel's (from 1), columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """One visible sheet that has cells. Its cells are read when `rows()` is first asked for."""

    name: str
    workbook: Workbook = field(repr=False)

    @property
    def merges(self) -> list[Merge]:
        """The sheet's merged ranges in order of their first row."""
        ranges = self.workbook.loaded(self.name).merged_cell_ranges or []
        return sorted(
            (Merge(r1 + 1, c1, r2 + 1, c2) for (r1, c1), (r2, c2) in ranges),
            key=lambda m: (m.first_row, m.first_column),
        )

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """The rows that hold something: (Excel's row number, cells from column A on); an empty cell is None.

        Whole numbers are int, so that a phone number stays one; dates are date or datetime. A cell merged downwards
        gives its value to the rows below that have anything of their own. Raises UnreadableWorkbook.
        """
        sheet = self.workbook.loaded(self.name)
        if sheet.start is None:
            return
        left = [None] * sheet.start[1]
        pending = [m for m in reversed(self.merges) if m.last_row > m.first_row]
        reaching: list[tuple[Merge, object]] = []
        for number, cells in enumerate(sheet.iter_rows(), 1):
            row: list[object] = [*left, *map(_plain_value, cells)]
            filled = row.count(None) < len(row)
            if reaching:
                reaching = [r for r in reaching if r[0].last_row >= number]
                if filled:
                    for merge, value in reaching:
                        if row[merge.first_column] is None:
                            row[merge.first_column] = value
            while pending and pending[-1].first_row <= number:
                merge = pending.pop()
                if merge.first_column < len(row) and row[merge.first_column] is not None:
                    reaching.append((merge, row[merge.first_column]))
            if filled:
                yield number, row


@dataclass
class Workbook:
    """An open workbook. One sheet's cells are in memory at a time."""

    path: Path
    book: CalamineWorkbook = field(repr=False)
    sheets: list[Sheet] = field(default_factory=list)
    _loaded: CalamineSheet | None = field(default=None, repr=False)

    def loaded(self, name: str) -> CalamineSheet:
        """The sheet's cells, read now unless they are the last ones read."""
        if self._loaded is None or self._loaded.name != name:
            self._loaded = None
            self._loaded = _guarded(lambda: self.book.get_sheet_by_name(name))
        return self._loaded

    def close(self) -> None:
        """Let go of the file."""
        self._loaded = None
        self.book.close()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_workbook(path: Path) -> Workbook:
    """Open a workbook of any of the formats read. Raises UnreadableWorkbook with what to do about it."""
    if path.name.startswith("~$"):
        raise UnreadableWorkbook(
            "这是 Excel 打开文件时留下的临时文件，不是台账。请关闭 Excel 后选原来的文件。"
        )
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as fault:
        raise UnreadableWorkbook(
            "打不开这个文件：文件不存在、没有权限，或者正被别的程序占用。请检查后再试。"
        ) from fault
    if size > MAX_FILE_BYTES:
        raise UnreadableWorkbook(
            f"文件有 {size // 1024 // 1024} MB，超过了 {MAX_FILE_BYTES // 1024 // 1024} MB。请删去图片，或者按年份分成几个文件。"
        )
    source: BytesIO | None = None
    extents: dict[str, SheetExtent] = {}
    if start.startswith(b"PK"):
        source, extents = _checked_package(path)
    elif start.startswith(_OLE):
        _check_compound_file(path)
    else:
        raise UnreadableWorkbook(_what_else(start))
    # Handed over as bytes: calamine goes by the extension when it is given a path.
    content = source or BytesIO(path.read_bytes())
    book = _guarded(lambda: CalamineWorkbook.from_filelike(content))
    workbook = Workbook(path, book)
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet or meta.visible is not SheetVisibleEnum.Visible:
            continue
        extent = extents.get(meta.name)
        filled = extent.last_filled_row > 0 if extent else workbook.loaded(meta.name).height > 0
        if filled:
            workbook.sheets.append(Sheet(meta.name, workbook))
    return workbook


def _plain_value(cell: object) -> object:
    if type(cell) is str:
        return None if not cell or cell.isspace() else cell
    if type(cell) is float and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def _guarded(read: Callable[[], T]) -> T:
    """What calamine gives, its errors said in plain words."""
    try:
        return read()
    except PasswordError as fault:
        raise UnreadableWorkbook(_ENCRYPTED) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise UnreadableWorkbook(_DAMAGED) from fault
    except BaseException as fault:
        # A panic in the Rust reader is no Exception; anything else (Ctrl-C among it) goes on its way.
        if type(fault).__name__ != "PanicException":
            raise
        raise UnreadableWorkbook(_DAMAGED) from fault


def _checked_package(path: Path) -> tuple[BytesIO | None, dict[str, SheetExtent]]:
    """The package proved harmless, and how far each of its sheets reaches; trimmed where empty formulas trail on."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes(package)
            _check_kind(set(package.namelist()))
            extents = extents_of(package)
            trimmed = {e.part: e.last_filled_row for e in extents.values() if _checked_extent(e)}
            if trimmed:
                return without_rows_below(package, trimmed), extents
            return None, extents
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        SyntaxError,
        NotImplementedError,
    ) as fault:
        raise UnreadableWorkbook(_DAMAGED) from fault
    except RuntimeError as fault:  # zipfile's word for a member under a password
        raise UnreadableWorkbook(_ENCRYPTED) from fault


def _check_sizes(package: zipfile.ZipFile) -> None:
    """Refuse what unpacks to far more than a ledger is, by the sizes the package declares."""
    unpacked = sum(member.file_size for member in package.infolist())
    packed = sum(member.compress_size for member in package.infolist()) or 1
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_MATTERS_BYTES and unpacked / packed > MAX_RATIO):
        raise UnreadableWorkbook(
            f"文件展开后有 {unpacked // 1024 // 1024} MB，不像是正常的台账，没有读。"
            "请用 Excel 打开，删去空白的行和列以及图片，另存后再导入。"
        )


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise UnreadableWorkbook(f"这是二进制工作簿（.xlsb），读不了。{_SAVE_AS}")
    if "word/document.xml" in names:
        raise UnreadableWorkbook(
            "这是 Word 文档，不是 Excel 表格。请把其中的表格复制到 Excel 里，另存为 .xlsx 后再导入。"
        )
    if "content.xml" in names:
        raise UnreadableWorkbook(f"这是 OpenDocument 文件（.ods 等），读不了。{_SAVE_AS}")
    raise UnreadableWorkbook("这是压缩包或别的文件，不是 Excel 表格。请先解压，再选里面的 .xlsx 文件。")


def _checked_extent(extent: SheetExtent) -> bool:
    """Whether the sheet must be cut below its last filled row; raises when what is filled is too much."""
    where = f"工作表“{extent.sheet}”"
    if extent.last_filled_row > MAX_ROWS:
        raise UnreadableWorkbook(
            f"{where}的第 {extent.last_filled_row} 行还有内容，一张表最多读 {MAX_ROWS} 行。"
            "请删去下面用不着的行，或者按年份分成几个文件。"
        )
    if extent.last_column > MAX_COLUMNS:
        raise UnreadableWorkbook(
            f"{where}的第 {extent.last_column} 列还有内容，一张表最多读 {MAX_COLUMNS} 列。请删去右边用不着的列。"
        )
    if extent.last_filled_row * extent.last_column > MAX_CELLS:
        raise UnreadableWorkbook(
            f"{where}有 {extent.last_filled_row} 行、{extent.last_column} 列，太大了。请删去用不着的行和列，或者分成几个文件。"
        )
    return extent.last_row > extent.last_filled_row + 1000


def _check_compound_file(path: Path) -> None:
    """Tell a locked workbook and a Word document from an .xls by the stream names in the old container."""
    content = path.read_bytes()

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("EncryptedPackage") or _has_filepass(content):
        raise UnreadableWorkbook(_ENCRYPTED)
    if has("WordDocument"):
        raise UnreadableWorkbook(
            "这是 Word 文档，不是 Excel 表格。请把其中的表格复制到 Excel 里，另存为 .xlsx 后再导入。"
        )
    if not has("Workbook") and not has("Book"):
        raise UnreadableWorkbook(f"这不是 Excel 表格，或者文件不完整。{_SAVE_AS}")


def _has_filepass(content: bytes) -> bool:
    """Whether the old format's record of a password stands among the first records of the workbook's globals."""
    begins = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    for _ in range(8):
        if begins < 0 or begins + 4 > len(content):
            return False
        record = int.from_bytes(content[begins : begins + 2], "little")
        if record == 0x2F:
            return True
        begins += 4 + int.from_bytes(content[begins + 2 : begins + 4], "little")
    return False


def _what_else(start: bytes) -> str:
    """What a file that is neither package nor old container is, and what to do."""
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if not start:
        return "文件是空的，什么也没有。请重新选文件。"
    if text.startswith(b"%pdf"):
        return "这是 PDF，不是 Excel 表格。请找到原来的 Excel 文件再导入。"
    if text.startswith(b"<") or text.startswith(b"<\x00"):
        return f"这是网页或 XML 文件，只是名字像 Excel 表格。{_SAVE_AS}"
    if b"\x00" not in start or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return f"这是文本文件（例如 CSV），不是 Excel 表格。{_SAVE_AS}"
    return f"这不是 Excel 表格，或者文件已损坏。{_SAVE_AS}"
