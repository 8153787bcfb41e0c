"""Files go out under their names, and nothing that came in from outside runs in a browser."""

from __future__ import annotations

from email.message import Message
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import Http404
from django.test import RequestFactory
from PIL import Image

from fazhi.evidence.models import StoredFile
from fazhi.evidence.serving import serve, serve_thumbnail
from fazhi.evidence.store import keep_bytes, record_kept
from fazhi.evidence.tests import files

pytestmark = pytest.mark.django_db


def stored(content: bytes, name: str) -> StoredFile:
    return record_kept(keep_bytes(content, name))


def asked(**headers: str) -> Any:
    return RequestFactory().get("/file", headers=headers)


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def test_a_pdf_may_be_seen_in_the_window_and_nothing_in_it_loads_or_sends() -> None:
    answer = serve(asked(), stored(files.pdf(), "a.pdf"), "协议书.pdf", inline=True)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"]
    assert body(answer) == files.pdf()


def test_a_picture_is_shown_in_a_sandbox() -> None:
    answer = serve(asked(), stored(files.picture(), "a.jpg"), "现场.jpg", inline=True)
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"].startswith("sandbox;")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.word(), "笔录.docx"),
        (b"alert(1)", "说明.txt"),
        (files.MP4, "录像.mp4"),
        (files.MP3, "录音.mp3"),
    ],
)
def test_all_else_is_saved_even_when_it_is_asked_for_in_the_window(content: bytes, name: str) -> None:
    answer = serve(asked(), stored(content, name), name, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_chinese_name_goes_out_as_the_standard_says() -> None:
    answer = serve(asked(), stored(files.pdf(), "a.pdf"), "合作镇〔2026〕31号 协议书.pdf")
    message = Message()
    message["Content-Disposition"] = answer["Content-Disposition"]
    assert unquote(answer["Content-Disposition"]).endswith("utf-8''合作镇〔2026〕31号 协议书.pdf")
    assert answer["Content-Disposition"].isascii()


def test_a_hostile_name_cannot_break_out_of_the_header_and_gets_the_ending_of_the_content() -> None:
    answer = serve(asked(), stored(files.pdf(), "a.pdf"), 'x"\r\nSet-Cookie: a=b; .html')
    assert "\r" not in answer["Content-Disposition"]
    assert unquote(answer["Content-Disposition"]).endswith(".pdf")


def test_a_part_of_a_film_is_given_where_it_is_asked_for() -> None:
    film = stored(files.MP4, "a.mp4")
    part = serve(asked(range="bytes=4-7"), film, "a.mp4")
    assert (part.status_code, body(part)) == (206, b"ftyp")
    assert part["Content-Range"] == f"bytes 4-7/{len(files.MP4)}"
    assert part["Content-Length"] == "4"
    assert body(serve(asked(range="bytes=-5"), film, "a.mp4")) == files.MP4[-5:]
    assert body(serve(asked(range="bytes=3000-"), film, "a.mp4")) == files.MP4[3000:]
    assert body(serve(asked(range="bytes=0-99999999"), film, "a.mp4")) == files.MP4
    outside = serve(asked(range="bytes=99999999-"), film, "a.mp4")
    assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(files.MP4)}")


def test_a_part_of_another_edition_or_a_range_that_says_nothing_gives_all() -> None:
    film = stored(files.MP4, "a.mp4")
    for headers in (
        {"range": "bytes=0-3", "if-range": '"other"'},
        {"range": "bytes=-"},
        {"range": "lines=1-2"},
    ):
        answer = serve(asked(**headers), film, "a.mp4")
        assert (answer.status_code, body(answer)) == (200, files.MP4)


def test_what_the_browser_has_already_is_not_sent_again() -> None:
    film = stored(files.MP4, "a.mp4")
    answer = serve(asked(**{"if-none-match": f'"{film.digest}"'}), film, "a.mp4")
    assert (answer.status_code, body(answer)) == (304, b"")


def test_a_file_that_is_gone_from_the_disk_is_not_found() -> None:
    film = stored(files.MP4, "a.mp4")
    film.path.chmod(0o600)
    film.path.unlink()
    with pytest.raises(Http404):
        serve(asked(), film, "a.mp4")


def test_a_thumbnail_is_upright_small_and_says_nothing_of_place_or_camera() -> None:
    picture = stored(files.picture("JPEG", (1200, 800), orientation=6), "a.jpg")
    content = body(serve_thumbnail(asked(), picture))
    with Image.open(BytesIO(content)) as small:
        assert small.format == "JPEG"
        assert small.size == (240, 360)
        assert not small.getexif()
    assert b"Exif" not in content
    assert b"Exif" in picture.path.read_bytes()


def test_what_is_no_picture_or_cannot_be_drawn_has_no_thumbnail() -> None:
    with pytest.raises(Http404):
        serve_thumbnail(asked(), stored(files.pdf(), "a.pdf"))
    broken = stored(files.picture("GIF"), "a.gif")
    broken.path.chmod(0o600)
    broken.path.write_bytes(b"GIF89a")
    with pytest.raises(Http404):
        serve_thumbnail(asked(), broken)
