"""常用答复: kept, offered where an answer is written, and one answer for several who asked the same."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.pages.words import office_today
from fazhi.reception.models import Application, Reception, ServiceCentre, Wording
from fazhi.reception.tests.centres import a_centre, a_question, an_application
from fazhi.reception.wordings import answer_all, drop_wording, keep_wording, wordings_of
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
TEXT = "请带身份证到窗口来，当场办。"


@pytest.fixture
def town() -> Town:
    return a_town("示例镇")


@pytest.fixture
def centre(town: Town) -> ServiceCentre:
    return a_centre(town)


@pytest.fixture
def office(town: Town) -> Client:
    return client_of(a_person(town, "justice_office"))


def test_a_wording_is_written_changed_and_dropped_from_its_pages(town: Town, office: Client) -> None:
    office.post(reverse("reception_wording_new"), {"title": "带什么", "text": TEXT})
    row = wordings_of(town).get()
    assert "带什么" in text_of(office.get(reverse("reception_wordings")))
    page = reverse("reception_wording", args=[row.pk])
    assert office.post(page, {"title": "带什么材料", "text": TEXT, "version": row.version}).status_code == 302
    with pytest.raises(ChangedMeanwhile):
        keep_wording("别的", TEXT, town=town, by=CONSOLE, wording_id=row.pk, version=row.version)
    office.post(reverse("reception_wording_drop", args=[row.pk]))
    assert not wordings_of(town).exists()
    assert Wording.objects.get().title == "带什么材料"
    assert list(row_faults()) == []


def test_the_same_title_twice_is_one(town: Town, office: Client) -> None:
    for _ in range(2):
        answer = office.post(reverse("reception_wording_new"), {"title": "带什么", "text": TEXT})
    assert "已有一条叫这个标题的" in text_of(answer)
    assert wordings_of(town).count() == 1


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [("", TEXT, "title"), ("带什么", " ", "text"), ("带什么", "字" * 2001, "text")],
)
def test_what_is_missing_or_too_long_is_said_at_its_field(
    town: Town, title: str, text: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        keep_wording(title, text, town=town, by=CONSOLE)
    assert refusal.value.field == field


def test_an_answer_begins_with_the_chosen_wording(town: Town, centre: ServiceCentre, office: Client) -> None:
    row = a_question(centre)
    wording = keep_wording("带什么", TEXT, town=town, by=CONSOLE)
    page = reverse("reception_application", args=[row.pk])
    assert f"?wording={wording.pk}#answer" in text_of(office.get(page))
    assert TEXT not in text_of(office.get(page))
    assert TEXT in text_of(office.get(page, {"wording": str(wording.pk)}))
    elsewhere = keep_wording("别镇的", "别镇的话", town=a_town("别镇"), by=CONSOLE)
    assert "别镇的" not in text_of(office.get(page, {"wording": str(elsewhere.pk)}))


def test_several_who_asked_the_same_get_one_answer_each_traced_and_counted(
    town: Town, centre: ServiceCentre, office: Client
) -> None:
    asked = [a_question(centre, name=f"示例{n}", phone=f"1990000001{n}") for n in range(3)]
    page = text_of(office.get(reverse("reception_applications")))
    assert all(f'value="{row.pk}"' in page for row in asked)
    wording = keep_wording("带什么", TEXT, town=town, by=CONSOLE)
    picked = {"pick": [str(row.pk) for row in asked[:2]], "wording": str(wording.pk)}
    shown = text_of(office.get(reverse("reception_answer_all"), picked))
    assert TEXT in shown
    assert "答复这2件" in shown
    answer = office.post(
        reverse("reception_answer_all"), {"pick": picked["pick"], "answer": TEXT}, follow=True
    )
    assert "已答复2件" in text_of(answer)
    assert Application.objects.filter(status="answered", answer=TEXT).count() == 2
    assert Application.objects.get(pk=asked[2].pk).status == "waiting"
    assert Reception.objects.filter(town=town).count() == 2
    for row in asked[:2]:
        assert TraceRecord.objects.filter(subject=str(row.pk), verb="answered").count() == 1
    assert list(row_faults()) == []


def test_what_cannot_be_answered_so_is_left_and_said_why(town: Town, centre: ServiceCentre) -> None:
    question, mediation = a_question(centre), an_application(centre)
    today = office_today()
    ids = [question.pk, mediation.pk, question.pk]
    done, left = answer_all(ids, TEXT, town=town, by=CONSOLE, today=today)
    assert done == 1
    assert [pk for pk, _ in left] == [mediation.pk, question.pk]
    assert "已经办过" in left[1][1]
    assert Application.objects.get(pk=mediation.pk).status == "waiting"
    with pytest.raises(Refused, match="请先勾选"):
        answer_all([], TEXT, town=town, by=CONSOLE, today=today)
    with pytest.raises(Refused, match="请写答复"):
        answer_all([question.pk], " ", town=town, by=CONSOLE, today=today)


def test_another_towns_application_is_not_answered_along(town: Town, centre: ServiceCentre) -> None:
    other = a_town("别镇")
    theirs = a_question(a_centre(other, slug="bie"))
    done, left = answer_all([theirs.pk], TEXT, town=town, by=CONSOLE, today=office_today())
    assert (done, len(left)) == (0, 1)
    assert Application.objects.get(pk=theirs.pk).status == "waiting"


def test_only_who_keeps_the_window_writes_wordings(town: Town) -> None:
    by = actor(a_person(town, "town_leader"))
    with pytest.raises(NotAllowed):
        keep_wording("带什么", TEXT, town=town, by=by)
    row = keep_wording("带什么", TEXT, town=town, by=CONSOLE)
    with pytest.raises(NotAllowed):
        drop_wording(row.pk, town=town, by=by)
