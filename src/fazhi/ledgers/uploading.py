"""Workbooks given on a page: kept in the data folder, read and imported by a process of their own.

The web process only writes the files and looks at how far the other one is, so its pages keep answering.
"""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from fazhi.ledgers.importing import NothingReadable, import_ledgers
from fazhi.ledgers.models import Upload
from fazhi.ledgers.results import ImportResult
from fazhi.ledgers.workbooks import MAX_FILE_BYTES
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import NotAllowed, actor
from fazhi.records.actions import Refused
from fazhi.storage.workers import is_gone, signs_of_life, start_process, this_worker

logger = logging.getLogger(__name__)

MOST_FILES = 20
LONGEST_NAME = 120  # in bytes of UTF-8, so that any file system takes it
TELL_EVERY = 0.2  # seconds between two words on how far the work is
START_WITHIN = 60  # seconds in which a process must have given its first sign of life

GONE = "读到一半停了，什么也没有写入。请再试一次。仍不行的，请把文件交给系统管理员看。"
UNFORESEEN = "没有读成，什么也没有写入。请再试一次。仍不行的，请把文件和这个编号交给系统管理员：{mark}。"


def folder_of(upload: Upload) -> Path:
    """Where the files of an upload lie."""
    return Path(settings.DATA) / "uploads" / str(upload.pk)


def keep(files: Sequence[UploadedFile], *, town: Town, year: int, user: User) -> Upload:
    """Write the given files into the data folder. Raises Refused with what is wrong and what to do."""
    if not files:
        raise Refused("请选择要导入的文件", "files")
    if len(files) > MOST_FILES:
        raise Refused(f"一次最多导入{MOST_FILES}个文件，现在选了{len(files)}个。请分几次导入", "files")
    for file in files:
        if (file.size or 0) > MAX_FILE_BYTES:
            raise Refused(
                f"“{file.name}”有{(file.size or 0) // 1024 // 1024}MB，一个文件最多{MAX_FILE_BYTES // 1024 // 1024}MB。"
                "请删去图片，或者按年份分成几个文件",
                "files",
            )
    upload = Upload(town=town, year=year, made_by=user)
    folder = folder_of(upload)
    folder.mkdir(parents=True)
    names: list[str] = []
    try:
        for file in files:
            name = _free_name(safe_name(file.name or ""), names)
            with (folder / name).open("xb") as kept:
                for chunk in file.chunks():
                    kept.write(chunk)
            names.append(name)
        upload.files = names
        upload.save(force_insert=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload


def safe_name(name: str) -> str:
    """The file's own name, without folders and without what a file system or Windows refuses."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, dot + ending[:9]) if dot and stem else (plain, "")
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", stem):
        stem = f"_{stem}"
    while len((stem + ending).encode()) > LONGEST_NAME:
        stem = stem[:-1]
    return (stem or "未命名") + ending


def _free_name(name: str, taken: Sequence[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (name, "")
    number, free = 1, name
    while free.casefold() in {one.casefold() for one in taken}:
        number += 1
        free = f"{stem}（{number}）{ending}"
    return free


def start(upload: Upload) -> None:
    """Start the process that reads or imports the upload, by its status; returns at once."""
    Upload.objects.filter(pk=upload.pk).update(
        worker="", alive_at=timezone.now(), done=0, total=0, message=""
    )
    process = start_process("work-upload", str(upload.pk))
    # Waited for, so that a dead one does not pass for a living one.
    threading.Thread(target=process.wait, daemon=True, name=f"upload {upload.pk}").start()


def look_after(upload: Upload) -> Upload:
    """The upload as it stands; when the process that works on it is gone, that is said instead of waited for."""
    if upload.status in (Upload.Status.READING, Upload.Status.IMPORTING):
        if upload.worker:
            gone = is_gone(upload.worker, upload.alive_at)
        else:
            gone = (timezone.now() - upload.alive_at).total_seconds() > START_WITHIN
        if gone:
            # Only if it is still at work by its own word: it may have ended a moment ago.
            Upload.objects.filter(pk=upload.pk, status=upload.status).update(
                status=Upload.Status.FAILED, message=GONE
            )
            upload.refresh_from_db()
    return upload


def work(upload_id: UUID | str) -> None:
    """Read the upload and keep what an import would do, or import it. Runs in a process of its own."""
    upload = Upload.objects.select_related("town", "made_by").get(pk=upload_id)
    importing = upload.status == Upload.Status.IMPORTING
    if not importing and upload.status != Upload.Status.READING:
        return
    Upload.objects.filter(pk=upload.pk).update(worker=this_worker(), alive_at=timezone.now())
    with signs_of_life(lambda: Upload.objects.filter(pk=upload.pk).update(alive_at=timezone.now())):
        _work(upload, importing)


def _work(upload: Upload, importing: bool) -> None:
    try:
        result = import_ledgers(
            [folder_of(upload) / name for name in upload.files], town=upload.town, year=upload.year,
            by=actor(upload.made_by), answers=upload.answers, dry_run=not importing, progress=_Teller(upload),
        )  # fmt: skip
    except (NothingReadable, Refused, NotAllowed) as refusal:
        _end(upload, Upload.Status.FAILED, message=str(refusal))
    except Exception:  # the person waits at a page; whatever it was, it is said there and written down here
        mark = str(upload.pk)[-8:].upper()
        logger.exception("upload %s (%s)", upload.pk, mark)
        _write_down(upload)
        _end(upload, Upload.Status.FAILED, message=UNFORESEEN.format(mark=mark))
    else:
        _keep_result(upload, result, importing)


def _keep_result(upload: Upload, result: ImportResult, importing: bool) -> None:
    preview = result.to_json()
    if importing and not result.questions:
        # The files stay: what was imported can be looked up as it came.
        _end(upload, Upload.Status.DONE, preview=preview, batch=result.batch)
    else:
        _end(upload, Upload.Status.READY, preview=preview)


def _end(upload: Upload, status: str, **columns: Any) -> None:
    Upload.objects.filter(pk=upload.pk).update(status=status, **columns)


def _write_down(upload: Upload) -> None:
    """The whole story of a fault, beside the files, for whoever mends it."""
    import traceback

    try:
        (folder_of(upload) / "fault.txt").write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        logger.warning("the fault of upload %s could not be written down", upload.pk)


class _Teller:
    """Says how far the work is, at most five times a second."""

    def __init__(self, upload: Upload) -> None:
        self.upload_id = upload.pk
        self.told = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self.told < TELL_EVERY and done < total:
            return
        self.told = now
        Upload.objects.filter(pk=self.upload_id).update(
            done=done, total=total, message=what, alive_at=timezone.now()
        )


def take_back(upload: Upload) -> None:
    """Remove an upload that was not imported, with its files. Raises Refused while it is being imported."""
    removed, _ = (
        Upload.objects.filter(pk=upload.pk)
        .exclude(status__in=(Upload.Status.IMPORTING, Upload.Status.DONE))
        .delete()
    )
    if not removed:
        raise Refused("已经在导入，不能取消。导入完成后可以整批撤销。")
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def answer(upload: Upload, answers: dict[str, dict[str, str]]) -> None:
    """Keep what a person answered and read again."""
    kept = {kind: dict(headings) for kind, headings in upload.answers.items()}
    for kind, headings in answers.items():
        kept.setdefault(kind, {}).update(headings)
    changed = Upload.objects.filter(pk=upload.pk, status=Upload.Status.READY).update(
        answers=kept, status=Upload.Status.READING
    )
    if changed:
        start(upload)


def go(upload: Upload, user: User) -> None:
    """Import what was previewed. Pressed twice it imports once."""
    changed = Upload.objects.filter(pk=upload.pk, status=Upload.Status.READY).update(
        status=Upload.Status.IMPORTING, made_by=user
    )
    if changed:
        start(upload)


def try_again(upload: Upload) -> None:
    """Read a failed upload once more."""
    if Upload.objects.filter(pk=upload.pk, status=Upload.Status.FAILED).update(status=Upload.Status.READING):
        start(upload)
