import collections
import io
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import docx
import pytest

from fazhi.evidence.official import NoChineseFont, Paper, docx_bytes, pdf_bytes, write_docx, write_pdf
from fazhi.evidence.official.fonts import faces, font_folders, installed
from fazhi.evidence.official.tests.papers import long_paper, small_paper


def _has_chinese_font() -> bool:
    try:
        faces("仿宋_GB2312", installed(font_folders()).families())
    except NoChineseFont:
        return False
    return True


needs_font = pytest.mark.skipif(
    not _has_chinese_font(),
    reason="没有中文字体：apt-get install fonts-noto-cjk fonts-arphic-ukai，或设 FAZHI_FONTS",
)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="没有 pdftotext：apt-get install poppler-utils"
)
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="没有 LibreOffice：apt-get install libreoffice-writer-nogui"
)

PAGE_NUMBER = re.compile(r"^\s*—\s*\d+\s*—\s*$", re.MULTILINE)


def pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def letters(text: str) -> str:
    return re.sub(r"\s", "", PAGE_NUMBER.sub("", text))


def words_of_docx(paper: Paper) -> tuple[str, str]:
    document = docx.Document(io.BytesIO(docx_bytes(paper)))
    cells = "".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return letters("".join(p.text for p in document.paragraphs)), letters(cells)


def full_lines(page: str) -> list[float]:
    lines = [re.sub(r"\s", "", line) for line in PAGE_NUMBER.sub("", page).splitlines()]
    return [
        sum(1 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in line)
        for line in lines
        if line
    ]


@needs_font
@needs_poppler
def test_the_pdf_holds_the_words_of_the_docx(tmp_path: Path) -> None:
    paper = small_paper()
    write_pdf(paper, tmp_path / "paper.pdf")
    body, cells = words_of_docx(paper)
    printed = letters("".join(pages(tmp_path / "paper.pdf")))
    assert printed.startswith(body)
    # Cells of several lines are printed side by side: the letters are compared without their order.
    assert collections.Counter(printed[len(body) :]) == collections.Counter(cells)


@needs_font
@needs_poppler
def test_a_full_page_of_the_pdf_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    write_pdf(long_paper(figures=1), tmp_path / "paper.pdf")
    page = full_lines(pages(tmp_path / "paper.pdf")[1])
    assert len(page) == 22
    assert collections.Counter(page).most_common(1)[0][0] == 28
    assert max(page) <= 28.5


@needs_font
@needs_poppler
def test_the_head_of_the_annex_is_repeated_on_each_page(tmp_path: Path) -> None:
    write_pdf(long_paper(paragraphs=1), tmp_path / "paper.pdf")
    annex = pages(tmp_path / "paper.pdf")[1:]
    assert len(annex) > 2
    assert all("口径" in page for page in annex)


@needs_font
def test_the_same_paper_gives_the_same_pdf() -> None:
    assert pdf_bytes(small_paper()) == pdf_bytes(small_paper())


def test_without_a_chinese_font_the_message_says_what_to_install() -> None:
    with pytest.raises(NoChineseFont) as caught:
        faces("仿宋_GB2312", ["DejaVu Sans", "Libertinus Serif"])
    for word in ("fonts-noto-cjk", "UOS", "麒麟", "Windows", "FAZHI_FONTS", ".docx"):
        assert word in str(caught.value)


def test_without_a_chinese_font_no_pdf_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoFonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr("fazhi.evidence.official.pdf.installed", lambda folders: NoFonts())
    with pytest.raises(NoChineseFont):
        write_pdf(small_paper(), tmp_path / "paper.pdf")
    assert not (tmp_path / "paper.pdf").exists()


def test_the_right_face_wins_over_its_substitutes() -> None:
    assert faces("仿宋_GB2312", ["Noto Serif CJK SC", "FandolFang R", "FangSong"])[0].family == "FangSong"
    assert faces("方正小标宋简体", ["Noto Serif CJK SC"], title=True)[0].weight == "bold"
    assert faces("方正小标宋简体", ["FZXiaoBiaoSong-B05S", "SimSun"], title=True)[0].weight == "regular"


@needs_office
@needs_poppler
@needs_font
def test_libreoffice_reads_the_docx_and_fills_its_pages_with_22_lines_of_28(tmp_path: Path) -> None:
    write_docx(long_paper(figures=1), tmp_path / "paper.docx")
    profile = (tmp_path / "profile").as_uri()  # two processes sharing a profile silently write nothing
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "paper.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    page = full_lines(pages(tmp_path / "paper.pdf")[1])
    assert len(page) == 22
    assert collections.Counter(page).most_common(1)[0][0] == 28
