"""The file of a case: what goes in, what comes out, who may, and what it leaves in the trace."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from pypdf import PdfWriter

from fazhi.cases.actions import open_case, take_step
from fazhi.cases.drafts import take_in_hand
from fazhi.cases.filing import attach, note_taking_away, take_out
from fazhi.cases.models import Attachment, Case
from fazhi.cases.papers import lacking
from fazhi.cases.upper import copy_card, form_of, mark_reported, states_of
from fazhi.cases.volumes import entries
from fazhi.evidence.store import FileRefused, keep
from fazhi.orgs.permissions import NotAllowed, Refused
from fazhi.records.checking import row_faults
from fazhi.records.kinds import kind_of
from fazhi.trace.models import TraceRecord
from given import a_town, somebody

pytestmark = pytest.mark.django_db

REPORT = {
    "village": "示例一村",
    "grid": "1网格",
    "type": "邻里纠纷",
    "summary": "为水沟吵了两天",
    "parties": ["示例甲", "示例乙"],
}


def a_page() -> bytes:
    book = PdfWriter()
    book.add_blank_page(200, 200)
    stream = io.BytesIO()
    book.write(stream)
    return stream.getvalue()


PDF = a_page()


@pytest.fixture
def town():
    return a_town("示例镇")


@pytest.fixture
def mediator(town):
    return somebody(town, "village_mediator", "示例一村")


@pytest.fixture
def case(town, mediator):
    return open_case(
        "dispute", "found", REPORT, town=town, by=somebody(town, "grid_worker", "示例一村", "1网格")
    )


def a_file(name: str = "身份证明.pdf"):
    return keep(io.BytesIO(PDF), name)


def test_a_file_put_in_stands_in_the_case_and_its_trace(town, mediator, case) -> None:
    attach("dispute", case.case_id, a_file(), town=town, by=mediator, paper="identity")
    row = Attachment.objects.get(record=case.case_id)
    assert (row.paper, row.media_type, row.by) == ("identity", "application/pdf", mediator.key)
    assert TraceRecord.objects.filter(subject=str(case.case_id), verb="attached").count() == 1
    assert [*row_faults()] == []


def test_the_catalogue_says_what_a_file_is_where_its_name_does_not(town, mediator, case) -> None:
    for name, paper in (("IMG_2031.pdf", "identity"), ("证据材料（照片）.pdf", "evidence"), ("其他.pdf", "")):
        attach("dispute", case.case_id, a_file(name), town=town, by=mediator, paper=paper, command=uuid4())
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=mediator)
    assert [entry.title for entry in entries(draft)] == [
        "当事人身份证明（IMG_2031）",
        "证据材料（照片）",
        "其他",
    ]


def test_the_same_file_or_the_same_command_twice_is_one(town, mediator, case) -> None:
    command = uuid4()
    attach("dispute", case.case_id, a_file(), town=town, by=mediator, paper="identity", command=command)
    again = attach(
        "dispute",
        case.case_id,
        a_file("另一个名字.pdf"),
        town=town,
        by=mediator,
        paper="identity",
        command=command,
    )
    assert again.again
    assert Attachment.objects.count() == 1


def test_a_file_taken_out_leaves_its_reason_and_no_longer_counts(town, mediator, case) -> None:
    done = attach("dispute", case.case_id, a_file(), town=town, by=mediator, paper="identity")
    with pytest.raises(Refused, match="请写明为什么移出"):
        take_out("dispute", case.case_id, done.step_id, " ", town=town, by=mediator)
    take_out("dispute", case.case_id, done.step_id, "放错了案件", town=town, by=mediator)
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=mediator, for_change=False)
    assert draft.papers("identity") == []
    assert [*row_faults()] == []


def test_who_neither_keeps_disputes_nor_reported_it_puts_nothing_in(town, case) -> None:
    reporter = somebody(town, "grid_worker", "示例一村", "1网格")
    attach("dispute", case.case_id, a_file(), town=town, by=reporter, paper="evidence")
    with pytest.raises(NotAllowed):
        attach(
            "dispute", case.case_id, a_file(), town=town, by=somebody(town, "town_leader"), paper="evidence"
        )
    with pytest.raises(Refused, match="没有找到"):
        attach(
            "dispute", case.case_id, a_file(), town=town, by=somebody(town, "village_mediator", "示例二村")
        )


def test_a_mislabelled_file_never_reaches_the_case(town, mediator, case) -> None:
    with pytest.raises(FileRefused, match="请"):
        keep(io.BytesIO(b"MZ\x90\x00" + b"\0" * 200), "照片.jpg")
    assert Attachment.objects.count() == 0


def test_the_meter_asks_of_a_case_only_what_this_case_must_have(town, mediator, case) -> None:
    def missing() -> list[str]:
        draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=mediator, for_change=False)
        return [paper.code for paper in lacking(draft)]

    assert missing() == ["registration", "rights_notice"]
    take_step(
        "dispute",
        case.case_id,
        "village_mediation",
        {"point": "水沟", "outcome": "调成了"},
        town=town,
        by=mediator,
    )
    assert missing() == ["registration", "rights_notice", "identity", "minutes"]
    attach("dispute", case.case_id, a_file(), town=town, by=mediator, paper="minutes")
    assert "minutes" not in missing()


def test_taking_a_file_away_is_written_down_and_breaks_no_digest(town, mediator, case) -> None:
    note_taking_away("dispute", case.case_id, "volume", town=town, by=mediator)
    assert TraceRecord.objects.filter(verb="downloaded", actor=mediator.key).count() == 1
    assert [*row_faults()] == []


def test_what_was_reported_up_is_remembered_and_what_changed_since_is_shown(town, mediator, case) -> None:
    form = form_of("mediation_case")
    version = Case.objects.get(pk=case.case_id).version
    assert states_of(form, [(case.case_id, version)], town) == {case.case_id: "never"}
    assert mark_reported(form, [case.case_id], town=town, by=mediator) == 1
    assert states_of(form, [(case.case_id, version)], town) == {case.case_id: "reported"}
    take_step(
        "dispute",
        case.case_id,
        "village_mediation",
        {"point": "水沟", "outcome": "调成了"},
        town=town,
        by=mediator,
    )
    version = Case.objects.get(pk=case.case_id).version
    assert states_of(form, [(case.case_id, version)], town) == {case.case_id: "changed"}
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=mediator, for_change=False)
    cards, last = copy_card(form, draft)
    changed = {card.field.heading: (card.before.word, card.told.word) for card in cards if card.before}
    assert last is not None
    assert changed["调解结果"] == ("有待继续调解", "调解成功")
    assert [*row_faults()] == []


def test_the_copy_card_keeps_the_upper_systems_codes(town, mediator, case) -> None:
    draft = take_in_hand(kind_of("dispute"), case.case_id, town=town, by=mediator, for_change=False)
    told = form_of("mediation_case").told(draft)
    assert (told["纠纷类别"].word, told["纠纷类别"].code) == ("邻里纠纷", "2")
    assert (told["案件来源"].word, told["案件来源"].code) == ("人民调解委员会主动调解", "2")
