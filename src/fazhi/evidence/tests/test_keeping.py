"""Files come in by their content, under their digest, and what runs or bursts stays out."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from fazhi.evidence import store
from fazhi.evidence.file_types import FileClass
from fazhi.evidence.models import StoredFile
from fazhi.evidence.store import FileRefused, Limits, keep, keep_bytes, record_kept
from fazhi.evidence.tests import files


def on_disk() -> list[Path]:
    return [path for path in (Path(settings.DATA) / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (files.pdf(), "协议书.pdf", "application/pdf"),
        (files.picture("JPEG"), "现场.JPG", "image/jpeg"),
        (files.picture("JPEG"), "现场.jpeg", "image/jpeg"),
        (files.picture("PNG"), "截图.png", "image/png"),
        (files.picture("WEBP"), "图.webp", "image/webp"),
        (files.picture("GIF"), "图.gif", "image/gif"),
        (files.word(), "笔录.docx", store.candidates(b"PK\x03\x04")[0]),
        (files.office("xl/workbook.xml"), "表.xlsx", store.candidates(b"PK\x03\x04")[1]),
        (files.ole("WordDocument", "1Table"), "旧.doc", "application/msword"),
        (files.ole("WordDocument"), "旧.wps", "application/vnd.kingsoft.wps"),
        (files.ole("Workbook"), "旧.xls", "application/vnd.ms-excel"),
        (files.ole("A", "B", "C", "D", "E", "Workbook"), "旧.et", "application/vnd.kingsoft.et"),
        ("调解经过：双方自愿。\r\n".encode(), "说明.txt", "text/plain"),
        ("调解经过：双方自愿。".encode("gb18030"), "说明.txt", "text/plain"),
        (files.MP3, "录音.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(300), "录音.mp3", "audio/mpeg"),
        (files.M4A, "录音.m4a", "audio/mp4"),
        (files.MP4, "录音.m4a", "audio/mp4"),
        (files.MP4, "录像.mp4", "video/mp4"),
        (files.AMR, "录音.amr", "audio/amr"),
        (files.WAV, "录音.wav", "audio/wav"),
        (files.picture("JPEG"), "IMG_0001", "image/jpeg"),
    ],
)
def test_the_allowed_types_are_known_by_their_content(content: bytes, name: str, media_type: str) -> None:
    kept = keep_bytes(content, name)
    assert kept.media_type == media_type
    assert kept.size == len(content)
    assert kept.digest == hashlib.new("sm3", content).hexdigest()
    path = Path(settings.DATA) / "files" / kept.digest[:2] / kept.digest[2:4] / kept.digest
    assert path.read_bytes() == content
    assert on_disk() == [path]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.pdf", "空的"),
        (b"MZ\x90\x00" + bytes(100), "照片.jpg", "Windows 程序"),
        (b"\x7fELF" + bytes(100), "a.pdf", "程序"),
        (b"#!/bin/sh\nrm -rf x\n", "a.txt", "脚本"),
        (b"<!DOCTYPE html><p>x", "a.txt", "网页"),
        (b"  <svg xmlns='x'/>", "图.png", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "图.svg", "网页"),
        (b"<?php echo 1;", "a.txt", "网页"),
        (b"@echo off\r\ndel x\r\n", "a.bat", "只收"),
        (b"alert(1)", "a.js", "只收"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "a.pdf", "压缩包"),
        (files.office("word/document.xml", "word/vbaProject.bin"), "笔录.docx", "宏"),
        (
            files.office("word/document.xml", types="application/vnd.ms-word.document.macroEnabled.main+xml"),
            "笔录.docx",
            "宏",
        ),
        (files.office("word/document.xml", "word/activeX/activeX1.xml"), "笔录.docx", "宏"),
        (files.ole("WordDocument", "Macros", "VBA"), "旧.doc", "宏"),
        (files.ole("EncryptedPackage"), "密.docx", "密码"),
        (files.ole("Root"), "安装.doc", "只收"),
        (files.office("ppt/presentation.xml"), "汇报.docx", "PDF"),
        (files.pdf(password="x"), "密.pdf", "密码"),
        (b"%PDF-1.7\nnothing", "坏.pdf", "打不开"),
        (files.picture("JPEG")[:40], "坏.jpg", "打不开"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00" + bytes(50), "IMG.heic", "兼容性最佳"),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(50), "IMG.mov", "MP4"),
        (bytes(range(1, 200)), "什么.bin", "认不出"),
    ],
)
def test_what_runs_or_cannot_be_read_is_refused_and_leaves_nothing(
    content: bytes, name: str, words: str
) -> None:
    with pytest.raises(FileRefused, match=words) as refused:
        keep_bytes(content, name)
    assert refused.value.field == "file"
    assert on_disk() == []


def test_a_mislabelled_file_is_refused_with_the_ending_it_should_have() -> None:
    with pytest.raises(FileRefused, match=r"\.pdf.*PNG 图片.*改成 \.png"):
        keep_bytes(files.picture("PNG"), "协议书.pdf")


def test_each_class_of_file_has_its_own_size_and_says_how_large_it_may_be() -> None:
    small = {FileClass.PICTURE: 1 << 20, FileClass.DOCUMENT: 2 << 20, FileClass.SOUND: 4 << 20}
    sound = files.MP3 + bytes(3 << 20)
    assert keep(io.BytesIO(sound), "录音.mp3", limits=Limits(small)).size == len(sound)
    with pytest.raises(FileRefused, match="文档不能超过 2 MB"):
        keep(io.BytesIO(files.pdf() + bytes(3 << 20)), "大.pdf", limits=Limits(small))


def test_a_stream_without_end_is_stopped_at_the_largest_size() -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return bytes(size)

    stream = Endless()
    with pytest.raises(FileRefused, match="不能超过 1 MB"):
        keep(stream, "a.mp4", limits=Limits(dict.fromkeys(FileClass, 1 << 20)))
    assert stream.given <= 3 << 20
    assert on_disk() == []


def test_a_zip_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    with pytest.raises(FileRefused, match="大得不正常"):
        keep_bytes(files.word(filling=40 << 20), "炸弹.docx")


def test_a_picture_with_too_many_pixels_is_refused_without_being_drawn() -> None:
    with pytest.raises(FileRefused, match="像素太多"):
        keep(io.BytesIO(files.picture("PNG", (400, 300))), "图.png", limits=Limits(pixels=100_000))


def test_only_the_types_a_page_asks_for_are_taken_there() -> None:
    with pytest.raises(FileRefused, match=r"只收JPG 图片.*这个文件是PDF"):
        keep(io.BytesIO(files.pdf()), "a.pdf", limits=Limits(media_types=frozenset({"image/jpeg"})))


def test_pages_of_a_pdf_and_the_size_of_a_turned_picture_are_told() -> None:
    assert keep_bytes(files.pdf(3), "a.pdf").pages == 3
    kept = keep_bytes(files.picture("JPEG", (60, 40), orientation=6), "a.jpg")
    assert (kept.width, kept.height) == (40, 60)


@pytest.mark.django_db
def test_the_same_content_is_kept_once_whatever_it_is_called() -> None:
    first, second = keep_bytes(files.pdf(), "甲.pdf"), keep_bytes(files.pdf(), "乙.pdf")
    assert record_kept(first) == record_kept(second)
    assert StoredFile.objects.count() == 1
    assert len(on_disk()) == 1
    assert (first.name, second.name) == ("甲.pdf", "乙.pdf")


def test_a_damaged_file_is_whole_again_when_the_same_content_comes_in_again() -> None:
    kept = keep_bytes(files.pdf(), "甲.pdf")
    (path,) = on_disk()
    os.chmod(path, 0o600)
    path.write_bytes(b"damaged")
    assert keep_bytes(files.pdf(), "甲.pdf") == kept
    assert path.read_bytes() == files.pdf()


@pytest.mark.parametrize(
    ("form", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "gif")]
)
def test_a_picture_without_notes_of_the_camera_comes_in_with_its_size(form: str, ending: str) -> None:
    made = io.BytesIO()
    Image.effect_noise((130, 90), 80).convert("RGB").save(made, form)
    kept = keep(io.BytesIO(made.getvalue()), f"照片.{ending}")
    assert (kept.width, kept.height) == (130, 90)
