"""Daily mails: once a day, in working hours of working days, without names; off until set up, off when one says so."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from fazhi.cases import clocks
from fazhi.cases.actions import open_case
from fazhi.cases.drafts import take_in_hand
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord
from fazhi.workbench import reminding
from fazhi.workbench.models import ReminderChoice, ReminderRunner
from fazhi.workbench.reminding import choose, remind

pytestmark = pytest.mark.django_db

# A Wednesday, ten in the morning here; a Sunday that is worked (国庆节调休), a Saturday that is not; an evening.
WORKING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
WORKED_SUNDAY = datetime(2026, 9, 20, 2, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
REPORT = {
    "village": "示例一村", "grid": "3网格", "type": "邻里纠纷", "summary": "水沟", "parties": ["示例甲", "示例乙"],
    "phone": "19900000001", "on": date(2026, 9, 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _mail_is_on(settings: Any) -> None:
    settings.MAIL_ON = True
    settings.ADDRESS = "http://shili:8000"
    settings.DEFAULT_FROM_EMAIL = "fazhi@shili.example"


def an_overdue_case(town: Town, due: date = date(2026, 9, 10)) -> None:
    case = open_case("dispute", "found", REPORT, town=town, by=CONSOLE).case_id
    with transaction.atomic():
        draft = take_in_hand(kind_of("dispute"), case, town=town, by=CONSOLE)
        clocks.start_agreed(draft, "session", "约好示例甲来调解", due)
        clocks.show_nearest(draft)
        draft.save("step", {"step": "tried"})


def a_mediator(town: Town, *, wants: bool = True) -> Any:
    user = a_person(town, "village_mediator")
    choose(user, email="shili@shili.example", wants=wants, town=town)
    return user


def test_a_daily_mail_goes_out_once_a_day_with_numbers_and_links_and_no_names() -> None:
    town = a_town()
    a_mediator(town)
    an_overdue_case(town)
    assert remind(WORKING).mails == 1
    assert remind(WORKING + timedelta(hours=1)).mails == 0
    [sent] = mail.outbox
    assert sent.subject.startswith("待办提醒：逾期1件")
    assert "http://shili:8000/records/dispute/" in sent.body
    for private in ("示例甲", "示例乙", "19900000001", "水沟"):
        assert private not in sent.body + sent.subject
    assert "提醒设置" in sent.body
    assert remind(WORKING + timedelta(days=1)).mails == 1


@pytest.mark.parametrize(
    ("now", "mails", "why"),
    [(SATURDAY, 0, "不上班"), (EVENING, 0, "不在上班时间"), (WORKED_SUNDAY, 1, "")],
)
def test_nobody_is_reminded_outside_working_hours_of_working_days(now, mails, why) -> None:
    town = a_town()
    a_mediator(town)
    an_overdue_case(town)
    done = remind(now)
    assert done.mails == mails
    assert why in done.why_not


def test_who_wants_no_daily_mail_gets_none_and_nothing_to_tell_is_not_told(settings) -> None:
    town = a_town()
    a_mediator(town, wants=False)
    an_overdue_case(town)
    assert remind(WORKING).mails == 0
    other = a_town("别镇")
    a_mediator(other)
    assert remind(WORKING).mails == 0
    assert ReminderChoice.objects.exclude(last_on=None).count() == 0
    settings.MAIL_ON = False
    assert "还没有设置" in remind(WORKING).why_not


def test_a_mail_that_was_not_sent_is_tried_again(monkeypatch) -> None:
    town = a_town()
    a_mediator(town)
    an_overdue_case(town)

    def fails(self: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(reminding.EmailMessage, "send", fails)
    assert remind(WORKING).failed == 1
    monkeypatch.undo()
    reminding.settings.MAIL_ON = True
    assert remind(WORKING + timedelta(hours=1)).mails == 1


def test_only_one_runs_at_a_time_and_a_dead_one_holds_nobody_up() -> None:
    town = a_town()
    a_mediator(town)
    an_overdue_case(town)
    ReminderRunner.objects.create(pk=1, held_until=WORKING + timedelta(minutes=5), holder="0" * 32)
    assert "另一个程序" in remind(WORKING).why_not
    assert remind(WORKING + timedelta(minutes=6)).mails == 1


def test_one_sets_ones_own_reminders_and_switches_them_off(settings) -> None:
    settings.MAIL_ON = False
    town = a_town()
    user = a_person(town, "justice_office")
    client = client_of(user)
    url = reverse("reminder_settings")
    assert client.post(url, {"email": "不是邮箱", "wants": "on"}).status_code == 422
    assert client.post(url, {"email": "", "wants": "on"}).status_code == 422
    page = client.post(url, {"email": "a@shili.example", "wants": "on"}, follow=True)
    assert "等这台服务器设置好发邮件" in text_of(page)
    settings.MAIL_ON = True
    page = client.post(url, {"email": "a@shili.example", "wants": "on"}, follow=True)
    assert "以后每个工作日有事时发一封" in text_of(page)
    client.post(url, {"email": "a@shili.example"})
    assert not ReminderChoice.objects.get(user=user).wants
    assert TraceRecord.objects.filter(subject=str(user.pk), verb="changed").count() == 3
    assert "a@shili.example" not in "".join(TraceRecord.objects.values_list("change", flat=True))


def test_a_towns_group_is_told_by_the_channels_that_are_set_up(settings, monkeypatch) -> None:
    town, other = a_town(code="320681108"), a_town("别镇", code="320681109")
    for one in (town, other):
        a_person(one, "justice_office")
        an_overdue_case(one)
    settings.MAIL_ON, settings.CHANNELS = False, "320681108=wecombot://shili"
    done = remind(WORKING)
    assert "pip install" in done.words or done.towns == 1
    told: list[tuple[str, str]] = []

    class Apprise:
        def add(self, address: str) -> bool:
            return address == "wecombot://shili"

        def notify(self, *, title: str, body: str) -> bool:
            told.append((title, body))
            return True

    monkeypatch.setitem(sys.modules, "apprise", SimpleNamespace(Apprise=Apprise))
    assert remind(WORKING).towns == 1
    assert remind(WORKING).towns == 0
    assert [body.partition("：")[0] for _, body in told] == [town.name]
    assert "已逾期1件" in told[0][1]
