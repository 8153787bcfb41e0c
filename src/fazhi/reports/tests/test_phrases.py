"""Wordings the office calls outdated are found in a report and mended with one click; the list is kept with trace."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.pages.tests.towns import a_person, a_town, client_of, form_of, text_of
from fazhi.pages.tests.towns import office as the_office
from fazhi.reports import actions
from fazhi.reports.checking import check, must_mend
from fazhi.reports.models import Paragraph, Phrase
from fazhi.reports.phrases import add_phrase, outdated, phrase_faults, stop_phrase
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
GIVEN = {"old": "示例旧提法", "new": "示例新提法", "since": date(2023, 3, 1), "source": "示例文件一号"}


def a_report(town, by, text):
    report = actions.draft(town, 2023, by=by)
    paragraph = Paragraph.objects.filter(section__report=report).first()
    actions.write(town, paragraph.pk, text, paragraph.version, by=by)
    return report


def test_an_outdated_wording_keeps_a_report_back_until_a_click_mends_it():
    town = a_town()
    _, me = the_office(town)
    report = a_report(town, me, "我镇落实示例旧提法，落实示例新提法。")
    assert [one for one in check(report).findings if one.kind == "outdated"] == []
    add_phrase(town, by=me, **GIVEN)
    [one] = [one for one in must_mend(report) if one.kind == "outdated"]
    assert (one.words, one.mends[0].replacement) == ("示例旧提法", "示例新提法")
    assert "示例文件一号" in one.trouble
    after = actions.mend(
        town, one.paragraph, one.version, one.start, one.end, one.words, one.mends[0].replacement, by=me
    )
    assert after.text == "我镇落实示例新提法，落实示例新提法。"
    assert [one for one in must_mend(report) if one.kind == "outdated"] == []


def test_what_is_outdated_only_later_or_no_longer_looked_for_is_left_alone():
    town = a_town()
    _, me = the_office(town)
    report = a_report(town, me, "我镇落实示例旧提法。")
    row = add_phrase(town, by=me, **{**GIVEN, "since": date(2024, 6, 1)})
    assert [one.kind for one in must_mend(report)] == ["outdated"]
    actions.describe(town, report.pk, dated=date(2024, 1, 20), by=me)
    report.refresh_from_db()
    assert must_mend(report) == []
    actions.describe(town, report.pk, dated=None, by=me)
    report.refresh_from_db()
    stop_phrase(town, row.pk, by=me)
    assert must_mend(report) == []


@pytest.mark.parametrize(
    ("new", "text", "places"),
    [
        ("全面示例", "推进全面示例和示例。", [7]),
        ("", "示例示例", [0, 2]),
        ("示例工作", "示例工作。示例", [5]),
        ("别的", "没有", []),
    ],
)
def test_the_new_wording_is_not_taken_for_the_old_one_it_holds(new, text, places):
    phrase = Phrase(old="示例", new=new, since=date(2023, 1, 1), source="甲")
    assert [one.start for one in outdated(text, [phrase])] == places


def test_the_list_is_kept_by_those_who_draft_and_told_in_the_trace():
    town = a_town()
    _, me = the_office(town)
    row = add_phrase(town, by=me, **GIVEN)
    with pytest.raises(Refused, match="已经在表里"):
        add_phrase(town, by=me, **GIVEN)
    with pytest.raises(Refused, match="两个字"):
        add_phrase(town, by=me, **{**GIVEN, "old": "镇"})
    with pytest.raises(Refused, match="依据"):
        add_phrase(town, by=me, **{**GIVEN, "old": "别的提法", "source": " "})
    with pytest.raises(NotAllowed):
        add_phrase(town, by=client_actor(town, "town_leader"), **{**GIVEN, "old": "别的提法"})
    stop_phrase(town, row.pk, by=me)
    assert list(TraceRecord.objects.filter(kind="phrase").order_by("seq").values_list("verb", flat=True)) == [
        "entered",
        "stopped",
    ]
    assert list(phrase_faults()) == []
    Phrase.objects.filter(pk=row.pk).update(new="改过")
    assert ["改" in fault.text for fault in phrase_faults()] == [True]


def client_actor(town, role):
    from fazhi.orgs.permissions import actor

    return actor(a_person(town, role))


def test_the_page_takes_one_more_and_stops_one():
    town = a_town()
    client, _ = the_office(town)
    address = reverse("report_phrases")
    assert "还没有" in text_of(client.get(address))
    sent = {**form_of(client.get(address)), "old": "示例旧提法", "new": "示例新提法", "since": "2023.3.1"}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "依据" in text_of(wrong)
    done = client.post(address, {**sent, "source": "示例文件一号"}, follow=True)
    assert "已加上“示例旧提法”" in text_of(done)
    row = Phrase.objects.get(town=town)
    stop = reverse("report_phrase_stop", args=[row.pk])
    leader = client_of(a_person(town, "town_leader"))
    assert "示例旧提法" in text_of(leader.get(address))
    assert "停用</button>" not in text_of(leader.get(address))
    assert leader.post(stop, {"acting_town": str(town.pk)}).status_code == 403
    assert "停用的1条" in text_of(client.post(stop, {"acting_town": str(town.pk)}, follow=True))
