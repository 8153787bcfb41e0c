"""Names of files, however hostile: safe everywhere, and what the sender wrote is kept as text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.evidence.names import LONGEST_BYTES, as_given, distinct, safe_name

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from('/\\:*?"<>|%.. \t\r\n\x00\u202e\u2066\u200b\ufeff\ud800.pdfexeCONnul调解'),
    ),
    max_size=400,
)


@pytest.mark.parametrize(
    ("given_name", "ending", "safe"),
    [
        ("调解协议书.pdf", "pdf", "调解协议书.pdf"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\fakepath\\现场.JPG", "jpg", "现场.JPG"),
        ("照片\u202egpj.exe", "jpg", "照片gpj.exe.jpg"),
        ("CON.pdf", "pdf", "_CON.pdf"),
        ("a:b*c?.pdf", "pdf", "a：b＊c？.pdf"),
        ("  .pdf", "pdf", "pdf.pdf"),
        ("", "pdf", "未命名.pdf"),
        ("换\n行.docx", "docx", "换 行.docx"),
        ("尾巴. .", "", "尾巴"),
    ],
)
def test_a_name_loses_what_could_do_harm_and_keeps_what_it_says(
    given_name: str, ending: str, safe: str
) -> None:
    assert safe_name(given_name, ending) == safe


@settings(max_examples=400)
@given(HOSTILE, st.sampled_from(["", "pdf", "jpg", "docx"]))
def test_every_name_becomes_one_that_every_system_takes(name: str, ending: str) -> None:
    safe = safe_name(name, ending)
    assert safe
    assert len(safe.encode()) <= LONGEST_BYTES
    assert not set(safe) & set('<>:"/\\|?*%')
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in safe)
    assert safe[0] not in " ." and safe[-1] not in " ."  # noqa: PT018
    assert safe.split(".")[0].lower() not in ("con", "prn", "aux", "nul")
    assert safe == safe_name(safe, ending)
    if ending:
        assert safe.lower().endswith(f".{ending}")


@settings(max_examples=200)
@given(HOSTILE)
def test_what_the_sender_wrote_can_be_stored_in_both_databases(name: str) -> None:
    text = as_given(name)
    assert len(text) <= 255
    text.encode()
    assert "\x00" not in text


@given(st.lists(st.sampled_from(["甲.pdf", "甲.PDF", "乙.jpg", "甲（2）.pdf"]), max_size=8))
def test_names_in_one_folder_differ_on_windows_too(names: list[str]) -> None:
    found = distinct(names)
    assert len({one.lower() for one in found}) == len(names)
