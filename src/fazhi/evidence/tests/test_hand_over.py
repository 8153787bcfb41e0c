"""The package verifies with the standard's own tool, and a damaged file is never handed over."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import bagit
import pytest

from fazhi.evidence.hand_over import DamagedFile, HandedFile, hand_over
from fazhi.evidence.models import StoredFile
from fazhi.evidence.store import keep_bytes, record_kept
from fazhi.evidence.tests import files

pytestmark = pytest.mark.django_db
INFO = {
    "Source-Organization": "示例镇人民政府", "External-Identifier": "示例调〔2026〕31号", "案件名称": "示例甲、示例乙\r\n排水纠纷",
    "联系人: 电话": "示例丙 19900000001",
}  # fmt: skip


def stored(content: bytes, name: str) -> StoredFile:
    return record_kept(keep_bytes(content, name))


def handed(folder: Path, *handed_files: HandedFile, **changes: Any) -> Path:
    """The package, written and unpacked."""
    options: dict[str, Any] = {
        "name": "示例调〔2026〕31号", "description": {"编号": "示例调〔2026〕31号", "受理日期": date(2026, 3, 2)},
        "volume": files.pdf(), "files": handed_files, "trace": [{"seq": 1, "verb": "登记"}], "info": INFO,
    }  # fmt: skip
    hand_over(folder / "移交.zip", **{**options, **changes})
    with zipfile.ZipFile(folder / "移交.zip") as archive:
        archive.extractall(folder / "out")
    (top,) = (folder / "out").iterdir()
    return top


def test_the_standards_own_tool_finds_the_package_whole(tmp_path: Path) -> None:
    top = handed(
        tmp_path,
        HandedFile("现场照片.jpg", stored(files.picture(), "a.jpg"), "现场照片"),
        HandedFile("录音.mp3", stored(files.MP3, "a.mp3")),
        HandedFile("协议书.docx", files.word()),
    )
    bag = bagit.Bag(str(top))
    bag.validate()
    assert bag.version == "1.0"
    assert set(bag.algorithms) == {"sha256", "sha512"}
    assert bag.info["Source-Organization"] == "示例镇人民政府"
    assert bag.info["案件名称"] == "示例甲、示例乙 排水纠纷"
    assert bag.info["联系人： 电话"] == "示例丙 19900000001"
    assert (top / "data" / "材料" / "01现场照片.jpg").read_bytes() == files.picture()
    assert json.loads((top / "data" / "案件.json").read_bytes())["受理日期"] == "2026-03-02"
    assert json.loads((top / "data" / "操作记录.json").read_bytes()) == [{"seq": 1, "verb": "登记"}]


@pytest.mark.parametrize(
    "path", ["data/案件.json", "data/材料/01a.pdf", "bag-info.txt", "manifest-sha512.txt"]
)
def test_the_tool_finds_whatever_is_changed_afterwards(path: str, tmp_path: Path) -> None:
    top = handed(tmp_path, HandedFile("a.pdf", stored(files.pdf(), "a.pdf")))
    (top / path).write_bytes((top / path).read_bytes().replace(b"1", b"2") + b" ")
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(top)).validate()


def test_names_are_safe_for_windows_and_differ_there_too(tmp_path: Path) -> None:
    one = stored(files.pdf(), "a.pdf")
    top = handed(
        tmp_path, *[HandedFile(name, one) for name in ("../../x.pdf", "a:b?.pdf", "CON.pdf", "100%.pdf", "无后缀", "甲.PDF", "甲\n.pdf")],
        name="a/b:c",
    )  # fmt: skip
    bagit.Bag(str(top)).validate()
    names = sorted(path.name for path in (top / "data" / "材料").iterdir())
    assert names == [
        "01x.pdf", "02a：b？.pdf", "03_CON.pdf", "04100％.pdf", "05无后缀.pdf", "06甲.PDF", "07甲.pdf",
    ]  # fmt: skip
    assert top.name == "b：c"


def test_the_list_of_files_opens_in_excel_and_runs_nothing(tmp_path: Path) -> None:
    top = handed(tmp_path, HandedFile("a.pdf", stored(files.pdf(), "a.pdf"), "=cmd()"))
    content = (top / "data" / "材料清单.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][1:4] == ["01a.pdf", "'=cmd()", "PDF 文件"]


@pytest.mark.parametrize("harm", ["gone", "altered"])
def test_a_file_that_is_not_what_it_was_is_not_handed_over_and_no_package_is_left(
    harm: str, tmp_path: Path
) -> None:
    one = stored(files.pdf(), "a.pdf")
    one.path.chmod(0o600)
    if harm == "gone":
        one.path.unlink()
    else:
        one.path.write_bytes(files.pdf(2))
    with pytest.raises(DamagedFile, match=r"a\.pdf"):
        handed(tmp_path, HandedFile("a.pdf", one))
    assert list(tmp_path.glob("*.zip*")) == []


def test_a_case_without_volume_or_files_is_a_whole_package_too(tmp_path: Path) -> None:
    bagit.Bag(str(handed(tmp_path, volume=None, trace=[]))).validate()


def test_the_package_can_be_written_to_an_open_file() -> None:
    memory = io.BytesIO()
    given = hand_over(
        memory,
        name="甲",
        description={},
        volume=None,
        files=[HandedFile("a.pdf", files.pdf())],
        trace=[],
        info={},
    )
    assert given == ["01a.pdf"]
    assert zipfile.ZipFile(memory).testzip() is None
