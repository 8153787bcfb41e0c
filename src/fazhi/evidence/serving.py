"""Giving files out: only PDF and pictures within the window, all else to be saved, and nothing that runs.

Who may read a file is asked before: these functions know files, not people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from fazhi.evidence.file_types import PDF, TYPES
from fazhi.evidence.models import StoredFile
from fazhi.evidence.names import safe_name
from fazhi.evidence.thumbnails import thumbnail

PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# A picture may run nothing and load nothing, wherever it came from.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
# Chromium shows no PDF at all within a sandbox; its own viewer runs apart from our pages, and the rest is closed.
_FOR_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


def serve(request: HttpRequest, stored: StoredFile, name: str, *, inline: bool = False) -> HttpResponseBase:
    """The file as an answer, under a Chinese name (RFC 6266, RFC 5987); part of it where Range asks (RFC 9110).

    inline: show it within the window where its type allows that; a Word file is saved all the same.
    Raises Http404 where the file is gone from the disk (`fazhi check` names it).
    """
    path = stored.path
    if not path.is_file():
        raise Http404
    shown = inline and stored.file_type.inline
    if request.headers.get("If-None-Match") == _tag(stored):
        answer: HttpResponseBase = HttpResponse(status=304)
    else:
        answer = _content(request, path, stored)
    name = safe_name(name, _ending(name, stored))
    disposition = content_disposition_header(not shown, name)
    if disposition:
        answer.headers["Content-Disposition"] = disposition
    answer.headers["ETag"] = _tag(stored)
    answer.headers["Accept-Ranges"] = "bytes"
    _protect(answer, _FOR_PDF if shown and stored.media_type == PDF else _SANDBOX)
    return answer


def give(content: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """What was written just now and is not kept: a preview, a package. Under the same rules as `serve`."""
    shown = inline and TYPES[media_type].inline if media_type in TYPES else False
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(not shown, safe_name(name)) or ""
    _protect(answer, _FOR_PDF if shown and media_type == PDF else _SANDBOX)
    return answer


def serve_made(path: Path, media_type: str, name: str, *, inline: bool = False) -> HttpResponseBase:
    """What was made to be taken away and lies in a file of its own: a volume, a package. Under the same rules as `serve`.

    Raises Http404 where it was dropped meanwhile.
    """
    try:
        answer = FileResponse(path.open("rb"), content_type=media_type)
    except FileNotFoundError:
        raise Http404 from None
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, safe_name(name)) or ""
    _protect(answer, _FOR_PDF if inline and media_type == PDF else _SANDBOX)
    return answer


def serve_thumbnail(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The small picture; Http404 where the file is no picture or cannot be drawn."""
    path = thumbnail(stored)
    if path is None:
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    _protect(answer, _SANDBOX)
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


def _protect(answer: HttpResponseBase, policy: str) -> None:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    # Pictures and films are compressed already, and a compressed answer has no ranges: GZipMiddleware leaves it alone.
    answer.headers["Content-Encoding"] = "identity"


def _tag(stored: StoredFile) -> str:
    return f'"{stored.digest}"'


def _ending(name: str, stored: StoredFile) -> str:
    """The ending the name has if it goes with the content, else the usual one."""
    tail = name.rpartition(".")[2].lower()
    return tail if tail in stored.file_type.endings else stored.file_type.endings[0]


def _content(request: HttpRequest, path: Path, stored: StoredFile) -> HttpResponseBase:
    media_type = stored.media_type + ("; charset=utf-8" if stored.media_type == "text/plain" else "")
    size = path.stat().st_size
    asked = request.headers.get("Range")
    if request.headers.get("If-Range", _tag(stored)) != _tag(stored):
        asked = None  # the person has another edition of it: all of this one
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or found.groups() == ("", ""):
        return FileResponse(path.open("rb"), content_type=media_type)
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end or start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = StreamingHttpResponse(_pieces(path, start, end), status=206, content_type=media_type)
    answer.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer.headers["Content-Length"] = str(end - start + 1)
    return answer


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
