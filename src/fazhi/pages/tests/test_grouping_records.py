"""Meetings, contracts, rounds, series: what holds records together has pages, and follows what it holds."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from fazhi.leadership.models import AgendaItem, Meeting
from fazhi.orgs.permissions import CONSOLE
from fazhi.outreach.models import Episode, Series, ViewSnapshot
from fazhi.pages.tests.towns import a_person, a_town, client_of, form_of, office, text_of
from fazhi.records import grouping
from fazhi.records.actions import Refused, add, correct, restore, void
from fazhi.records.checking import row_faults
from fazhi.records.grouping import looking_again
from fazhi.records.kinds import all_kinds, grouping_kinds, kind_of, ledger_kinds
from fazhi.records.models import Record
from fazhi.review.models import Contract, ContractReview
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
DAY = date(2023, 3, 1)


def an_item(town: Any, topic: str = "示例议题", **changes: Any) -> UUID:
    values = {"held_on": DAY, "meeting": "党委会", "topic": topic, "is_legal": True, **changes}
    return add(kind_of("agenda_item"), values, town=town, by=CONSOLE)


def a_snapshot(town: Any, **changes: Any) -> UUID:
    values = {
        "series": "《示例调解课》", "episode": "第一期", "published_on": DAY, "channel": "示例号", "views": 10,
        "counted_on": date(2023, 12, 1), **changes,
    }  # fmt: skip
    return add(kind_of("views"), values, town=town, by=CONSOLE)


def a_review(town: Any, draft: str, day: int, **changes: Any) -> UUID:
    values = {
        "submitted_on": date(2023, 4, day), "contract": "示例采购合同", "type": "采购", "draft": draft,
        "counterparty": "示例公司", "opinions": ["写明验收标准"], **changes,
    }  # fmt: skip
    return add(kind_of("contract_review"), values, town=town, by=CONSOLE)


def only(model: type[Record], town: Any) -> Any:
    return model.objects.get(town=town)


def page(client: Any, code: str, record: Any) -> str:
    return text_of(client.get(reverse("record_page", args=[code, record])))


def test_every_model_that_groups_records_is_a_kind_with_pages():
    roots = {model for kind in all_kinds() for model in (kind.model, *kind.parts)}
    pointed_to = {
        field.related_model
        for model in roots
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and issubclass(field.related_model, Record)
    }
    assert {Meeting, Contract, Series} < pointed_to
    assert pointed_to <= roots
    groups = {kind.code for kind, _ in grouping_kinds()}
    assert groups == {"meeting", "contract", "file_review_round", "series", "episode", "channel", "posting"}
    assert {kind.code for kind in all_kinds()} - {kind.code for kind in ledger_kinds()} == groups


def test_a_group_lists_what_it_holds_and_each_record_names_its_group():
    town = a_town()
    client, _ = office(town)
    item, snapshot, review = an_item(town), a_snapshot(town), a_review(town, "一稿", 3)
    for code, group, inner, record in (
        ("meeting", only(Meeting, town), "agenda_item", item),
        ("contract", only(Contract, town), "contract_review", review),
        ("episode", only(Episode, town), "views", snapshot),
        ("series", only(Series, town), "views", snapshot),
    ):
        link = reverse("record_page", args=[inner, record])
        assert f'href="{link}"' in page(client, code, group.pk), code
        assert f'href="{reverse("record_page", args=[code, group.pk])}"' in page(client, inner, record)
        listed = text_of(client.get(reverse("record_list", args=[code])))
        assert reverse("record_page", args=[code, group.pk]) in listed
    assert "写明验收标准" in page(client, "contract", only(Contract, town).pk)


def test_an_item_registered_under_a_meeting_of_the_web_joins_it():
    town = a_town()
    client, _ = office(town)
    sent = form_of(client.get(reverse("record_new", args=["meeting"])))
    client.post(
        reverse("record_new", args=["meeting"]), {**sent, "held_on": "2023-03-01", "meeting": "党委会"}
    )
    meeting = only(Meeting, town)
    assert "还没有" in page(client, "meeting", meeting.pk)
    item = an_item(town)
    assert AgendaItem.objects.get(pk=item).meeting_id == meeting.pk
    sent = form_of(client.get(reverse("record_new", args=["meeting"])))
    again = client.post(
        reverse("record_new", args=["meeting"]), {**sent, "held_on": "2023-03-01", "meeting": "党委会"}
    )
    assert again.status_code == 422
    assert "不用再登记" in text_of(again)


def test_correcting_a_meeting_corrects_its_items_with_trace():
    town = a_town()
    item, gone = an_item(town), an_item(town, "作废的议题")
    void(kind_of("agenda_item"), gone, "登重了", town=town, by=CONSOLE)
    meeting = only(Meeting, town)
    values = {"held_on": date(2023, 3, 2), "meeting": "镇长办公会"}
    correct(kind_of("meeting"), meeting.pk, values, town=town, by=CONSOLE)
    for record in AgendaItem.objects.filter(town=town):
        assert (record.held_on, record.meeting_id) == (date(2023, 3, 2), meeting.pk)
    assert Meeting.objects.filter(town=town).count() == 1
    assert AgendaItem.objects.get(pk=gone).voided_at is not None
    assert TraceRecord.objects.filter(subject=str(item), verb="corrected").count() == 1
    assert list(row_faults()) == []


def test_correcting_a_group_to_the_name_of_another_is_refused():
    town = a_town()
    an_item(town)
    an_item(town, meeting="镇长办公会")
    meeting = Meeting.objects.get(town=town, name="党委会")
    with pytest.raises(Refused, match="镇长办公会"):
        correct(
            kind_of("meeting"), meeting.pk, {"held_on": DAY, "meeting": "镇长办公会"}, town=town, by=CONSOLE
        )


def test_a_name_put_right_moves_no_figure():
    town = a_town()
    snapshot = a_snapshot(town)
    assert ViewSnapshot.objects.get(pk=snapshot).purpose == "mediation"
    values = {"series": "示例微课堂"}
    correct(kind_of("series"), only(Series, town).pk, values, town=town, by=CONSOLE)
    record = ViewSnapshot.objects.get(pk=snapshot)
    assert (record.series_word, record.purpose, record.episode_word) == ("示例微课堂", "mediation", "第一期")
    assert Series.objects.filter(town=town).count() == 1


def test_words_that_name_the_same_stay_as_the_ledger_wrote_them():
    town = a_town()
    snapshot = a_snapshot(town)
    values = {"series": "示例调解课", "episode": "第2期"}
    correct(kind_of("episode"), only(Episode, town).pk, values, town=town, by=CONSOLE)
    record = ViewSnapshot.objects.get(pk=snapshot)
    assert (record.series_word, record.episode_word) == ("《示例调解课》", "第2期")


def test_a_round_cannot_leave_the_year_of_its_files():
    town = a_town()
    values = {"round": "第一次", "reviewed_on": DAY, "case_number": "（2023）示罚1号"}
    add(kind_of("file_review"), values, town=town, by=CONSOLE)
    kind = kind_of("file_review_round")
    record = only(kind.model, town)
    with pytest.raises(Refused, match="对不上"):
        correct(kind, record.pk, {"round": "第一次评查", "year": 2022}, town=town, by=CONSOLE)
    correct(kind, record.pk, {"round": "第一次评查", "year": 2023}, town=town, by=CONSOLE)
    assert only(kind_of("file_review").model, town).round.name == "第一次评查"


def test_a_group_is_voided_only_when_it_holds_nothing_and_comes_back_with_what_it_holds():
    town = a_town()
    client, actor = office(town)
    item = an_item(town)
    meeting = only(Meeting, town)
    url = reverse("record_void", args=["meeting", meeting.pk])
    answer = client.post(url, {"reason": "登重了"})
    assert answer.status_code == 422
    assert "下面还有1条党委会议列席" in text_of(answer)
    void(kind_of("agenda_item"), item, "登重了", town=town, by=actor)
    assert client.post(url, {"reason": "登重了"}).status_code == 302
    restore(kind_of("agenda_item"), item, town=town, by=actor)
    assert only(Meeting, town).voided_at is None
    void(kind_of("agenda_item"), item, "登重了", town=town, by=actor)
    void(kind_of("meeting"), meeting.pk, "登重了", town=town, by=actor)
    an_item(town, "又一个议题")
    assert only(Meeting, town).voided_at is None
    assert list(row_faults()) == []


def test_videos_of_no_series_make_no_series_in_the_list():
    town = a_town()
    client, _ = office(town)
    a_snapshot(town, series=None, channel=None)
    assert Series.objects.filter(town=town, name="").exists()
    for code in ("series", "channel"):
        assert "还没有记录" in text_of(client.get(reverse("record_list", args=[code])))
    assert "第1期" in text_of(client.get(reverse("record_list", args=["episode"])))


def test_what_another_made_meanwhile_is_looked_up_again(monkeypatch):
    """As when two people register the first item of one meeting at the same moment."""
    town = a_town()
    met = []
    looked = grouping._hold_used

    def meanwhile(making: Any, *rest: Any) -> None:
        looked(making, *rest)
        if not met and making.new_parents:
            met.append(True)
            with monkeypatch.context() as free:
                free.setattr(grouping, "_hold_used", looked)
                an_item(town, "别人登记的议题")

    monkeypatch.setattr(grouping, "_hold_used", meanwhile)
    mine = an_item(town)
    assert met
    assert Meeting.objects.filter(town=town).count() == 1
    assert AgendaItem.objects.get(pk=mine).meeting_id == only(Meeting, town).pk


def test_a_group_renamed_meanwhile_is_looked_up_again():
    town = a_town()
    an_item(town)
    kind, calls = kind_of("agenda_item"), []
    from fazhi.records.kinds import making_for

    def act() -> UUID:
        making = making_for(town.pk)
        rows = kind.rows({"held_on": DAY, "meeting": "党委会", "topic": "新议题"}, making)
        calls.append(rows[AgendaItem][0]["meeting_id"])
        if len(calls) == 1:
            values = {"held_on": DAY, "meeting": "改了名的会"}
            correct(kind_of("meeting"), only(Meeting, town).pk, values, town=town, by=CONSOLE)
        grouping.write_surroundings(making, town_id=town.pk, by=CONSOLE)
        return calls[-1]

    kept = looking_again(act)
    assert len(calls) == 2
    assert Meeting.objects.get(pk=kept).name == "党委会"


def test_drafts_of_one_contract_share_it_and_follow_it():
    town = a_town()
    first, second = a_review(town, "一稿", 3), a_review(town, "二稿", 20)
    contract = only(Contract, town)
    values = {"contract": "示例采购合同（修订）", "counterparty": "示例公司", "type": "民事合同"}
    correct(kind_of("contract"), contract.pk, values, town=town, by=CONSOLE)
    for pk in (first, second):
        review = ContractReview.objects.select_related("case", "contract").get(pk=pk)
        assert review.contract_id == contract.pk
        assert review.type_word == "采购"
        assert review.case.title.startswith("示例采购合同（修订）（")
    assert list(row_faults()) == []


def test_a_meeting_typed_twice_is_merged_on_its_page_and_restored():
    town = a_town()
    client, _ = office(town)
    an_item(town)
    second = an_item(town, "另一议题", meeting="党委会议")
    an_item(town, "别的", meeting="人大主席团会议", held_on=date(2023, 9, 9))
    right, wrong = (Meeting.objects.get(town=town, name=name) for name in ("党委会", "党委会议"))
    address = reverse("record_regroup", args=["meeting", wrong.pk])
    assert f'href="{address}"' in page(client, "meeting", wrong.pk)
    shown = client.get(address)
    assert [one["title"] for one in shown.context["others"]] == [
        "2023-03-01 党委会",
        "2023-09-09 人大主席团会议",
    ]
    assert [one["number"] for one in shown.context["held"]] == [1]
    nothing = client.post(address, {"acting_town": str(town.pk)})
    assert nothing.status_code == 422
    assert "请选并到哪一个会议" in text_of(nothing)
    done = client.post(address, {"acting_town": str(town.pk), "into": str(right.pk)}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("record_page", args=["meeting", right.pk])
    assert "已合并，1条归到了这里" in text_of(done)
    assert AgendaItem.objects.get(pk=second).meeting_id == right.pk
    back = client.post(
        reverse("record_restore", args=["meeting", wrong.pk]), {"acting_town": str(town.pk)}, follow=True
    )
    assert "原来归过去的1条也回来了" in text_of(back)
    assert AgendaItem.objects.get(pk=second).meeting_id == wrong.pk


def test_whoever_may_not_keep_meetings_cannot_merge_them():
    town = a_town()
    an_item(town)
    client = client_of(a_person(town, "town_leader"))
    meeting = only(Meeting, town)
    assert "并到另一个" not in page(client, "meeting", meeting.pk)
    assert client.get(reverse("record_regroup", args=["meeting", meeting.pk])).status_code == 403
