"""A report from the phone: taken once, refused in words, its two clocks, whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fazhi.cases.models import Notice
from fazhi.orgs.permissions import NotAllowed, Refused, actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import a_person, a_town, a_village
from fazhi.portal.phone import reporting
from fazhi.portal.phone.models import GridReport
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)


@pytest.fixture
def town():
    return a_town()


@pytest.fixture
def worker(town):
    return a_person(town, "grid_worker")


def told(town, **changes):
    return {
        "tile": "neighbour", "sentence": "5组示例甲和示例乙，为水沟吵了两天", "urgency": "later",
        "village": str(a_village(town, "示例一村").pk), "grid": "3网格", "place": "", "phone": "", **changes,
    }  # fmt: skip


def take(town, user, command=None, said_at=None, now=NOW, **changes):
    return reporting.report(
        told(town, **changes),
        town=town,
        by=actor(user),
        command=command or uuid4(),
        said_at=said_at,
        now=now,
    )


def test_a_report_becomes_a_dispute_of_its_village_and_grid(town, worker):
    receipt = take(town, worker, place="水渠边", said_at=NOW)
    dispute = kind_of("dispute").model.objects.get(pk=receipt.report.case_id)
    assert (dispute.village.name, dispute.grid, dispute.source) == ("示例一村", "3网格", "grid")
    assert dispute.found_on.isoformat() == "2026-03-12"
    assert "为水沟吵了两天" in dispute.summary
    assert (dispute.place, dispute.case.state, str(dispute.reported_by)) == (
        "水渠边",
        "reported",
        str(worker.pk),
    )
    assert receipt.message == "收到了，编号2026年第1号。村调解员会联系您。"


def test_the_same_report_twice_is_one_whatever_the_answer_was_worth(town, worker):
    command = uuid4()
    first, second = take(town, worker, command), take(town, worker, command)
    assert second.again
    assert first.report.case_id == second.report.case_id
    assert GridReport.objects.count() == 1
    assert TraceRecord.objects.filter(verb="reported").count() == 1


def test_the_id_of_another_person_or_town_is_refused_and_nothing_changes(town, worker):
    command = uuid4()
    take(town, worker, command)
    other, elsewhere = a_person(town, "grid_worker"), a_town("别的镇")
    with pytest.raises(reporting.Taken):
        take(town, other, command)
    with pytest.raises(reporting.Taken):
        take(elsewhere, a_person(elsewhere, "grid_worker"), command)
    assert GridReport.objects.get().reporter == worker


def test_words_changed_after_the_first_had_arrived_are_not_dropped_in_silence(town, worker):
    command = uuid4()
    take(town, worker, command)
    with pytest.raises(reporting.Changed, match="当新的再报"):
        take(town, worker, command, sentence="其实是6组")
    assert "5组" in GridReport.objects.get().sentence


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"tile": ""}, "tile", "点一下是什么事"),
        ({"tile": "nonsense"}, "tile", "点一下是什么事"),
        ({"sentence": "  "}, "sentence", "说一句谁和谁"),
        ({"sentence": "字" * 1001}, "sentence", "现在是1001字"),
        ({"sentence": ["不是一句话"]}, "sentence", "改一改"),
        ({"village": "not-an-id"}, "village", "选是哪个村"),
        ({"phone": "1" * 41}, "phone", "40字以内"),
    ],
)
def test_what_is_missing_is_said_at_its_field(town, worker, changes, field, words):
    with pytest.raises(Refused, match=words) as refusal:
        take(town, worker, **changes)
    assert refusal.value.field == field
    assert not GridReport.objects.exists()


def test_a_village_of_another_town_is_no_village(town, worker):
    elsewhere = a_village(a_town("别的镇"), "远村")
    with pytest.raises(Refused, match="哪个村"):
        take(town, worker, village=str(elsewhere.pk))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_those_who_meet_disputes_report_them(town, role):
    person = a_person(town, role)
    if role in ("grid_worker", "village_mediator", "town_mediator", "justice_office"):
        assert take(town, person).report.reporter == person
    else:
        with pytest.raises(NotAllowed):
            take(town, person)


@pytest.mark.parametrize(
    ("clock", "counts", "wrong"),
    [
        (NOW - timedelta(hours=5), NOW - timedelta(hours=5), False),  # waited without network
        (NOW + timedelta(minutes=3), NOW, False),  # a little ahead
        (NOW + timedelta(days=365), NOW, True),
        (NOW - timedelta(days=365), NOW, True),
        (None, NOW, False),
    ],
)
def test_both_clocks_are_kept_and_an_impossible_one_does_not_count(town, worker, clock, counts, wrong):
    receipt = take(town, worker, said_at=clock)
    kept = GridReport.objects.get()
    assert (kept.said_at, kept.phone_clock, kept.arrived_at) == (counts, clock, NOW)
    assert receipt.clock == wrong
    assert ("请把手机时间调准" in receipt.message) == wrong


def test_wages_are_told_from_other_matters_of_labour():
    assert reporting.type_of("labour", "包装厂3个人工资没发") == "拖欠农民工工资纠纷"
    assert reporting.type_of("labour", "厂里不让辞职") == "其他劳动争议纠纷"
    types = kind_of("dispute").layout.column("type").choices
    assert all(types.knows(tile.type) for tile in reporting.TILES)


def test_at_once_reaches_the_village_mediator_and_the_justice_office_as_urgent(town, worker):
    take(town, worker, urgency="soon")
    assert not Notice.objects.filter(urgent=True).exists()
    take(town, worker, urgency="now")
    told = {(one.role, one.village_id and one.village.name) for one in Notice.objects.filter(urgent=True)}
    assert {("village_mediator", "示例一村"), ("justice_office", None)} <= told


def test_a_grid_worker_may_tell_of_another_village_whose_mediator_then_has_it(town, worker):
    there = a_village(town, "示例二村")
    receipt = take(town, worker, village=str(there.pk), grid="9网格")
    assert receipt.report.case.village == there
    assert {one.village for one in Notice.objects.filter(role="village_mediator")} == {there}


def test_what_a_mediator_reports_is_in_the_villages_hands_at_once(town):
    receipt = take(town, a_person(town, "village_mediator"))
    assert receipt.report.case.state == "village"
    assert kind_of("dispute").model.objects.get(pk=receipt.report.case_id).source == "village"


def test_at_once_is_answered_with_110(town, worker):
    assert "有人身危险，先打110" in take(town, worker, urgency="now").message


def test_nothing_is_kept_of_presence_rank_or_movement():
    names = {
        field.name
        for model in __import__("fazhi.portal.models", fromlist=["x"]).__dict__.values()
        if hasattr(model, "_meta")
        for field in model._meta.get_fields()
    }
    unwanted = (
        "check_in",
        "rank",
        "score",
        "online",
        "track",
        "latitude",
        "longitude",
        "position",
        "last_seen",
        "zero",
    )
    assert [name for name in names if any(word in name for word in unwanted)] == []
    required = {
        field.name
        for field in GridReport._meta.fields
        if not field.blank and not field.null and not field.primary_key
    }
    assert required == {
        "town", "reporter", "village", "tile", "sentence", "urgency", "said_at", "arrived_at", "case",
    }  # fmt: skip
