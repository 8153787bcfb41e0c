"""Workbooks of every format are opened; what cannot be read says why and what to do."""

import os
import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
import xlwt
from openpyxl.styles import PatternFill

from fazhi.ledgers import workbooks
from fazhi.ledgers.workbooks import UnreadableWorkbook, open_workbook


def rows_of(path, sheet=0):
    with open_workbook(path) as book:
        return list(book.sheets[sheet].rows())


def saved(path, fill, **options):
    book = openpyxl.Workbook(**options)
    fill(book.active)
    book.save(path)
    return path


def refusal(path):
    with pytest.raises(UnreadableWorkbook) as fault:
        open_workbook(path)
    return fault.value.message


def with_part(path, part, change):
    """The same package with the XML of one part changed."""
    parts = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_come_with_excels_row_numbers_and_from_column_a(tmp_path):
    def fill(sheet):
        sheet["B3"], sheet["C3"] = "日期", "电话"
        sheet["B5"], sheet["C5"] = datetime(2023, 3, 5), 19900001234

    assert rows_of(saved(tmp_path / "台账.xlsx", fill)) == [
        (3, [None, "日期", "电话"]),
        (5, [None, date(2023, 3, 5), 19900001234]),
    ]


def test_long_numbers_stay_whole_and_fractions_stay_fractions(tmp_path):
    path = saved(tmp_path / "a.xlsx", lambda s: s.append([19900001234, 3.5, 63.0, "00123", True, "  "]))
    [(_, cells)] = rows_of(path)
    assert cells == [19900001234, 3.5, 63, "00123", True, None]
    assert [type(c) for c in cells[:3]] == [int, float, int]


def test_a_formula_gives_its_stored_value(tmp_path):
    path = saved(tmp_path / "a.xlsx", lambda s: s.append(["合计", "=1+1"]))
    with_part(path, SHEET, lambda xml: xml.replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>"))  # fmt: skip
    assert rows_of(path) == [(1, ["合计", 2])]


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.xlsm", "台账.et", "台账.xls", "台账"])
def test_a_workbook_is_known_by_its_content_and_not_its_name(tmp_path, name):
    assert rows_of(saved(tmp_path / name, lambda s: s.append(["村居", "日期"]))) == [(1, ["村居", "日期"])]


@pytest.mark.parametrize("name", ["台账.xls", "台账.et", "台账.xlsx"])
def test_the_old_binary_format_is_read_under_any_name(tmp_path, name):
    book = xlwt.Workbook()
    sheet = book.add_sheet("排查")
    sheet.write(0, 0, "村居")
    sheet.write(0, 1, "日期")
    sheet.write_merge(1, 2, 0, 0, "示例一村")
    sheet.write(1, 1, datetime(2023, 3, 5), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(2, 1, 19900001234)
    book.save(str(tmp_path / name))
    assert rows_of(tmp_path / name) == [
        (1, ["村居", "日期"]),
        (2, ["示例一村", date(2023, 3, 5)]),
        (3, ["示例一村", 19900001234]),
    ]


def test_a_cell_merged_downwards_is_given_to_the_rows_that_have_anything(tmp_path):
    def fill(sheet):
        sheet.append(["村居", "当事人"])
        sheet.append(["示例一村", "张三"])
        sheet.append([None, "李四"])
        sheet.append([None, None])
        sheet.append(["示例二村", "王五"])
        sheet.merge_cells("A2:A4")

    assert rows_of(saved(tmp_path / "a.xlsx", fill)) == [
        (1, ["村居", "当事人"]),
        (2, ["示例一村", "张三"]),
        (3, ["示例一村", "李四"]),
        (5, ["示例二村", "王五"]),
    ]


def test_hidden_and_empty_sheets_are_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "空表"
    book.create_sheet("排查").append(["村居"])
    hidden = book.create_sheet("字典")
    hidden.append(["类型"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with open_workbook(tmp_path / "a.xlsx") as opened:
        assert [sheet.name for sheet in opened.sheets] == ["排查"]


def test_thousands_of_blank_coloured_rows_are_cut(tmp_path):
    def fill(sheet):
        sheet.append(["村居"])
        sheet.append(["示例一村"])
        for row in range(3, 3000):
            sheet.cell(row, 1).fill = PatternFill("solid", fgColor="FFFF00")

    assert rows_of(saved(tmp_path / "a.xlsx", fill)) == [(1, ["村居"]), (2, ["示例一村"])]


def test_empty_formulas_dragged_to_the_last_row_are_cut_and_merges_kept(tmp_path):
    def fill(sheet):
        sheet.append(["村居", "当事人"])
        sheet.append(["示例一村", "张三"])
        sheet.append([None, "李四"])
        sheet.merge_cells("A2:A3")

    def drag(xml):
        rows = b"".join(
            b'<row r="%d"><c r="A%d" t="str"><f>""</f><v></v></c></row>' % (n, n) for n in range(4, 40_000)
        )
        return xml.replace(b"</sheetData>", rows + b"</sheetData>")

    path = with_part(saved(tmp_path / "a.xlsx", fill), SHEET, drag)
    with open_workbook(path) as book:
        [sheet] = book.sheets
        assert list(sheet.rows())[1:] == [(2, ["示例一村", "张三"]), (3, ["示例一村", "李四"])]
        assert book.loaded(sheet.name).height == 3


@pytest.mark.parametrize("ref", [b"A1048576", b"XFD2"])
def test_a_stray_cell_far_out_is_refused_before_it_fills_the_memory(tmp_path, ref):
    path = saved(tmp_path / "a.xlsx", lambda s: s.append(["村居"]))
    row = ref.lstrip(b"AXFD")
    stray = b'<row r="%b"><c r="%b"><v>1</v></c></row></sheetData>' % (row, ref)
    message = refusal(with_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", stray)))
    assert "Sheet" in message
    assert "请删去" in message


def test_a_sheet_with_namespace_prefixes_is_measured_too(tmp_path):
    path = saved(tmp_path / "a.xlsx", lambda s: s.append([1, 2]))
    prefixed = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert rows_of(with_part(path, SHEET, lambda _: prefixed)) == [(2, [None, 7])]


def test_too_many_filled_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_ROWS", 10)
    path = saved(tmp_path / "a.xlsx", lambda s: [s.append([n]) for n in range(11)])
    assert "最多读 10 行" in refusal(path)


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = saved(tmp_path / "a.xlsx", lambda s: s.append([1]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.bin", bytes(60 * 1024 * 1024))
    assert "展开后" in refusal(path)


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml"])
def test_a_package_that_lies_about_a_size_is_called_damaged(tmp_path, part):
    path = saved(tmp_path / "a.xlsx", lambda s: s.append(["村居" * 50]))
    content = bytearray(path.read_bytes())
    at = content.rfind(part.encode()) - 46  # the part's entry in the central directory
    content[at + 24 : at + 28] = (50).to_bytes(4, "little")
    path.write_bytes(content)
    assert "损坏" in refusal(path)


def test_a_cut_off_file_is_called_damaged(tmp_path):
    path = saved(tmp_path / "a.xlsx", lambda s: [s.append([n, "示例"]) for n in range(500)])
    path.write_bytes(path.read_bytes()[:2000])
    assert "损坏" in refusal(path)


def test_bent_bytes_inside_are_called_damaged(tmp_path):
    path = saved(tmp_path / "a.xlsx", lambda s: [s.append([n, os.urandom(8).hex()]) for n in range(500)])
    with zipfile.ZipFile(path) as package:
        at = package.getinfo(SHEET).header_offset + 200
    content = bytearray(path.read_bytes())
    content[at : at + 60] = bytes(60)
    path.write_bytes(content)
    assert "损坏" in refusal(path)


def _old_workbook():
    book = xlwt.Workbook()
    book.add_sheet("排查").write(0, 0, "村居")
    content = BytesIO()
    book.save(content)
    return bytearray(content.getvalue())


def test_an_old_workbook_with_a_password_says_so(tmp_path):
    content = _old_workbook()
    begin = content.index(
        b"\x09\x08\x10\x00"
    )  # the record that opens the workbook; the one after it becomes FILEPASS
    content[begin + 20 : begin + 22] = b"\x2f\x00"
    (tmp_path / "a.xls").write_bytes(content)
    assert "密码" in refusal(tmp_path / "a.xls")


def test_a_new_workbook_with_a_password_says_so(tmp_path):
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    (tmp_path / "a.xlsx").write_bytes(content)
    assert "密码" in refusal(tmp_path / "a.xlsx")


def test_a_broken_old_workbook_is_refused(tmp_path):
    (tmp_path / "a.xls").write_bytes(_old_workbook()[:2200])
    assert refusal(tmp_path / "a.xls")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        ("日期,村居\n2023-3-5,示例一村\n".encode("gbk"), "文本文件"),
        ("日期,村居\n".encode("utf-16"), "文本文件"),
        (b"\xef\xbb\xbf<html><table></table></html>", "网页"),
        (b"<?xml version='1.0'?><Workbook/>", "网页或 XML"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word"),
        (b"\x89PNG\x00\x00\x01", "不是 Excel"),
    ],
)
def test_another_kind_of_file_named_xlsx_is_told_by_its_content(tmp_path, content, said):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert said in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("part", "said"), [("word/document.xml", "Word"), ("xl/workbook.bin", "xlsb"), ("content.xml", "OpenDocument"), ("读我.txt", "压缩包")]
)  # fmt: skip
def test_another_package_named_xlsx_is_told_by_its_parts(tmp_path, part, said):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr(part, "x")
    assert said in refusal(tmp_path / "a.xlsx")


def test_a_missing_file_and_excels_own_lock_file_are_refused(tmp_path):
    assert "打不开" in refusal(tmp_path / "没有.xlsx")
    (tmp_path / "~$台账.xlsx").write_bytes(b"x")
    assert "临时文件" in refusal(tmp_path / "~$台账.xlsx")
