"""What every action of this folder asks first and ends in: the right to keep receptions, the row with its trace."""

from __future__ import annotations

from uuid import UUID

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.records import search_entries
from fazhi.records.kept import locked as locked
from fazhi.records.kept import put as put
from fazhi.records.kept import tell as tell
from fazhi.records.kinds import kind_of

KIND = "reception"  # the rights of the whole folder are those of receptions


def require_window(by: Actor, town: Town) -> None:
    """Raises NotAllowed for anybody who does not keep receptions."""
    require(by.may_keep(KIND, town), "您的岗位不能办理接待窗口的事，请交给司法所办理。")


def keep_found(reception_id: UUID) -> None:
    """A visit is found by its words from now on: after it was made or answered. Inside a transaction."""
    search_entries.keep(kind_of(KIND), [reception_id])
