"""A meeting, contract or series typed twice becomes one, with all it holds, and can be taken apart again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fazhi.leadership.models import AgendaItem, Meeting
from fazhi.ledgers.tests.office import figures, moved
from fazhi.orgs.permissions import CONSOLE, NotAllowed, actor
from fazhi.outreach.models import Channel, Episode, Posting, Series, ViewSnapshot
from fazhi.pages.tests.test_grouping_records import a_review, a_snapshot, an_item
from fazhi.pages.tests.towns import a_person, a_town
from fazhi.records.actions import Refused, add, correct, current_values, void
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.records.regrouping import merge_groups, take_apart
from fazhi.review.models import Contract, ContractReview
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db


def books(town: Any) -> dict[str, Any]:
    """What stands, under whatever ids and versions."""
    kept: dict[str, Any] = {}
    for code in (
        "meeting",
        "agenda_item",
        "contract",
        "contract_review",
        "series",
        "episode",
        "posting",
        "views",
    ):
        kind = kind_of(code)
        rows = kind.model.objects.seen(town).select_related(*kind.related).prefetch_related(*kind.fetched)
        kept[code] = sorted(
            (str(record.pk), str(sorted(kind.values(record).items(), key=str))) for record in rows
        )
    return kept


def test_the_items_of_a_meeting_typed_twice_go_under_the_other_and_come_back():
    town = a_town()
    first, second = an_item(town), an_item(town, "另一议题", meeting="党委会议", held_on=date(2023, 3, 2))
    before, counted = books(town), figures(town)
    right, wrong = (Meeting.objects.get(town=town, name=name) for name in ("党委会", "党委会议"))
    assert len(merge_groups(kind_of("meeting"), wrong.pk, right.pk, town=town, by=CONSOLE)) == 1
    items = AgendaItem.objects.filter(pk__in=[first, second])
    assert {(item.meeting_id, item.held_on) for item in items} == {(right.pk, date(2023, 3, 1))}
    wrong.refresh_from_db()
    assert (wrong.merged_into, wrong.voided_at is not None) == (right.pk, True)
    assert moved(counted, figures(town)).get("agenda_items", 0) == 0
    told = TraceRecord.objects.get(subject=str(wrong.pk), verb="merged")
    assert str(second) in told.change
    assert TraceRecord.objects.filter(subject=str(second), verb="corrected").count() == 1
    assert take_apart(kind_of("meeting"), wrong.pk, town=town, by=CONSOLE) == (1, 0)
    assert books(town) == before
    assert figures(town) == counted
    assert list(row_faults()) == []


def test_two_entries_of_one_contract_are_counted_once():
    town = a_town()
    a_review(town, "一稿", 3)
    a_review(town, "二稿", 9, contract="示例采购合同书", counterparty="示例有限公司")
    before, counted = books(town), figures(town)
    right, wrong = (Contract.objects.get(town=town, name=name) for name in ("示例采购合同", "示例采购合同书"))
    merge_groups(kind_of("contract"), wrong.pk, right.pk, town=town, by=CONSOLE)
    assert ContractReview.objects.seen(town).filter(contract=right).count() == 2
    assert moved(counted, figures(town)) == {}  # without an opinion's date neither counted
    take_apart(kind_of("contract"), wrong.pk, town=town, by=CONSOLE)
    assert books(town) == before


def test_a_figure_that_tells_contracts_apart_sees_one_less():
    town = a_town()
    for at, name in ((3, "示例采购合同"), (9, "示例采购合同书")):
        a_review(town, f"{at}稿", at, contract=name, opinion_on=date(2023, 4, at + 1))
    counted = figures(town)
    right, wrong = (Contract.objects.get(town=town, name=name) for name in ("示例采购合同", "示例采购合同书"))
    merge_groups(kind_of("contract"), wrong.pk, right.pk, town=town, by=CONSOLE)
    after = moved(counted, figures(town))
    assert after["contracts_reviewed"] == -1
    assert "contract_opinions" not in after


def test_a_series_takes_its_episodes_along_and_episodes_of_one_label_become_one():
    town = a_town()
    a_snapshot(town)
    a_snapshot(town, series="《示例调解课堂》", channel="另一号", views=5)
    a_snapshot(town, series="《示例调解课堂》", episode="第二期", views=7)
    alone = add(kind_of("episode"), {"series": "示例调解课堂", "episode": "第三期"}, town=town, by=CONSOLE)
    before, counted = books(town), figures(town)
    right, wrong = (Series.objects.get(town=town, name=name) for name in ("示例调解课", "示例调解课堂"))
    merge_groups(kind_of("series"), wrong.pk, right.pk, town=town, by=CONSOLE)
    episodes = Episode.objects.seen(town)
    assert {(one.series_id, one.label) for one in episodes} == {(right.pk, f"第{n}期") for n in (1, 2, 3)}
    assert Episode.objects.get(pk=alone).series_id == right.pk
    assert ViewSnapshot.objects.seen(town).filter(posting__episode__series=right).count() == 3
    assert {one.series_word for one in ViewSnapshot.objects.seen(town)} == {"《示例调解课》", "示例调解课"}
    after = moved(counted, figures(town))
    assert after.get("mediation_series_episodes") == -1
    assert "mediation_series_views" not in after
    take_apart(kind_of("series"), wrong.pk, town=town, by=CONSOLE)
    assert books(town) == before
    assert figures(town) == counted
    assert list(row_faults()) == []


def test_a_channel_typed_twice_joins_the_postings_of_one_day():
    town = a_town()
    a_snapshot(town)
    a_snapshot(town, channel="示例号（官方）", counted_on=date(2023, 12, 9), views=12)
    before = books(town)
    names = sorted(Channel.objects.seen(town).values_list("name", flat=True))
    right, wrong = (Channel.objects.get(town=town, name=name) for name in names)
    merge_groups(kind_of("channel"), wrong.pk, right.pk, town=town, by=CONSOLE)
    assert Posting.objects.seen(town).count() == 1
    assert ViewSnapshot.objects.seen(town).filter(posting__channel=right).count() == 2
    take_apart(kind_of("channel"), wrong.pk, town=town, by=CONSOLE)
    assert books(town) == before


def test_what_was_changed_since_stays_when_they_are_taken_apart():
    town = a_town()
    an_item(town)
    second, third = (
        an_item(town, "另一议题", meeting="党委会议"),
        an_item(town, "又一议题", meeting="党委会议"),
    )
    right, wrong = (Meeting.objects.get(town=town, name=name) for name in ("党委会", "党委会议"))
    merge_groups(kind_of("meeting"), wrong.pk, right.pk, town=town, by=CONSOLE)
    kind = kind_of("agenda_item")
    correct(kind, second, {**current_values(kind, second), "meeting": "镇长办公会"}, town=town, by=CONSOLE)
    void(kind, third, "登错了", town=town, by=CONSOLE)
    assert take_apart(kind_of("meeting"), wrong.pk, town=town, by=CONSOLE) == (0, 2)
    assert AgendaItem.objects.get(pk=second).meeting.name == "镇长办公会"


def test_merging_is_refused_into_itself_into_what_is_gone_and_to_who_may_not():
    town = a_town()
    an_item(town)
    an_item(town, meeting="党委会议")
    kind = kind_of("meeting")
    right, wrong = (Meeting.objects.get(town=town, name=name) for name in ("党委会", "党委会议"))
    with pytest.raises(Refused, match="另选一个"):
        merge_groups(kind, wrong.pk, wrong.pk, town=town, by=CONSOLE)
    with pytest.raises(Refused, match="不在您能看的范围"):
        merge_groups(kind, wrong.pk, a_town().pk, town=town, by=CONSOLE)
    with pytest.raises(NotAllowed):
        merge_groups(kind, wrong.pk, right.pk, town=town, by=actor(a_person(town, "grid_worker")))
    merge_groups(kind, wrong.pk, right.pk, town=town, by=CONSOLE)
    with pytest.raises(Refused, match="已经作废"):
        merge_groups(kind, right.pk, wrong.pk, town=town, by=CONSOLE)
