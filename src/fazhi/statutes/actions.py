"""Entering a holiday notice and setting the number of a rule. Each checks, writes and leaves its trace in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.forms.models import model_to_dict

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.statutes.in_force import notice_of, rules_in_force
from fazhi.statutes.models import Edition, HolidayNotice, RuleEdit
from fazhi.storage.ids import new_id
from fazhi.terms.acts import Refusal
from fazhi.terms.calendar import Notice, written
from fazhi.terms.periods import Period, Unit
from fazhi.terms.rules import shipped_rules
from fazhi.terms.statutory import RuleBook
from fazhi.trace.writing import Entry, append, as_json, sm3

HERE = ZoneInfo("Asia/Shanghai")
KEEPERS = ("justice_office", "system_admin")
HOLIDAYS = "holidays"  # the chain of all notices: they belong to no town
LONGEST = 300  # characters of a source


@dataclass(frozen=True)
class GivenNotice:
    """A notice as it was typed: spans [{"name", "from", "to"}] and days [{"day", "name"}] with ISO dates."""

    year: int
    off: list[dict[str, str]]
    worked: list[dict[str, str]]
    document: str
    issued_on: date
    source: str
    amends: bool = False

    def read(self) -> Notice:
        """The notice; Refused says what cannot be right in it."""
        try:
            notice = notice_of({**self.__dict__, "issued_on": self.issued_on.isoformat()})
        except ValueError as problem:
            raise Refused(str(problem)) from None
        if self.issued_on > datetime.now(HERE).date():
            raise Refused("印发日期不能晚于今天", "issued_on")
        if not 2000 <= self.year <= 2200:
            raise Refused("年份应为四位数，如2027", "year")
        if not self.off:
            raise Refused("请填写放假的日子，一行写一段", "off")
        if len(self.document) > 60 or len(self.source) > LONGEST:
            raise Refused("文号应在60字以内，出处应在300字以内", "source")
        return notice


def enter_notice(given: GivenNotice, *, town: Town, by: Actor) -> HolidayNotice:
    """Enter a holiday notice. It holds for every town; `town` is where it was entered. Raises NotAllowed, Refused."""
    require(by.holds(KEEPERS, town), "放假安排由司法所或系统管理员录入，请转给他们。")
    given.read()
    with transaction.atomic():
        row = HolidayNotice.objects.create(
            year=given.year, off=given.off, worked=given.worked, document=given.document.strip(),
            issued_on=given.issued_on, source=given.source.strip(), amends=given.amends, entered_by=by.key,
            entered_at=datetime.now(UTC),
        )  # fmt: skip
        _turn_edition()
        what = f"{row.year}年放假安排，{row.document}，{written(row.issued_on)}印发"
        append([
            Entry(
                chain=HOLIDAYS, verb="entered", kind="holidaynotice", subject=row.pk, actor=by.key, town=town.pk,
                rows_digest=row_digest(row), change={"what": what, "off": row.off, "worked": row.worked, "source": row.source},
            )
        ])  # fmt: skip
    return row


def set_number(
    code: str, amount: int, unit: str, *, source: str, since: date, note: str = "", town: Town, by: Actor
) -> RuleEdit:
    """Set another number for a rule, from `since` on, for clocks that start from then; running ones keep theirs.

    Raises NotAllowed; Refused where the law fixes the number, or a least time would become shorter.
    """
    require(by.holds(KEEPERS, town), "期限的数字由司法所或系统管理员修改，请转给他们。")
    if amount < 1 or amount > 9999:
        raise Refused("数字应为1到9999", "amount")
    if unit not in set(Unit):
        raise Refused("请从列表里选单位", "unit")
    if len(source) > LONGEST or len(note) > LONGEST:
        raise Refused("出处和说明各在300字以内", "source")
    period = Period(amount, unit)
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        book = rules_in_force(town)
        # A least time that the law fixes stays a least time however often it has been lengthened.
        for one in (shipped_rules(), book):
            _refuse(one, code, period, source, since)
        current = book.find(code, since)
        before = current.period.words if not isinstance(current, Refusal) else ""
        name = current.name if not isinstance(current, Refusal) else code
        row = RuleEdit.objects.create(
            town=town, code=code, amount=amount, unit=period.unit.value, since=since, source=source.strip(),
            note=note.strip(), entered_by=by.key, entered_at=datetime.now(UTC),
        )  # fmt: skip
        _turn_edition()
        what = f"{name}：{before}→{period.words}，自{written(since)}起，依据：{row.source}"
        append([
            Entry(
                chain=f"{town.pk}:rules", verb="number_set", kind="ruleedit", subject=row.pk, actor=by.key, town=town.pk,
                rows_digest=row_digest(row), change={"what": what, "code": code},
            )
        ])  # fmt: skip
    return row


def row_digest(row: HolidayNotice | RuleEdit) -> str:
    """SM3 over all columns of the row."""
    values: dict[str, Any] = model_to_dict(row)
    return sm3(as_json({**values, "id": row.pk, "entered_at": row.entered_at.astimezone(UTC).isoformat()}))


def _refuse(book: RuleBook, code: str, period: Period, source: str, since: date) -> None:
    try:
        answer = book.edited(code, period, source=source, since=since)
    except KeyError:
        raise Refused("没有这条规则，请回到“法条与期限”重新选择。") from None
    if isinstance(answer, Refusal):
        raise Refused(str(answer), "amount" if "不少于" in answer.what else "", article=answer.article)


def _turn_edition() -> None:
    Edition.objects.update_or_create(pk=1, defaults={"mark": new_id()})
