"""From DATABASE_URL and the data folder to Django's DATABASES."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class WrongAddress(Exception):
    """DATABASE_URL cannot be understood; the message shows the form expected."""


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """One Django database setting. `url` None or empty: fazhi.sqlite3 in the data folder.

    sqlite:///relative.sqlite3, sqlite:////absolute.sqlite3, postgresql://user:password@host:port/name?sslmode=require
    """
    if not url:
        return _sqlite(folder / "fazhi.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in ("postgres", "postgresql") and parts.path.strip("/"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        if options.pop("pool", "") != "0":  # tests create and drop databases, which a pool would hold open
            options["pool"] = {"min_size": 1, "max_size": 8}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            # The pool hands out live connections, so Django must not keep its own.
            "CONN_MAX_AGE": 0,
            "OPTIONS": options,
        }
    raise WrongAddress(
        "DATABASE_URL 看不懂。应写成 sqlite:///文件名 或 postgresql://用户:密码@主机:端口/库名，"
        "不设它就用数据文件夹里的 fazhi.sqlite3。"
    )


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A deferred transaction that turns from reading to writing fails at once, whatever the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
