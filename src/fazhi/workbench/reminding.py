"""Reminders once a day, in working hours of working days: a daily mail for who wants it, a line a town elsewhere.

No private data leaves the pages: a daily mail has numbers, days and links, never a title or a name. Everything is off until
it is set up, nobody is told twice a day, and one runner works at a time, whoever called it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError

from fazhi.cases import redating
from fazhi.cases.in_force import calendar_in_force
from fazhi.cases.jobs.keeping import drop_made
from fazhi.cases.jottings import drop_old
from fazhi.cases.lapsing import let_lapse
from fazhi.cases.notices import unseen
from fazhi.cases.todo import Line, todo
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import Actor, Refused, actor
from fazhi.pages.words import OFFICE_TIME, ui_date
from fazhi.records.kinds import kind_of
from fazhi.storage.ids import new_id
from fazhi.terms.calendar import Calendar
from fazhi.trace.writing import Entry, append
from fazhi.workbench import channels
from fazhi.workbench.home import line_url
from fazhi.workbench.models import ReminderChoice, ReminderRunner, TownReminder

log = logging.getLogger("fazhi.reminding")
LEASE = timedelta(minutes=15)
LINES = 20  # of each light in one mail
REDATING_SECONDS = 300.0
FOOT = "不想再收这样的邮件，请登录后在“通知—提醒设置”里关掉。"


@dataclass
class Reminded:
    """What a run did; `why_not` says why nobody was reminded."""

    why_not: str = ""
    mails: int = 0
    failed: int = 0
    towns: int = 0
    lapsed: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """For the person at the machine."""
        done = f"发出{self.mails}封邮件、{self.towns}个镇的提醒" if not self.why_not else self.why_not
        return (
            f"{done}。"
            + (f"{self.failed}封没有发出，下次再试。" if self.failed else "")
            + "".join(self.problems)
        )


def remind(now: datetime | None = None) -> Reminded:
    """Remind whoever is due; safe to call every hour and by two at once. Also ends what ran out by itself."""
    now = now or datetime.now(UTC)
    if not _take_turn(now):
        return Reminded("另一个程序正在提醒")
    try:
        return _remind(now)
    finally:
        ReminderRunner.objects.filter(pk=1).update(held_until=now)


def _remind(now: datetime) -> Reminded:
    today = now.astimezone(OFFICE_TIME).date()
    done = Reminded(lapsed=let_lapse(today))
    drop_old(now)
    drop_made(now)
    for run in redating.unfinished():
        redating.go_on(run, seconds=REDATING_SECONDS)
    calendar = calendar_in_force()
    if why := _resting(now, calendar):
        done.why_not = why
        return done
    if not settings.MAIL_ON and not settings.CHANNELS:
        done.why_not = "还没有设置发邮件的服务器，也没有设置别的渠道，只在页面里提醒"
        return done
    if settings.MAIL_ON:
        for choice in _due(today):
            _mail(choice, today, calendar, done)
    for town, addresses in channels.by_town(settings.CHANNELS).items():
        _tell_town(town, addresses, today, calendar, done)
    return done


def choose(user: User, *, email: str, wants: bool, town: Town) -> ReminderChoice:
    """Where one's own daily mail goes and whether one wants it. Raises Refused for an address that cannot be one."""
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(f"邮箱地址不对，请核对：{email[:60]}", "email") from None
    elif wants:
        raise Refused("要收邮件提醒，请填写邮箱", "email")
    with transaction.atomic():
        choice, _ = ReminderChoice.objects.update_or_create(
            user=user, defaults={"email": email, "wants": wants}
        )
        append([
            Entry(
                chain=f"{town.pk}:people", verb="changed", kind="user", subject=user.pk, actor=str(user.pk), town=town.pk,
                change={"what": "提醒设置：" + ("收邮件提醒" if wants else "不收邮件提醒")},
            )
        ])  # fmt: skip
    return choice


def daily_mail(user: User, today: date, calendar: Calendar) -> tuple[str, str] | None:
    """(subject, text) of somebody's daily mail, None when there is nothing to tell. Numbers and links, no names."""
    who = actor(user)
    over = soon = new = 0
    parts: list[str] = []
    for town in who.towns():
        late, near, told = _of_town(who, town, today, calendar)
        news = unseen(who, town).count()
        over, soon, new = over + late[0], soon + near[0], new + news
        if not (late[0] or near[0] or news):
            continue
        parts.append(f"{town.name}：已逾期{late[0]}件，3个工作日内到期{near[0]}件，没看过的通知{news}条。")
        parts += told
        parts.append("")
    if not parts:
        return None
    said = [
        f"逾期{over}件" if over else "",
        f"3个工作日内到期{soon}件" if soon else "",
        f"通知{new}条" if new else "",
    ]
    subject = "待办提醒：" + "，".join(part for part in said if part)
    return subject, "\n".join([*parts, f"去办：{_address('/')}", "", FOOT])


def _of_town(
    who: Actor, town: Town, today: date, calendar: Calendar
) -> tuple[tuple[int, list[Line]], tuple[int, list[Line]], list[str]]:
    found = []
    for light in ("overdue", "soon"):
        listed = todo(who, town, today=today, calendar=calendar, light=light, size=LINES)
        found.append((listed.total, list(listed.lines)))
    told = [_line(line, today) for _, lines in found for line in lines]
    return found[0], found[1], told


def _line(line: Line, today: date) -> str:
    """逾期1个工作日　3月11日　矛盾纠纷（2026）合作人调字第1号　address."""
    try:
        kind = kind_of(line.group).name
    except KeyError:
        kind = ""
    due = ui_date(line.due, today) if line.due else ""
    # What somebody wrote as a reason may name people: of a light only its own words are told.
    parts = (
        line.words if line.light != "paused" else "暂停",
        due,
        f"{kind}{line.number}",
        _address(line_url(line)),
    )
    return "· " + "　".join(part for part in parts if part)


def _address(path: str) -> str:
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else path


def _resting(now: datetime, calendar: Calendar) -> str:
    """Why nobody is reminded now; empty in working hours of a working day."""
    here = now.astimezone(OFFICE_TIME)
    known = calendar.estimating()
    if not known.is_working_day(here.date()):
        return f"今天不上班（{known.why(here.date())}），不提醒"
    first, last = working_hours(settings.WORK_HOURS)
    if not first <= here.time() < last:
        return f"不在上班时间（{settings.WORK_HOURS}），不提醒"
    return ""


def working_hours(text: str) -> tuple[time, time]:
    """08:30-17:30 as two times; those when the setting cannot be read."""
    try:
        first, last = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        return time(8, 30), time(17, 30)
    return first, last


def _take_turn(now: datetime) -> bool:
    """Whether this process may run now: one row that only one of them can move forward."""
    ReminderRunner.objects.get_or_create(pk=1, defaults={"held_until": now - LEASE, "holder": new_id()})
    waiting = ReminderRunner.objects.filter(pk=1, held_until__lte=now)
    return waiting.update(held_until=now + LEASE, holder=new_id()) == 1


def _due(today: date) -> Iterator[ReminderChoice]:
    """Those who want a daily mail and have none of today."""
    wanted = ReminderChoice.objects.filter(wants=True, user__is_active=True).exclude(email="")
    yield from wanted.exclude(last_on=today).select_related("user").order_by("pk")


def _mail(choice: ReminderChoice, today: date, calendar: Calendar, done: Reminded) -> None:
    written = daily_mail(choice.user, today, calendar)
    if written is None:
        return
    before = choice.last_on
    # Claimed before it is sent: after a crash one mail may be missing, never sent twice.
    claimed = ReminderChoice.objects.filter(pk=choice.pk).exclude(last_on=today).update(last_on=today)
    if not claimed:
        return
    subject, text = written
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [choice.email]).send()
    except OSError as error:  # smtplib's errors are of this kind too
        ReminderChoice.objects.filter(pk=choice.pk).update(last_on=before)
        log.warning("the daily mail of user %s was not sent: %s", choice.user_id, error)
        done.failed += 1
    else:
        done.mails += 1


def _tell_town(town_id: UUID, addresses: list[str], today: date, calendar: Calendar, done: Reminded) -> None:
    """One line for a town's group: how many are over and near, and where to go."""
    town = Town.objects.get(pk=town_id)
    # As the justice office sees it, which is whom such a group belongs to.
    office = User.objects.filter(posts__town=town, posts__role="justice_office", is_active=True).first()
    if office is None:
        return
    late, near, _ = _of_town(actor(office), town, today, calendar)
    if not (late[0] or near[0]):
        return
    row, _ = TownReminder.objects.get_or_create(town=town)
    before = row.last_on
    if not TownReminder.objects.filter(pk=row.pk).exclude(last_on=today).update(last_on=today):
        return
    text = f"{town.name}：已逾期{late[0]}件，3个工作日内到期{near[0]}件。去办：{_address('/')}"
    if problem := channels.send(addresses, "待办提醒", text):
        TownReminder.objects.filter(pk=row.pk).update(last_on=before)
        done.problems.append(problem)
    else:
        done.towns += 1
