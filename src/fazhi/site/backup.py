"""Backup and restore: every row as text, every file, seals and keys, in one zip with digests; the same for both databases."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from fazhi import VERSION
from fazhi.cases.models import Job, Jotting
from fazhi.evidence.folders import FILES, kept_files
from fazhi.records.models import SearchBacklog, SearchEntry
from fazhi.site.readiness import is_new
from fazhi.storage.bulk import insert_many
from fazhi.storage.one_moment import one_moment
from fazhi.trace.models import Seal
from fazhi.trace.sealing import FOLDER, KEY_FILE
from fazhi.trace.writing import now_text
from fazhi.workbench.models import Session

CHUNK = 2000
# What a fresh installation makes by itself, or what nobody misses.
LEFT_OUT = frozenset({"contenttypes", "auth", "sessions", "admin"})
# What is made from the other tables.
DERIVED = frozenset({SearchEntry, SearchBacklog})
# What a person has typed and not sent goes within weeks, a volume made within days, a login within hours; a backup would
# keep it.
PASSING = frozenset({Job, Jotting, Session})


class DamagedBackup(Exception):
    """The backup cannot be used; the message says why and what to do."""


def kept_models() -> list[type[models.Model]]:
    """The tables of a backup."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label not in LEFT_OUT and model not in DERIVED | PASSING and model._meta.managed
    ]


def back_up(target: Path, folder: Path) -> int:
    """Write the backup; returns the number of rows. All tables are read as of one moment, and nobody has to stop."""
    draft = target.with_name(target.name + ".part")
    manifest: dict[str, Any] = {
        "software": "fazhi", "version": VERSION, "made_at": now_text(), "migrations": _migrations(), "members": {},
    }  # fmt: skip
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            with one_moment():
                for model in kept_models():
                    name = f"tables/{model._meta.db_table}.jsonl"
                    manifest["members"][name] = _write(archive, name, _lines(model))
                seals = Seal.objects.count()
            for path in _files(folder, seals):
                name = f"files/{path.relative_to(folder).as_posix()}"
                manifest["members"][name] = _write(archive, name, _pieces(path))
            # After the tables: a file lies on disk before its row is written, so every row read has its file here.
            for path in kept_files(folder / FILES):
                name = f"files/{path.relative_to(folder).as_posix()}"
                manifest["members"][name] = _write(archive, name, _pieces(path), packed=True)
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return sum(member["lines"] for name, member in manifest["members"].items() if name.startswith("tables/"))


def _files(folder: Path, seals: int) -> Iterator[Path]:
    """The seal files and the keys. A seal made since the tables were read is not in them, and left to the next backup."""
    yield from sorted((folder / FOLDER).glob("*.seal"))[:seals]
    for name in (KEY_FILE, "secret.key"):
        if (folder / name).exists():
            yield folder / name


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    names = [field.attname for field in model._meta.concrete_fields]
    for row in model._default_manager.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        yield json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _write(
    archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], *, packed: bool = False
) -> dict[str, Any]:
    """One member; `packed` content (pictures, films, Office files) is not compressed again."""
    digest, lines = hashlib.new("sm3"), 0
    member_info = zipfile.ZipInfo(name, time.localtime()[:6])
    member_info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    member_info.external_attr = 0o600 << 16
    with archive.open(member_info, "w", force_zip64=True) as member:
        for piece in pieces:
            digest.update(piece)
            lines += piece.count(b"\n")
            member.write(piece)
    return {"sm3": digest.hexdigest(), "lines": lines}


def _migrations() -> list[str]:
    """The steps done, one by one; a step that stands for several others is not told beside them."""
    joined = MigrationLoader(connection).replacements
    return sorted(
        f"{app}.{name}"
        for app, name in MigrationRecorder(connection).applied_migrations()
        if app not in LEFT_OUT and (app, name) not in joined
    )


def restore(source: Path, folder: Path) -> int:
    """Restore into an empty data folder and database; returns the number of rows. Raises DamagedBackup."""
    kept = [
        path.name
        for path in folder.iterdir()
        if path.name not in ("secret.key",) and "sqlite3" not in path.name
    ]
    if not is_new() or kept:
        raise DamagedBackup(
            f"数据文件夹 {folder} 不是空的。请用 FAZHI_DATA 指定一个空文件夹再恢复，免得盖掉现有的数据。"
        )
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _verified(archive)
            call_command("migrate", verbosity=0, interactive=False)
            if manifest["migrations"] != _migrations():
                raise DamagedBackup(
                    f"这个备份是 {manifest['version']} 版做的，与现在的 {VERSION} 版数据库不同。请用原来的版本恢复，再升级。"
                )
            rows = _load(archive)
            for name in archive.namelist():
                if name.startswith("files/"):
                    target = folder / name.removeprefix("files/")
                    if not target.resolve().is_relative_to(folder.resolve()):
                        raise DamagedBackup("备份文件里有不该有的路径，没有恢复。请换一份备份。")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(name) as member, target.open("wb") as file:
                        shutil.copyfileobj(member, file, 1 << 20)
                    if target.suffix == ".key":
                        target.chmod(0o600)
            return rows
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise DamagedBackup(f"{source} 不是完好的备份文件（{error}）。请换一份备份。") from error


def _verified(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest.get("software") != "fazhi":
        raise DamagedBackup("这不是本软件的备份文件。")
    names = set(archive.namelist()) - {"manifest.json"}
    if names != set(manifest["members"]):
        raise DamagedBackup("备份文件缺了内容。请换一份备份。")
    for name, member in manifest["members"].items():
        digest = hashlib.new("sm3")
        with archive.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != member["sm3"]:
            raise DamagedBackup(f"备份文件损坏：{name} 与登记的摘要不同。请换一份备份。")
    return manifest


def _load(archive: zipfile.ZipFile) -> int:
    """All rows in one transaction: keys between tables are checked at its end, so order does not matter."""
    count = 0
    names = set(archive.namelist())
    with transaction.atomic():
        for model in kept_models():
            name = f"tables/{model._meta.db_table}.jsonl"
            if name not in names:
                continue
            fields = list(model._meta.concrete_fields)
            readers = [_reader(field) for field in fields]
            attnames = [field.attname for field in fields]
            rows: list[dict[str, Any]] = []
            with archive.open(name) as member:
                for line in io.TextIOWrapper(member, encoding="utf-8"):
                    values = json.loads(line)
                    rows.append({n: read(v) for n, read, v in zip(attnames, readers, values, strict=True)})
                    if len(rows) == CHUNK:
                        count += insert_many(model, rows)
                        rows = []
            count += insert_many(model, rows)
    return count


def _reader(field: models.Field[Any, Any]) -> Any:
    target: models.Field[Any, Any] = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.UUIDField):
        return lambda value: None if value is None else UUID(value)
    if isinstance(target, models.DateTimeField):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(target, models.DateField):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
