"""起草 → 送审 → 同意发布 or 退回, and 撤下: the acts on what the public reads, each one transaction with its trace.

Who wrote in a version never publishes it; withdrawing needs one person only, for what is wrong must be gone at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fazhi.cases.in_force import calendar_in_force
from fazhi.orgs.models import Post, Town
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.orgs.roles import ROLES
from fazhi.pages.words import office_today
from fazhi.publishing.matters import PublicMatter, matter_of
from fazhi.publishing.models import IN_HAND, LookWithin, Release
from fazhi.records.actions import ChangedMeanwhile
from fazhi.records.kept import KeptRow, locked, put
from fazhi.terms.counting import end
from fazhi.terms.periods import Period, Unit
from fazhi.trace.writing import as_json

State, Way = Release.State, Release.Way
PUBLISHERS = tuple(role.code for role in ROLES.values() if role.publishes)
LONGEST = 500  # characters of a reason
DAYS_TO_LOOK, MOST_DAYS = 2, 10


def in_hand(subject: UUID) -> Release | None:
    """The version of it that is being written or waits."""
    found: Release | None = Release.objects.filter(subject=subject, state__in=IN_HAND).first()
    return found


def mark_of(row: KeptRow, release: Release | None) -> str:
    """What a form was begun with: the version in hand, or the row itself. A form carries it back."""
    return f"{release.pk}:{release.version}" if release else f"{row.pk}:{row.version}"


def publishers_for(release: Release) -> list[str]:
    """Those who could publish it: name and role of people of the town, none of them its writers."""
    posts = Post.objects.filter(town=release.town_id, role__in=PUBLISHERS, user__is_active=True)
    found = posts.exclude(user__in=[key for key in release.written_by if "-" in key])
    people: dict[str, str] = {}
    for name, role in found.order_by("role", "user__name").values_list("user__name", "role"):
        people.setdefault(name, f"{name}（{ROLES[role].name}）")
    return list(people.values())


def why_not_publish(release: Release, by: Actor) -> str:
    """Why this person does not decide on it, and who does; empty when they may."""
    if by.may_publish(release.town_id) and by.key not in release.written_by:
        return ""
    others = "、".join(publishers_for(release))
    can = (
        f"可以审核的有：{others}。"
        if others
        else "现在没有别人可以审核，请系统管理员给镇领导或者司法所另一位开登录名。"
    )
    if by.may_publish(release.town_id):
        return f"这一稿您写过，要由另一个人审核。{can}"
    return f"您的岗位不能审核对外发布的内容。{can}"


def write(
    matter: PublicMatter, row: Any, values: Mapping[str, Any], *, town: Town, by: Actor, seen: str | None = None,
    recalling: bool = False, looked_through: bool = False,
) -> Release:  # fmt: skip
    """Write its next version, or go on with the one in hand. `seen` is the `mark_of` the form was begun with.

    What the public reads stays as it is. `recalling` takes back what waits. Raises NotAllowed, Refused,
    ChangedMeanwhile when somebody else wrote meanwhile.
    """
    _require_writer(matter, town, by)
    with transaction.atomic():
        row = locked(matter.model, row.pk, town)
        release = in_hand(row.pk)
        if seen is not None and seen != mark_of(row, release):
            raise ChangedMeanwhile("这一份刚被别人改过。您写的还在；现在的样子写在上面，看过再存。")
        if release is not None and release.state == State.WAITING and not recalling:
            raise Refused("这一份正在等审核。您写的还在：按“取回来，保存我写的”，等审核的那一稿就退出审核。")
        before = matter.read(release) if release else {}
        after = {**matter.values(row), **before, **{name: plain(value) for name, value in values.items()}}
        matter.check(row, after)
        if release is None and matter.is_public(row) and after == matter.values(row):
            raise Refused("和公众页上现在的一样，没有要送审的。")
        new = release is None
        if release is None:
            if matter.is_public(row):
                ensure_public(matter, row, by=by)
            release = Release(town=town, matter=matter.code, subject=row.pk, number=_next_number(row))
        release.title, release.content = matter.title(after)[:300], as_json(after)
        release.state, release.looked_through = State.DRAFT, looked_through
        release.sent_at = None
        release.writers = "\n".join([*(key for key in release.written_by if key != by.key), by.key])
        if matter.follows_draft and not matter.is_public(row) and after != matter.values(row):
            _apply(row, after)
            put(row, "changed", by=by)
        _put(release, "drafted" if new else "written", by=by, new=new)
    return release


def plain(value: Any) -> Any:
    """Browsers send lines with another end than the texts that came with the product."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _next_number(row: Any) -> int:
    last = Release.objects.filter(subject=row.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def ensure_public(matter: PublicMatter, row: Any, *, by: Actor) -> Release:
    """The version the public reads now; of what was public before there were versions, one that says so."""
    found: Release | None = Release.objects.filter(subject=row.pk, state=State.PUBLIC).first()
    if found is not None:
        return found
    values = matter.values(row)
    made = Release(
        town_id=row.town_id, matter=matter.code, subject=row.pk, number=_next_number(row),
        title=matter.title(values)[:300], content=as_json(values), state=State.PUBLIC, way=Way.UPGRADE,
        published_at=timezone.now(),
    )  # fmt: skip
    _put(made, "public_before", by=by, new=True)
    return made


def submit(release_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> Release:
    """送审. Raises NotAllowed, Refused, ChangedMeanwhile."""
    with transaction.atomic():
        matter, row, release = _taken(release_id, town, version)
        _require_writer(matter, town, by)
        _require_state(release, State.DRAFT, State.RETURNED)
        values = matter.read(release)
        matter.check(row, values)
        doubts = matter.doubts(row, values) if matter.doubts_confirmed else []
        if doubts and not release.looked_through:
            raise Refused(
                f"“{'”“'.join(doubts)}”可能认得出人。确认不会认出人的，勾选“已看过”再送审。", "looked_through"
            )
        release.state, release.sent_at = State.WAITING, timezone.now()
        _put(release, "submitted", by=by)
    return release


def recall(release_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> Release:
    """取回 what waits, to change it. Raises NotAllowed, Refused, ChangedMeanwhile."""
    with transaction.atomic():
        matter, _, release = _taken(release_id, town, version)
        _require_writer(matter, town, by)
        _require_state(release, State.WAITING)
        release.state, release.sent_at = State.DRAFT, None
        _put(release, "recalled", by=by)
    return release


def drop(release_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> Release:
    """不要了: a draft nobody goes on with; it stays readable here. Raises NotAllowed, Refused, ChangedMeanwhile."""
    with transaction.atomic():
        matter, _, release = _taken(release_id, town, version)
        _require_writer(matter, town, by)
        _require_state(release, State.DRAFT, State.RETURNED)
        release.state = State.DROPPED
        _put(release, "dropped", by=by)
    return release


def send_back(release_id: UUID, reason: str, *, town: Town, by: Actor, version: int) -> Release:
    """退回 with a reason; what was written stays. Raises NotAllowed, Refused, ChangedMeanwhile."""
    with transaction.atomic():
        _, _, release = _taken(release_id, town, version)
        _require_publisher(release, by)
        _require_state(release, State.WAITING)
        release.reason, release.returned_by = _reason(reason, "请写明退回的理由，起草的人好改"), by.key
        release.state = State.RETURNED
        _put(release, "sent_back", by=by)
    return release


def publish(release_id: UUID, *, town: Town, by: Actor, version: int) -> Release:
    """同意发布: from now on the public reads it. `version` is the one this person saw.

    Raises NotAllowed for whoever wrote in it and for whose post does not publish, Refused, ChangedMeanwhile.
    """
    with transaction.atomic():
        matter, row, release = _taken(release_id, town, version)
        _require_publisher(release, by)
        _require_state(release, State.WAITING)
        _go_out(matter, row, release, Way.APPROVED, by)
        release.published_by = by.key
        _put(release, "published", by=by, title=True)
    return release


def publish_at_once(release_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> Release:
    """紧急发布 by who wrote it: only of what is declared so, shown to another to look at within some working days.

    Raises NotAllowed, Refused, ChangedMeanwhile.
    """
    with transaction.atomic():
        matter, row, release = _taken(release_id, town, version)
        _require_writer(matter, town, by)
        if not matter.at_once:
            raise Refused(f"{matter.name}不能一个人发布，请送审。")
        _require_state(release, State.DRAFT, State.RETURNED, State.WAITING)
        _go_out(matter, row, release, Way.AT_ONCE, by)
        days = Period(look_within(town), Unit.WORKING_DAYS)
        release.look_by = end(office_today(), calendar_in_force().estimating(), days)
        _put(release, "at_once", by=by, title=True)
    return release


def look(release_id: UUID, *, town: Town, by: Actor, version: int | None = None) -> Release:
    """补看: another has looked at what went out at once. Raises NotAllowed for its writers, Refused."""
    with transaction.atomic():
        _, _, release = _taken(release_id, town, version)
        _require_publisher(release, by)
        if release.look_by is None or release.looked_at is not None:
            raise Refused("这一稿不用补看。")
        release.looked_at, release.looked_by = timezone.now(), by.key
        _put(release, "looked_at", by=by)
    return release


def look_within(town: Town) -> int:
    """How many working days another has to look at what went out at once."""
    days = LookWithin.objects.filter(town=town).values_list("days", flat=True).first()
    return DAYS_TO_LOOK if days is None else days


def set_look_within(days: int, *, town: Town, by: Actor) -> None:
    """Change it; what went out already keeps its day. Raises NotAllowed, Refused."""
    require(by.may_publish(town), "只有司法所和镇领导可以改这个数。")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"请填1到{MOST_DAYS}之间的数", "days")
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)
        row = LookWithin.objects.filter(town=town).first()
        made = row or LookWithin(town=town)
        made.days = days
        put(made, "number_set", by=by, told={"number": days}, new=row is None)


def withdraw(release_id: UUID, reason: str, *, town: Town, by: Actor, version: int | None = None) -> Release:
    """撤下: gone from every public page at once. Either person does it alone. Raises NotAllowed, Refused."""
    with transaction.atomic():
        matter, row, release = _taken(release_id, town, version)
        require(
            by.may_keep(matter.kind, town) or by.may_publish(town),
            "您的岗位不能撤下公众页上的内容，请找司法所或者镇领导。",
        )
        _require_state(release, State.PUBLIC)
        release.end_reason = _reason(reason, "请写明为什么撤下")
        matter.set_public(row, False, office_today())
        put(row, "withdrawn", by=by)
        release.state, release.ended_at, release.ended_by = State.WITHDRAWN, timezone.now(), by.key
        _put(release, "withdrawn", by=by, title=True)
    return release


def _go_out(matter: PublicMatter, row: Any, release: Release, way: str, by: Actor) -> None:
    """The row says what the version says, and the public reads it; the version before steps down."""
    values = matter.read(release)
    matter.check(row, values)
    if matter.is_public(row):
        before = ensure_public(matter, row, by=by)
        before.state, before.ended_at, before.ended_by = State.REPLACED, timezone.now(), by.key
        _put(before, "replaced", by=by)
    _apply(row, values)
    matter.set_public(row, True, office_today())
    put(row, "published", by=by)
    release.state, release.way, release.published_at = State.PUBLIC, way, timezone.now()


def _apply(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _put(release: Release, verb: str, *, by: Actor, new: bool = False, title: bool = False) -> None:
    """Of the title only what went out is told: a draft may still name somebody."""
    told = {"release": f"{matter_of(release.matter).name}第{release.number}稿"}
    put(release, verb, by=by, told={**told, "title": release.title} if title else told, new=new)


def _taken(release_id: UUID, town: Town, version: int | None) -> tuple[PublicMatter, Any, Release]:
    """The version and the row it is about, locked: the row first, always."""
    found = Release.objects.filter(pk=release_id, town=town).values_list("matter", "subject").first()
    if found is None:
        raise Refused("没有找到这一稿，请从列表里重新打开。")
    matter = matter_of(found[0])
    row = locked(matter.model, found[1], town)
    return matter, row, locked(Release, release_id, town, version=version)


def _require_writer(matter: PublicMatter, town: Town, by: Actor) -> None:
    require(by.may_keep(matter.kind, town), "您的岗位不能起草对外发布的内容，请交给司法所起草。")


def _require_publisher(release: Release, by: Actor) -> None:
    why = why_not_publish(release, by)
    require(not why, why)


def _require_state(release: Release, *states: str) -> None:
    if release.state not in states:
        raise Refused(f"这一稿现在是“{release.get_state_display()}”，不能再办这一步。")


def _reason(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(missing, "reason")
    if len(text) > LONGEST:
        raise Refused(f"理由请写在{LONGEST}字以内，现在是{len(text)}字", "reason")
    return text
