"""Where files lie below the data folder: by the first four digits of the digest, so that no folder grows too large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FILES = "files"
INCOMING = "incoming"  # below FILES: what is being written, on the same disk so that it can be renamed
THUMBNAILS = "thumbnails"  # can be made anew, so no backup takes them
_DIGEST = re.compile(r"[0-9a-f]{64}")


def files_folder() -> Path:
    """The folder of all files."""
    return Path(settings.DATA) / FILES


def path_of(digest: str) -> Path:
    """Where the content of that digest lies. Raises ValueError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a digest has 64 hexadecimal digits")
    return files_folder() / digest[:2] / digest[2:4] / digest


def thumbnail_path(digest: str) -> Path:
    """Where the thumbnail of that picture lies once it is made."""
    path_of(digest)
    return Path(settings.DATA) / THUMBNAILS / digest[:2] / digest[2:4] / f"{digest}.jpg"


def unfinished_files() -> Iterator[Path]:
    """What is being written, and what was left when a machine stopped in the middle."""
    folder = files_folder() / INCOMING
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.is_file())


def kept_files(folder: Path | None = None) -> Iterator[Path]:
    """Every kept file on disk, by digest; not what is still being written."""
    folder = folder or files_folder()
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        if _DIGEST.fullmatch(path.name) and path.name.startswith(path.parent.parent.name + path.parent.name):
            yield path
