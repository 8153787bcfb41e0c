"""Towns, people and posts by actions: permission, checks, trace."""

from __future__ import annotations

import pytest

from fazhi.orgs.actions import (
    create_town,
    create_user,
    give_post,
    manages,
    reset_password,
    set_active,
    take_post,
)
from fazhi.orgs.models import Post, Town, User, Village
from fazhi.orgs.permissions import CONSOLE, NotAllowed, Refused, actor
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db
PASSWORD = "kaohe-2026-liang"


def a_keeper(town, username="keeper"):
    user = create_user(username, "管理员", PASSWORD, by=CONSOLE)
    give_post(user, town, "system_admin", by=CONSOLE)
    return actor(user)


def test_a_town_is_made_at_the_console_and_told():
    town = create_town(" 合作镇 ", code="320681109", county="启东市", by=CONSOLE)
    assert (town.name, town.code, town.county) == ("合作镇", "320681109", "启东市")
    assert TraceRecord.objects.get(subject=str(town.pk)).verb == "added"
    with pytest.raises(NotAllowed):
        create_town("乙镇", by=a_keeper(town))


@pytest.mark.parametrize(
    ("name", "code", "field"),
    [("", None, "name"), ("长" * 61, None, "name"), ("乙镇", "12345", "code"), ("乙镇", "１２３４５６７８９", "code"),
     ("乙镇", "320681109", "code"), ("合作镇", None, "code")],
)  # fmt: skip
def test_a_town_that_cannot_be_told_from_another_is_refused(name, code, field):
    create_town("合作镇", code="320681109", by=CONSOLE)
    with pytest.raises(Refused) as refusal:
        create_town(name, code=code, by=CONSOLE)
    assert refusal.value.field == field
    assert Town.objects.count() == 1


def test_towns_of_one_name_are_told_apart_by_their_codes():
    create_town("城关镇", code="320681109", by=CONSOLE)
    create_town("城关镇", code="320681110", by=CONSOLE)
    assert Town.objects.filter(name="城关镇").count() == 2


def test_a_user_is_made_by_a_keeper_of_the_town_with_a_password_that_works_and_is_not_told():
    town = create_town("合作镇", by=CONSOLE)
    keeper = a_keeper(town)
    user = create_user("lixin", "李新", PASSWORD, by=keeper, town=town)
    assert user.check_password(PASSWORD)
    entry = TraceRecord.objects.get(subject=str(user.pk))
    assert entry.actor == keeper.key
    assert PASSWORD not in entry.change
    with pytest.raises(NotAllowed):
        create_user("other", "旁人", PASSWORD, by=keeper)
    with pytest.raises(NotAllowed):
        create_user("other", "旁人", PASSWORD, by=keeper, town=create_town("乙镇", by=CONSOLE))


@pytest.mark.parametrize(
    ("username", "name", "password", "field"),
    [("a", "某", PASSWORD, "username"), ("有 空格", "某", PASSWORD, "username"), ("LIXIN", "某", PASSWORD, "username"),
     ("ok", " ", PASSWORD, "name"), ("ok", "某", "123", "password"), ("ok", "某", "12345678901", "password")],
)  # fmt: skip
def test_a_user_that_cannot_be_is_refused_with_the_field(username, name, password, field):
    create_user("lixin", "李新", PASSWORD, by=CONSOLE)
    with pytest.raises(Refused) as refusal:
        create_user(username, name, password, by=CONSOLE)
    assert refusal.value.field == field
    assert User.objects.count() == 1


def test_a_post_bound_to_a_village_names_a_village_of_the_town():
    town, other = create_town("合作镇", by=CONSOLE), create_town("乙镇", by=CONSOLE)
    mine = Village.objects.create(town=town, name="示例一村")
    theirs = Village.objects.create(town=other, name="示例一村")
    user = create_user("lixin", "李新", PASSWORD, by=CONSOLE)
    for village in (None, theirs):
        with pytest.raises(Refused, match="请选是哪个村居"):
            give_post(user, town, "village_mediator", village=village, by=CONSOLE)
    with pytest.raises(Refused, match="请填写网格"):
        give_post(user, town, "grid_worker", village=mine, grid=" ", by=CONSOLE)
    with pytest.raises(Refused, match="没有“emperor”这个岗位"):
        give_post(user, town, "emperor", by=CONSOLE)
    post = give_post(user, town, "grid_worker", village=mine, grid="3网格", by=CONSOLE)
    assert (post.village, post.grid) == (mine, "3网格")
    office = give_post(user, town, "justice_office", village=mine, grid="3网格", by=CONSOLE)
    assert (office.village, office.grid) == (None, "")
    with pytest.raises(Refused, match="已经是"):
        give_post(user, town, "justice_office", by=CONSOLE)


def test_posts_are_given_and_taken_by_a_keeper_of_that_town_and_never_ones_own():
    town, other = create_town("合作镇", by=CONSOLE), create_town("乙镇", by=CONSOLE)
    keeper, stranger = a_keeper(town), a_keeper(other, "stranger")
    user = create_user("lixin", "李新", PASSWORD, by=CONSOLE)
    with pytest.raises(NotAllowed):
        give_post(user, town, "justice_office", by=stranger)
    post = give_post(user, town, "justice_office", by=keeper)
    with pytest.raises(NotAllowed):
        take_post(post, by=stranger)
    take_post(post, by=keeper)
    assert not user.posts.exists()
    with pytest.raises(Refused):
        take_post(post, by=keeper)
    myself = User.objects.get(username="keeper")
    with pytest.raises(Refused, match="不能给自己加岗位"):
        give_post(myself, town, "justice_office", by=keeper)
    with pytest.raises(Refused, match="不能去掉自己的岗位"):
        take_post(myself.posts.get(), by=keeper)
    assert Post.objects.filter(user=myself).count() == 1


def test_a_password_is_reset_by_its_owner_or_by_who_keeps_all_towns_of_the_person():
    town, other = create_town("合作镇", by=CONSOLE), create_town("乙镇", by=CONSOLE)
    keeper = a_keeper(town)
    user = create_user("lixin", "李新", PASSWORD, by=CONSOLE)
    with pytest.raises(NotAllowed):
        reset_password(user, "qiu-tian-2026", by=keeper)
    give_post(user, town, "justice_office", by=CONSOLE)
    assert manages(keeper, user)
    reset_password(user, "qiu-tian-2026", by=keeper)
    assert User.objects.get(pk=user.pk).check_password("qiu-tian-2026")
    reset_password(user, "dong-tian-2026", by=actor(user))
    give_post(user, other, "justice_office", by=CONSOLE)
    assert not manages(keeper, user)
    with pytest.raises(NotAllowed, match="别的乡镇"):
        reset_password(user, "chun-tian-2026", by=keeper)
    with pytest.raises(NotAllowed, match="别的乡镇"):
        set_active(user, False, by=keeper)
    reset_password(user, "xia-tian-2026", by=CONSOLE)
    verbs = list(
        TraceRecord.objects.filter(subject=str(user.pk)).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "added",
        "post_given",
        "password_reset",
        "password_changed",
        "post_given",
        "password_reset",
        "password_reset",
    ]


def test_shutting_out_is_told_and_not_done_twice():
    town = create_town("合作镇", by=CONSOLE)
    keeper = a_keeper(town)
    user = create_user("lixin", "李新", PASSWORD, by=CONSOLE)
    give_post(user, town, "justice_office", by=CONSOLE)
    set_active(user, False, by=keeper)
    with pytest.raises(Refused, match="已经停用"):
        set_active(user, False, by=keeper)
    set_active(user, True, by=keeper)
    assert TraceRecord.objects.filter(subject=str(user.pk), verb__in=("shut_out", "let_in")).count() == 2
    with pytest.raises(Refused, match="不能停用自己"):
        set_active(User.objects.get(username="keeper"), False, by=keeper)
