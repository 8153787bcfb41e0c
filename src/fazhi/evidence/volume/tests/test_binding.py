"""One case, one file: cover, catalogue, numbered sheets, memo, and nothing that was lost on the way."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import date
from typing import Any

import pytest
from PIL import Image, ImageColor
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from fazhi.evidence.models import StoredFile
from fazhi.evidence.official.tests.test_pdf import needs_font
from fazhi.evidence.papers import write_paper
from fazhi.evidence.papers.tests.samples import AGREEMENT, FACTS
from fazhi.evidence.store import keep_bytes, record_kept
from fazhi.evidence.tests import files
from fazhi.evidence.volume import VolumeEntry, bind_volume
from fazhi.evidence.volume.pages import A4, Unprintable, pdf_pages, picture_page
from fazhi.evidence.volume.writer import VolumeWriter

pytestmark = [pytest.mark.django_db, needs_font]
COVER = {"卷名": "示例甲、示例乙排水纠纷", "办结日期": date(2026, 3, 12), "保管期限": "长期"}
MEMO = {"本卷情况说明": "录音一份", "立卷人": "示例丙", "检查人": ""}
DAY = date(2026, 3, 12)


def stored(content: bytes, name: str) -> StoredFile:
    return record_kept(keep_bytes(content, name))


def bound(*entries: VolumeEntry) -> PdfReader:
    memory = io.BytesIO()
    bind_volume(memory, COVER, entries, MEMO, title="人民调解卷宗", office="示例镇人民调解委员会")
    return PdfReader(memory)


def text(page: Any) -> str:
    return re.sub(r"\s", "", page.extract_text())


def test_every_sheet_between_catalogue_and_memo_is_numbered_and_the_catalogue_says_where() -> None:
    volume = bound(
        VolumeEntry(
            "人民调解协议书",
            "示例镇人民调解委员会",
            DAY,
            write_paper(AGREEMENT, FACTS, form="pdf"),
            number="示例调〔2026〕31号",
        ),
        VolumeEntry("三页的材料", "示例甲", DAY, files.pdf(3)),
        VolumeEntry(
            "现场照片", "示例乙", None, stored(files.picture(size=(900, 600)), "a.jpg"), note="原件在卷外"
        ),
    )
    pages = [text(page) for page in volume.pages]
    assert len(pages) == 2 + 5 + 1
    assert "人民调解卷宗" in pages[0]
    assert "示例甲、示例乙排水纠纷" in pages[0]
    assert "本卷共3件5页" in pages[0]
    for words in ("示例调〔2026〕31号", "2-4", "2026年3月12日", "原件在卷外"):
        assert words in pages[1], words
    assert pages[3:6] == ["2", "3", "4"]
    assert pages[6] == "5"
    assert pages[2].startswith("1") or pages[2].endswith("1")
    assert "备考表" in pages[7]
    assert "编5页" in pages[7]


def test_bookmarks_lead_to_the_first_sheet_of_each_entry() -> None:
    volume = bound(VolumeEntry("甲", "", DAY, files.pdf(2)), VolumeEntry("乙", "", DAY, files.pdf(1)))
    marks = {str(one.title): volume.get_destination_page_number(one) for one in volume.outline}  # type: ignore[union-attr, arg-type]
    assert marks == {"封面": 0, "卷内目录": 1, "甲（第1-2页）": 2, "乙（第3页）": 4, "备考表": 5}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (files.MP3, "录音.mp3", "不能印在纸上"),
        (files.word(), "笔录.docx", "办公软件的文件"),
    ],
)
def test_what_cannot_be_printed_has_a_slip_that_says_what_it_is_and_where(
    content: bytes, name: str, words: str
) -> None:
    one = stored(content, name)
    slip = text(bound(VolumeEntry("调解录音", "示例丙", DAY, one, name=name)).pages[2])
    for expected in ("调解录音", "示例丙", words, name, one.digest, one.file_type.words.replace(" ", "")):
        assert expected in slip, expected


def test_a_damaged_file_and_one_on_paper_only_have_slips_too() -> None:
    broken = stored(files.pdf(), "a.pdf")
    broken.path.chmod(0o600)
    broken.path.write_bytes(b"%PDF-1.4 nothing")
    volume = bound(
        VolumeEntry("坏的", "", DAY, broken), VolumeEntry("身份证复印件", "", None, None, note="第3柜")
    )
    assert "打不开" in text(volume.pages[2])
    assert "只有纸质原件" in text(volume.pages[3])
    assert "第3柜" in text(volume.pages[3])


def test_pages_of_every_size_are_put_on_a4_upright_or_lying() -> None:
    pages = [
        *pdf_pages(files.pdf(1, size=(300, 400))), *pdf_pages(files.pdf(1, size=(3000, 1000))),
        *pdf_pages(files.pdf(1, size=A4)),
    ]  # fmt: skip
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages]
    assert sizes == [(595, 842), (842, 595), (595, 842)]


def test_a_page_that_was_turned_by_the_scanner_stands_upright() -> None:
    writer = PdfWriter()
    writer.add_blank_page(842, 595).rotate(90)
    memory = io.BytesIO()
    writer.write(memory)
    (page,) = pdf_pages(memory.getvalue())
    assert float(page.mediabox.height) > float(page.mediabox.width)
    assert page.rotation == 0


def test_stamps_on_a_page_move_with_it_and_links_and_scripts_stay_behind() -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.add_annotation(0, Link(rect=(0, 0, 10, 10), url="https://fazhi.example"))
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    stamp = FreeText(text="收", rect=(100, 100, 200, 200))
    stamp[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(DictionaryObject())})
    stamp[NameObject("/AA")] = DictionaryObject()
    writer.add_annotation(0, stamp)
    memory = io.BytesIO()
    writer.write(memory)
    volume = bound(VolumeEntry("甲", "", DAY, memory.getvalue()))
    (note,) = [one.get_object() for one in volume.pages[2]["/Annots"]]
    scale = A4[0] / 300
    assert float(note["/Rect"][0]) == pytest.approx(100 * scale, abs=1)
    assert "/AA" not in note
    assert "/OpenAction" not in volume.trailer["/Root"]


def test_a_picture_is_drawn_upright_without_place_or_camera() -> None:
    taken = stored(files.picture(size=(1200, 800), orientation=6), "a.jpg")
    page = bound(VolumeEntry("现场", "", DAY, taken)).pages[2]
    (image,) = page.images
    assert image.image is not None
    width, height = image.image.size
    assert height > width
    assert not Image.open(io.BytesIO(image.data)).getexif()


def test_a_large_picture_is_bound_as_fine_as_it_prints_and_stays_in_the_store_as_it_came() -> None:
    content = files.picture(size=(4000, 3000), orientation=6)
    taken = stored(content, "a.jpg")
    (image,) = bound(VolumeEntry("现场", "", DAY, taken)).pages[2].images
    assert image.image is not None
    assert (image.image.format, image.image.size) == ("JPEG", (1370, 1827))  # 174 mm at 200 to the inch
    assert taken.path.read_bytes() == content


def test_what_is_see_through_in_a_picture_is_white_on_the_sheet() -> None:
    memory = io.BytesIO()
    Image.new("RGBA", (60, 40), (255, 0, 0, 0)).save(memory, "PNG")
    (image,) = bound(VolumeEntry("图", "", DAY, stored(memory.getvalue(), "a.png"))).pages[2].images
    assert image.image is not None
    assert image.image.getpixel((30, 20)) == (255, 255, 255)


def test_pictures_wait_in_a_file_and_not_in_memory_until_the_volume_is_written() -> None:
    colours = ("red", "green", "blue", "navy", "grey", "white")
    with tempfile.TemporaryFile() as aside:
        writer = VolumeWriter(aside)
        # One picture after the other: what is let go must not be taken for what comes in its place.
        for colour in colours:
            writer.add([picture_page(stored(files.picture(size=(900, 600), colour=colour), "a.jpg"))])
        held = [one for one in writer._objects if isinstance(one, StreamObject) and "/Width" in one]
        assert len(held) == len(colours)
        assert not any(one._data for one in held)
        assert not writer._merged_in_pages
        memory = io.BytesIO()
        writer.write(memory)
    for page, colour in zip(PdfReader(memory).pages, colours, strict=True):
        (image,) = page.images
        assert image.image is not None
        seen = image.image.getpixel((450, 300))
        assert isinstance(seen, tuple)
        assert all(
            abs(one - other) < 4 for one, other in zip(seen, ImageColor.getrgb(colour), strict=True)
        ), colour


def test_slips_stand_in_their_places_among_pages() -> None:
    sound = stored(files.MP3, "录音.mp3")
    volume = bound(
        VolumeEntry("甲录音", "", DAY, sound, name="甲.mp3"), VolumeEntry("乙", "", DAY, files.pdf(2)),
        VolumeEntry("丙录音", "", DAY, sound, name="丙.mp3"), VolumeEntry("丁", "", DAY, files.pdf()),
    )  # fmt: skip
    pages = [text(page) for page in volume.pages[2:-1]]
    assert [("甲录音" in page, "丙录音" in page) for page in pages] == [
        (True, False), (False, False), (False, False), (False, True), (False, False),
    ]  # fmt: skip
    assert [page for page in pages if len(page) == 1] == ["2", "3", "5"]
    marks = {str(one.title): volume.get_destination_page_number(one) for one in volume.outline}  # type: ignore[union-attr, arg-type]
    assert marks["丙录音（第4页）"] == 5


def test_an_empty_volume_has_its_cover_and_memo() -> None:
    assert len(bound().pages) == 3


def test_a_long_catalogue_goes_on_with_its_head_and_the_bookmarks_still_hold() -> None:
    volume = bound(*[VolumeEntry(f"第{number}份材料", "示例甲", DAY, files.pdf()) for number in range(1, 71)])
    front = len(volume.pages) - 70 - 1
    assert front >= 3
    assert all("材料名称" in text(volume.pages[at]) for at in range(1, front))
    marks = {str(one.title): volume.get_destination_page_number(one) for one in volume.outline}  # type: ignore[union-attr, arg-type]
    assert marks["第70份材料（第70页）"] == len(volume.pages) - 2


def test_a_locked_pdf_is_unprintable() -> None:
    with pytest.raises(Unprintable, match="密码"):
        pdf_pages(files.pdf(password="x"))
