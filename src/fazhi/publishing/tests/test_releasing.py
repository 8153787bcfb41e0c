"""起草, 送审, 同意发布, 退回, 撤下: never by one person alone, nothing lost, all of it in the log."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE, Actor, NotAllowed, Refused, actor
from fazhi.pages.tests.towns import a_person, a_town, client_of, text_of
from fazhi.publishing import releasing
from fazhi.publishing.differences import stretches
from fazhi.publishing.log import dates, log
from fazhi.publishing.models import Release
from fazhi.publishing.upgrading import enter_public
from fazhi.reception.applications import answer, draft_answer
from fazhi.reception.centre import keep_centre, keep_guide
from fazhi.reception.models import Application, ServiceCentre, ServiceGuide
from fazhi.reception.tests.centres import CENTRE, a_centre, a_question, an_answer, publish_all
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.checking import row_faults
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
P = "/p/shili"
OLD, NEW = "到窗口说明情况。", "先打电话，再到窗口来。"
State = Release.State


@pytest.fixture
def town() -> Town:
    made = a_town("示例镇")
    a_centre(made)
    return made


@pytest.fixture
def guide(town: Town) -> ServiceGuide:
    return ServiceGuide.objects.get(town=town, code="legal-aid")


@pytest.fixture
def li(town: Town) -> Actor:
    return actor(a_person(town, "justice_office"))


@pytest.fixture
def wang(town: Town) -> Actor:
    return actor(a_person(town, "town_leader"))


def drafted(town: Town, guide: ServiceGuide, by: Actor, steps: str = NEW, **more: Any) -> Release:
    return keep_guide({"steps": steps}, town=town, by=by, guide_id=guide.pk, **more)


def waiting(town: Town, guide: ServiceGuide, by: Actor, steps: str = NEW) -> Release:
    return releasing.submit(drafted(town, guide, by, steps).pk, town=town, by=by)


def public_page(guide: ServiceGuide) -> str:
    return text_of(Client().get(f"{P}/guides/{guide.code}/"))


def test_the_public_reads_the_old_version_until_another_lets_the_new_one_go(
    town: Town, guide: ServiceGuide, li: Actor, wang: Actor
) -> None:
    before = public_page(guide)
    release = waiting(town, guide, li)
    assert public_page(guide) == before
    releasing.publish(release.pk, town=town, by=wang, version=release.version)
    page = public_page(guide)
    assert NEW in page
    assert "发布日期" in page
    states = list(Release.objects.filter(subject=guide.pk).order_by("number").values_list("state", flat=True))
    assert states == [State.REPLACED, State.PUBLIC]
    assert list(row_faults()) == []


@pytest.mark.parametrize("role", ["justice_office", "town_leader"])
def test_nobody_publishes_or_returns_what_they_wrote_themselves(
    town: Town, guide: ServiceGuide, li: Actor, role: str
) -> None:
    release = waiting(town, guide, li)
    colleague = a_person(town, role)
    with pytest.raises(NotAllowed, match=f"要由另一个人审核。可以审核的有：.*{colleague.name}"):
        releasing.publish(release.pk, town=town, by=li, version=release.version)
    with pytest.raises(NotAllowed):
        releasing.send_back(release.pk, "自己退", town=town, by=li, version=release.version)
    # Whoever adds a word to it has written in it too.
    second = actor(a_person(town, "justice_office"))
    releasing.submit(
        drafted(town, guide, second, f"{NEW}\n再一步。", recalling=True).pk, town=town, by=second
    )
    release.refresh_from_db()
    for by in (li, second):
        with pytest.raises(NotAllowed, match="这一稿您写过"):
            releasing.publish(release.pk, town=town, by=by, version=release.version)
    assert NEW not in public_page(guide)


def test_a_town_with_one_person_is_told_what_to_do(town: Town, guide: ServiceGuide, li: Actor) -> None:
    release = waiting(town, guide, li)
    with pytest.raises(NotAllowed, match="请系统管理员给镇领导或者司法所另一位开登录名"):
        releasing.publish(release.pk, town=town, by=li, version=release.version)


@pytest.mark.parametrize("role", ["town_mediator", "county_bureau", "party_office", "enforcement_bureau", "system_admin"])  # fmt: skip
def test_a_role_that_does_not_publish_cannot(town: Town, guide: ServiceGuide, li: Actor, role: str) -> None:
    release = waiting(town, guide, li)
    with pytest.raises(NotAllowed, match="您的岗位不能审核"):
        releasing.publish(release.pk, town=town, by=actor(a_person(town, role)), version=release.version)


def test_of_another_town_nobody_publishes(town: Town, guide: ServiceGuide, li: Actor) -> None:
    release = waiting(town, guide, li)
    other = a_town("别镇")
    stranger = actor(a_person(other, "town_leader"))
    with pytest.raises(Refused):
        releasing.publish(release.pk, town=other, by=stranger, version=release.version)
    with pytest.raises(NotAllowed):
        releasing.publish(release.pk, town=town, by=stranger, version=release.version)


def test_what_came_back_keeps_its_text_and_the_reason(
    town: Town, guide: ServiceGuide, li: Actor, wang: Actor
) -> None:
    release = waiting(town, guide, li)
    with pytest.raises(Refused, match="退回的理由"):
        releasing.send_back(release.pk, " ", town=town, by=wang, version=release.version)
    releasing.send_back(release.pk, "写清楚几楼", town=town, by=wang, version=release.version)
    release.refresh_from_db()
    assert (release.state, release.reason, release.values["steps"]) == (State.RETURNED, "写清楚几楼", NEW)
    release = waiting(town, guide, li, f"{NEW}\n二楼。")
    assert (release.number, release.reason) == (2, "写清楚几楼")
    releasing.publish(release.pk, town=town, by=wang, version=release.version)
    assert "二楼。" in public_page(guide)
    assert not TraceRecord.objects.filter(change__contains="几楼").exists()


def test_only_what_somebody_saw_is_published(town: Town, guide: ServiceGuide, li: Actor, wang: Actor) -> None:
    seen = waiting(town, guide, li)
    releasing.submit(drafted(town, guide, li, "偷偷换掉。", recalling=True).pk, town=town, by=li)
    with pytest.raises(ChangedMeanwhile):
        releasing.publish(seen.pk, town=town, by=wang, version=seen.version)
    assert "偷偷换掉" not in public_page(guide)


def test_a_draft_that_was_not_submitted_is_not_published(
    town: Town, guide: ServiceGuide, li: Actor, wang: Actor
) -> None:
    release = drafted(town, guide, li)
    with pytest.raises(Refused, match="草稿"):
        releasing.publish(release.pk, town=town, by=wang, version=release.version)


def test_a_second_editor_is_told_and_takes_back_knowingly(
    town: Town, guide: ServiceGuide, li: Actor, wang: Actor
) -> None:
    begun = releasing.mark_of(guide, None)
    release = waiting(town, guide, li)
    second = actor(a_person(town, "justice_office"))
    with pytest.raises(ChangedMeanwhile, match="刚被别人改过"):
        drafted(town, guide, second, "第二个人写的。", seen=begun)
    with pytest.raises(Refused, match="正在等审核"):
        drafted(town, guide, second, "第二个人写的。")
    release.refresh_from_db()
    assert (release.state, release.values["steps"]) == (State.WAITING, NEW)
    drafted(town, guide, second, "第二个人写的。", recalling=True)
    release.refresh_from_db()
    assert release.state == State.DRAFT
    assert release.written_by == [li.key, second.key]


def test_what_is_taken_down_is_gone_at_once_from_every_address(
    town: Town, guide: ServiceGuide, li: Actor
) -> None:
    question = a_question(ServiceCentre.objects.get(town=town))
    answer(question.pk, "三年。", town=town, by=li, today=date(2026, 3, 10))
    an_answer(question, "借条多久过期", "普通诉讼时效三年。", by=li)
    visitor = Client()
    addresses = {f"{P}/guides/legal-aid/": guide, f"{P}/asked/": question}
    for path in addresses:
        assert visitor.get(path)["Cache-Control"] == "no-store"
    for subject in (guide, question):
        release = Release.objects.get(subject=subject.pk, state=State.PUBLIC)
        with pytest.raises(Refused, match="为什么撤下"):
            releasing.withdraw(release.pk, "", town=town, by=li)
        releasing.withdraw(release.pk, "改了法", town=town, by=li)
    assert visitor.get(f"{P}/guides/legal-aid/").status_code == 404
    pages = "".join(text_of(visitor.get(f"{P}/{path}")) for path in ("", "centre/", "asked/"))
    assert not [words for words in (guide.title, "借条多久过期", "诉讼时效三年") if words in pages]
    centre = Release.objects.get(matter="centre", state=State.PUBLIC)
    releasing.withdraw(centre.pk, "搬家", town=town, by=li)
    for path in ("", "centre/", "asked/", "progress/", "guides/mediation/", "do/question/"):
        assert visitor.get(f"{P}/{path}").status_code == 404
    assert list(row_faults()) == []


def test_taking_down_keeps_the_draft_in_hand_and_it_can_go_out_again(
    town: Town, guide: ServiceGuide, li: Actor, wang: Actor
) -> None:
    release = waiting(town, guide, li)
    old = Release.objects.get(subject=guide.pk, state=State.PUBLIC)
    releasing.withdraw(old.pk, "先拿下来", town=town, by=wang)
    releasing.publish(release.pk, town=town, by=wang, version=release.version)
    assert NEW in public_page(guide)
    began, moved = dates(town, "guide")[guide.pk]
    assert (began is not None, moved) == (True, None)


def test_the_log_tells_who_drafted_who_let_go_and_why_it_went(
    town: Town, guide: ServiceGuide, li: Actor, wang: Actor
) -> None:
    release = waiting(town, guide, li)
    releasing.publish(release.pk, town=town, by=wang, version=release.version)
    releasing.withdraw(release.pk, "写错了", town=town, by=li)
    of_guide = [one for one in log(town, ["reception"]) if one.release.subject == guide.pk]
    assert [(one.what, one.release.number) for one in of_guide] == [("撤下", 2), ("更新", 2), ("发布", 1)]
    taken, moved, first = of_guide
    assert (taken.decided_by, taken.reason) == (li.name, "写错了")
    assert (moved.drafted_by, moved.decided_by) == (li.name, wang.name)
    assert first.drafted_by == CONSOLE.name
    assert log(town, ["dispute"]) == log(town, ["reception"], 1999) == []
    verbs = TraceRecord.objects.filter(kind="release", subject=str(release.pk)).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["drafted", "submitted", "published", "withdrawn"]


def test_what_was_public_before_the_upgrade_stays_and_the_log_says_so(
    town: Town, guide: ServiceGuide
) -> None:
    before = public_page(guide)
    known = Release.objects.filter(state=State.PUBLIC).count()
    Release.objects.all().delete()
    assert enter_public(CONSOLE) == known
    assert enter_public(CONSOLE) == 0
    entered = [one for one in log(town, ["reception"]) if one.release.subject == guide.pk]
    assert [(one.what, one.drafted_by) for one in entered] == [("升级时已在发布", "")]
    page = public_page(guide)
    assert "发布日期" not in page
    assert page == before.replace(_dates(before), "")


def _dates(page: str) -> str:
    start = page.index('<p class="meta">发布日期')
    return page[start : page.index("</p>", start) + 4]


def test_a_first_version_is_seen_by_nobody_outside(town: Town, li: Actor, wang: Actor) -> None:
    values = {"kind": "guide", "title": "办社保", "steps": "到窗口来", "since": date(2026, 3, 2)}
    release = keep_guide(values, town=town, by=li)
    made = ServiceGuide.objects.get(pk=release.subject)
    assert Client().get(f"{P}/guides/{made.code}/").status_code == 404
    assert "办社保" not in text_of(Client().get(f"{P}/"))
    releasing.drop(release.pk, town=town, by=li)
    again = waiting(town, made, li, "改过的")
    assert (again.number, made.is_public) == (2, False)
    releasing.publish(again.pk, town=town, by=wang, version=again.version)
    assert "办社保" in text_of(Client().get(f"{P}/"))


def test_an_unchanged_text_needs_no_approval(town: Town, guide: ServiceGuide, li: Actor) -> None:
    with pytest.raises(Refused, match="没有要送审的"):
        drafted(town, guide, li, guide.steps)


def test_a_name_that_another_town_took_meanwhile_is_refused_when_it_goes_out(town: Town, li: Actor) -> None:
    release = keep_centre({**CENTRE, "slug": "xin"}, town=town, by=li, today=date(2026, 3, 2))
    releasing.submit(release.pk, town=town, by=li)
    a_centre(a_town("别镇"), slug="xin")
    with pytest.raises(Refused, match="已经有乡镇在用"):
        publish_all(town)
    assert Client().get(f"{P}/").status_code == 200


def test_two_texts_become_one_with_what_went_and_what_came() -> None:
    found = stretches("先来，再办。\n不收费。", "先打电话，再办。\n不收费。")
    assert [(one.words, one.look) for one in found] == [
        ("先来，", "del"), ("先打电话，", "ins"), ("再办。\n不收费。", ""),
    ]  # fmt: skip


def test_an_answer_whose_asker_is_known_by_now_does_not_go_out(town: Town, li: Actor, wang: Actor) -> None:
    question = a_question(ServiceCentre.objects.get(town=town), name="示例张三")
    answer(question.pk, "三年。", town=town, by=li, today=date(2026, 3, 10))
    with pytest.raises(Refused, match="姓名“示例张三”"):
        draft_answer(question.pk, "示例张三的借条", "三年。", town=town, by=li)
    assert not Release.objects.filter(subject=question.pk).exists()
    assert Application.objects.get(pk=question.pk).public_question == ""


def test_pages_say_nothing_to_who_does_not_see_receptions(town: Town, guide: ServiceGuide, li: Actor) -> None:
    release = waiting(town, guide, li)
    outsider = client_of(a_person(town, "party_office"))
    for path in ("/releases/", f"/releases/{release.pk}/"):
        assert outsider.get(path).status_code == 404
