"""How a matter stands, for the holder of its query code: status words only, never a name, a number or what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fazhi.cases.models import Case
from fazhi.cases.standing import standing_ids
from fazhi.orgs.models import Town
from fazhi.pages.words import ui_date
from fazhi.reception.codes import mark_of
from fazhi.reception.models import Application, Appointment, Referral, Satisfaction, ServiceCentre, Visit

Light = Literal["green", "amber", "red", "blue"]


@dataclass(frozen=True)
class Progress:
    """`words` is where it stands, `more` what comes next; `ended` when one may say how one was served."""

    light: Light
    words: str
    more: str = ""
    ended: bool = False
    has_answer: bool = False
    rated: bool = False


def find(code: str, town: Town) -> Visit | Application | None:
    """The visit or the application of that code in that town."""
    mark = mark_of(code)
    for model in (Visit, Application):
        found: Visit | Application | None = model.objects.filter(
            town=town, code_mark=mark, voided_at=None
        ).first()
        if found is not None:
            return found
    return None


def progress_of(row: Visit | Application, centre: ServiceCentre, today: date) -> Progress:
    """Where it stands today. Which county office has it may be said; who works on it is not."""
    told = _of_application(row, centre, today) if isinstance(row, Application) else _of_visit(row, today)
    rated = Satisfaction.objects.filter(
        **{"application" if isinstance(row, Application) else "visit": row}
    ).exists()
    return Progress(told.light, told.words, told.more, told.ended, told.has_answer, rated)


def _of_application(row: Application, centre: ServiceCentre, today: date) -> Progress:
    if row.status == Application.Status.WAITING:
        if row.promised_on is None:
            return Progress("blue", "已收到", "谢谢您的意见，我们会看。")
        if row.promised_on < today:
            call = f"请直接打电话{centre.phone}催办。" if centre.phone else "请到窗口来催办。"
            return Progress(
                "red",
                "还没有回复您",
                f"我们答应最迟{ui_date(row.promised_on, today)}回复，已经过了，对不起。{call}",
            )
        return Progress("blue", "已收到", f"最迟{ui_date(row.promised_on, today)}回复您。")
    if row.status == Application.Status.ANSWERED:
        return Progress("green", "已答复", "", ended=True, has_answer=not row.erased_on)
    if row.status == Application.Status.DECLINED:
        return Progress("amber", "这件事不由这里办", "该找谁、怎么找，写在答复里。", True, not row.erased_on)
    visit = Visit.objects.filter(reception=row.reception_id).first()
    return _of_visit(visit, today) if visit else Progress("blue", "已接下来办")


def _of_visit(visit: Visit, today: date) -> Progress:
    case = _standing(visit.reception.case)
    if visit.status == Visit.Status.CLOSED:
        words = "已答复" if visit.outcome == Visit.Outcome.ANSWERED else "已办结"
        return Progress("green", words, ended=True)
    if case is not None:
        if case.status == Case.Status.CLOSED:
            return Progress("green", "已办结", "需要协议书等材料的，请到窗口来取。", ended=True)
        return Progress("blue", "正在调解", "调解员会联系您。")
    booked = Appointment.objects.filter(visit=visit, status=Appointment.Status.BOOKED, day__gte=today).first()
    if booked is not None:
        return Progress("blue", "已约好", f"{ui_date(booked.day, today)} {booked.time:%H:%M}，请按时来。")
    referral = Referral.objects.filter(visit=visit).last()
    if referral is not None:
        where = "法律援助机构" if referral.target == Referral.Target.LEGAL_AID else "有关单位"
        if referral.replied_on is None:
            due = f"请对方{ui_date(referral.reply_by, today)}前回复。" if referral.reply_by else ""
            return Progress("blue", f"已转给{where}", f"{ui_date(referral.sent_on, today)}转出。{due}")
        return Progress("green", f"{where}已有回复", "请打电话或到窗口来问。", ended=True)
    return Progress("blue", "正在办")


def _standing(case: Case | None) -> Case | None:
    """The case itself, or the one it was merged into."""
    if case is None or case.merged_into is None:
        return case
    return Case.objects.filter(pk=standing_ids([case.pk]).get(case.pk, case.pk)).first()
