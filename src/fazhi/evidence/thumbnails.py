"""Small pictures for pages: turned the way they were taken, without the place and the device they were taken with."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

from fazhi.evidence.folders import thumbnail_path
from fazhi.evidence.models import StoredFile
from fazhi.storage.ids import new_id

LONGER_SIDE = 360  # pixels
LIES_FROM = 5  # of the eight ways EXIF knows to hold a camera, those from the fifth on lay it on its side


def thumbnail(stored: StoredFile) -> Path | None:
    """The thumbnail of a stored picture as JPEG, made on first use; None for what is no picture or cannot be drawn."""
    if not stored.is_picture:
        return None
    target = thumbnail_path(stored.digest)
    if target.exists():
        return target
    picture = drawn(stored.path, (LONGER_SIDE, LONGER_SIDE))
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


def drawn(path: Path, within: tuple[int, int]) -> Image.Image | None:
    """The picture in RGB, upright, at most so many pixels wide and high, and with no metadata whatever.

    None where it cannot be drawn. The first picture of a moving one; what is see-through becomes white.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `keep` has counted the pixels
            with Image.open(path, formats=["JPEG", "PNG", "WEBP", "GIF"]) as picture:
                lies = picture.getexif().get(ExifTags.Base.Orientation, 1) >= LIES_FROM
                size = _fitted(picture.size, within[::-1] if lies else within)
                picture.draft("RGB", size)  # a JPEG is read at a fraction of its size
                picture.thumbnail(size, Image.Resampling.HAMMING, reducing_gap=2.0)
                plain = _on_white(ImageOps.exif_transpose(picture))
    except Exception:  # noqa: BLE001 — a damaged picture may raise anything, and only lacks its thumbnail
        return None
    plain.info = {}
    return plain


def _fitted(size: tuple[int, int], within: tuple[int, int]) -> tuple[int, int]:
    """The size that fits, of the same proportions; never larger than the picture is."""
    scale = min(1.0, within[0] / size[0], within[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain
