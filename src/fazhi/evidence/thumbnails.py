"""Small pictures for pages: turned the way they were taken, without the place and the device they were taken with."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from fazhi.evidence.folders import thumbnail_path
from fazhi.evidence.models import StoredFile
from fazhi.storage.ids import new_id

LONGER_SIDE = 360  # pixels


def thumbnail(stored: StoredFile) -> Path | None:
    """The thumbnail of a stored picture as JPEG, made on first use; None for what is no picture or cannot be drawn."""
    if not stored.is_picture:
        return None
    target = thumbnail_path(stored.digest)
    if target.exists():
        return target
    picture = drawn(stored.path, LONGER_SIDE)
    if picture is None:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{new_id().hex}.part")
    try:
        picture.save(draft, "JPEG", quality=80, optimize=True)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def drawn(path: Path, longer_side: int) -> Image.Image | None:
    """The picture in RGB, its longer side at most so many pixels, upright, and with no metadata whatever.

    None where it cannot be drawn. The first picture of a moving one; what is see-through becomes white.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `keep` has counted the pixels
            with Image.open(path, formats=["JPEG", "PNG", "WEBP", "GIF"]) as picture:
                picture.draft("RGB", (longer_side, longer_side))  # a JPEG is read at a fraction of its size
                picture.thumbnail((longer_side, longer_side), reducing_gap=2.0)
                upright = ImageOps.exif_transpose(picture)
                seen = upright.convert("RGBA")
    except Exception:  # noqa: BLE001 — a damaged picture may raise anything, and only lacks its thumbnail
        return None
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain
