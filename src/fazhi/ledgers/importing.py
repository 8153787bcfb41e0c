"""Bringing ledgers in: read, ask, compare, write in small chunks, and show it all with one change of the batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from fazhi.ledgers import originals
from fazhi.ledgers.batches import void_leftovers
from fazhi.ledgers.comparison import Comparison, Progress
from fazhi.ledgers.models import LedgerAnswer
from fazhi.ledgers.reading import Answers, Reading, read
from fazhi.ledgers.recognition import NONE_OF_THEM
from fazhi.ledgers.results import ImportResult, SheetResult
from fazhi.ledgers.writing import Writer
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, require
from fazhi.records import search_backlog
from fazhi.storage.long_work import long_work


class NothingReadable(Exception):
    """None of what was given is a ledger; the message says what each is."""


def answers_of(town: Town, given: Answers | None = None) -> dict[str, dict[str, str]]:
    """What the town answered before, and over it what is answered now."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    answered = LedgerAnswer.objects.filter(town=town).values_list("kind", "heading", "answer")
    for kind, heading, answer in answered:
        found[kind][heading] = answer
    for kind, headings in (given or {}).items():
        found[kind].update(headings)
    return dict(found)


def import_ledgers(
    paths: Sequence[Path], *, town: Town, year: int, by: Actor, answers: Answers | None = None, dry_run: bool = False,
    progress: Progress | None = None, today: date | None = None, make_town: Callable[[], Town] | None = None,
) -> ImportResult:  # fmt: skip
    """Bring workbooks (or folders of them) into a town's year.

    `make_town`: `town` is not stored yet; it is made when there is something to write, and no question open.

    With unanswered questions nothing is written and the result lists them. With `dry_run` nothing is written either,
    and the result says what would be. Raises NotAllowed, NothingReadable, and Refused while another import of the town
    runs; on any error the batch is voided and nothing of it is ever seen.
    """
    require(by.may_import(town), "只有司法所可以导入台账，请交给司法所办理。")
    today = today or timezone.localdate()
    reading = read(paths, town_name=town.name, year=year, answers=answers_of(town, answers), today=today)
    result = ImportResult(questions=reading.questions, passed_over=reading.passed_over, broken=reading.broken)
    plans = [plan for plan in reading.plans if plan.kind is not None]
    _tell_unrecognised(reading, result)
    if reading.broken and not plans:
        raise NothingReadable("；".join(f"{name}：{why}" for name, why in reading.broken))
    if not plans and not reading.questions:
        raise NothingReadable(
            "没有找到可以导入的台账。请给出 .xlsx、.xlsm、.xls 或 .et 文件，或放着它们的文件夹。"
        )
    if result.questions:
        return result
    if make_town is not None and not dry_run:
        town = make_town()
    files = list(dict.fromkeys(plan.file for plan in plans))
    writer = Writer(town, year, by, dry_run, sum(plan.table.count for plan in plans), files)
    comparison = Comparison(writer, progress)
    try:
        with long_work():
            for plan in plans:
                result.sheets.append(comparison.table(plan))
            comparison.rest()
            # Kept before the transaction, and only where something is written: a file that no row names is a fault.
            came = originals.keep(paths, set(files)) if writer.writes else None
            writer.publish(result, came)
    except BaseException:
        writer.void()
        raise
    result.batch = writer.batch
    if result.batch is not None and result.batch.rows_done <= search_backlog.FEW:
        with suppress(DatabaseError):  # what came in stands; search then catches up when the pages are served
            search_backlog.work_off(batch_id=result.batch.pk)
    if not dry_run:
        remember(town, answers or {})
    return result


def _tell_unrecognised(reading: Reading, result: ImportResult) -> None:
    for plan in reading.plans:
        if plan.kind is None and not plan.recognition.questions:
            result.passed_over.append((plan.file, f"工作表“{plan.sheet}”不是认得的台账，没有读"))


def remember(town: Town, answers: Answers) -> None:
    """Keep what was answered, so that it is not asked again. That a sheet was left out once is no rule for later."""
    for kind, headings in answers.items():
        for heading, answer in headings.items():
            if kind == "" and answer == NONE_OF_THEM:
                continue
            LedgerAnswer.objects.update_or_create(
                town=town, kind=kind, heading=heading[:200], defaults={"answer": answer[:100]}
            )


__all__ = ["ImportResult", "NothingReadable", "SheetResult", "answers_of", "import_ledgers", "void_leftovers"]
