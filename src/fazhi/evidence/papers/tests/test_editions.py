"""A town replaces a template, takes it back, and what was issued stays as it was."""

from __future__ import annotations

import pytest
from django.db import transaction

import given
from fazhi.evidence.checking import paper_faults
from fazhi.evidence.models import IssuedPaper, TownTemplate
from fazhi.evidence.papers import template_of, write_paper
from fazhi.evidence.papers.editions import change_template, in_use, restore_template
from fazhi.evidence.papers.general import AUTHORITY
from fazhi.evidence.papers.issuing import facts_of, issue_paper, prepare_paper
from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed, Refused
from fazhi.storage.ids import new_id
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
OWN = "【标题】{委托人}的授权委托书\n委托{受委托人}。"
CODE = AUTHORITY.code


@pytest.fixture
def town() -> Town:
    return given.a_town()


def issued(town: Town, **facts: object) -> IssuedPaper:
    prepared = prepare_paper(AUTHORITY, {"委托人": "示例甲", **facts}, town=town)
    with transaction.atomic():
        return issue_paper(prepared, town=town, subject=new_id(), by=CONSOLE)


def test_a_town_writes_with_the_softwares_own_text_until_it_has_one(town: Town) -> None:
    assert in_use(town, AUTHORITY) == in_use(None, AUTHORITY)
    change_template(town, CODE, OWN, edition=0, by=CONSOLE)
    used = in_use(town, AUTHORITY)
    assert (used.template.text, used.edition, used.own) == (OWN, 1, True)
    assert not in_use(given.a_town("示例二镇"), AUTHORITY).own
    assert template_of(CODE) is AUTHORITY


def test_an_edition_is_never_changed_and_the_own_text_can_be_brought_back(town: Town) -> None:
    change_template(town, CODE, OWN, edition=0, by=CONSOLE)
    change_template(town, CODE, OWN + "\n再一行", edition=1, by=CONSOLE)
    restore_template(town, CODE, edition=2, by=CONSOLE)
    assert [row.text for row in TownTemplate.objects.order_by("edition")] == [OWN, OWN + "\n再一行", ""]
    assert not in_use(town, AUTHORITY).own
    with pytest.raises(Refused, match="不用恢复"):
        restore_template(town, CODE, edition=3, by=CONSOLE)
    verbs = TraceRecord.objects.filter(kind="towntemplate").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["template_changed", "template_changed", "template_restored"]


def test_a_bad_template_is_refused_with_its_line_and_nothing_is_kept(town: Town) -> None:
    with pytest.raises(Refused, match="第2行：没有“委托仁”这个字段") as refused:
        change_template(town, CODE, "【标题】甲\n{委托仁}", edition=0, by=CONSOLE)
    assert refused.value.field == "text"
    with pytest.raises(Refused, match="恢复本来的模板"):
        change_template(town, CODE, " \n", edition=0, by=CONSOLE)
    with pytest.raises(Refused, match="没有这种文书"):
        change_template(town, "nothing", OWN, edition=0, by=CONSOLE)
    assert TownTemplate.objects.count() == 0


def test_two_people_at_once_do_not_write_over_each_other(town: Town) -> None:
    change_template(town, CODE, OWN, edition=0, by=CONSOLE)
    with pytest.raises(Refused, match="刚才有人改过"):
        change_template(town, CODE, OWN + "\n晚了", edition=0, by=CONSOLE)


def test_the_same_text_again_is_no_new_edition(town: Town) -> None:
    first = change_template(town, CODE, OWN, edition=0, by=CONSOLE)
    assert change_template(town, CODE, OWN.replace("\n", "\r\n"), edition=1, by=CONSOLE) == first


def test_only_the_justice_office_changes_templates(town: Town) -> None:
    with pytest.raises(NotAllowed, match="司法所"):
        change_template(town, CODE, OWN, edition=0, by=Actor("x", "示例"))


def test_an_issued_paper_can_be_made_again_after_the_template_has_changed(town: Town) -> None:
    paper = issued(town, 代理权限="代为参加调解")
    content = paper.stored_file.path.read_bytes()
    change_template(town, CODE, OWN, edition=0, by=CONSOLE)
    paper.refresh_from_db()
    again = write_paper(AUTHORITY.with_text(paper.template_text), facts_of(paper))
    assert again == content
    assert (paper.edition, paper.stored_file.media_type.split(".")[-1]) == (0, "document")
    assert issued(town).edition == 1


def test_an_edition_the_software_no_longer_understands_is_not_used(town: Town) -> None:
    row = change_template(town, CODE, OWN, edition=0, by=CONSOLE)
    TownTemplate.objects.filter(pk=row.pk).update(text="【标题】{早就没有的字段}")
    assert not in_use(town, AUTHORITY).own


def test_a_paper_is_recorded_with_its_trace_or_not_at_all(town: Town) -> None:
    paper = issued(town)
    entry = TraceRecord.objects.get(subject=str(paper.pk))
    assert (entry.verb, entry.kind) == ("issued", "issuedpaper")
    assert paper.stored_file.digest in entry.change
    assert list(paper_faults()) == []


def test_what_was_changed_without_an_act_is_found(town: Town) -> None:
    row, paper = change_template(town, CODE, OWN, edition=0, by=CONSOLE), issued(town)
    other = issued(town)
    TownTemplate.objects.filter(pk=row.pk).update(text="【标题】改过")
    IssuedPaper.objects.filter(pk=paper.pk).update(facts={"委托人": "别人"})
    IssuedPaper.objects.filter(pk=other.pk).delete()
    assert sorted((fault.code, fault.where) for fault in paper_faults()) == sorted(
        [("changed", str(row.pk)), ("changed", str(paper.pk)), ("row_gone", str(other.pk))]
    )
