"""PIN and phones: coming back on a shared phone by four to six digits, after one login there with the password."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from fazhi.orgs.actions import ONLY_KEEPERS, manages
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import Actor, Refused, require
from fazhi.portal.phone.models import Phone, PhoneUser, Pin
from fazhi.trace.writing import Entry, append

TRIES = 5
DIGITS = re.compile(r"[0-9]{4,6}")


class Locked(Refused):
    """Five wrong PINs: the password opens this phone again."""


def set_pin(user: User, digits: str, *, by: Actor) -> None:
    """Set the PIN of oneself or, as keeper of people, of somebody else. Raises NotAllowed, Refused."""
    own = by.key == str(user.pk)
    require(own or manages(by, user), ONLY_KEEPERS)
    if not DIGITS.fullmatch(digits):
        raise Refused("PIN应为4到6位数字，请再写一次", "new")
    if len(set(digits)) == 1 or digits in "01234567890" or digits in "09876543210":
        raise Refused("这样的PIN太好猜，请换一个，不用相同或连着的数字", "new")
    with transaction.atomic():
        Pin.objects.update_or_create(user=user, defaults={"digits": make_password(digits)})
        # Phones shut by wrong tries stay shut: only the password opens them.
        towns = list(Town.objects.filter(posts__user=user).distinct())
        append(
            Entry(
                chain=f"{town.pk}:people", verb="pin_set", kind="user", subject=user.pk, actor=by.key, town=town.pk
            )
            for town in towns
        )  # fmt: skip


def has_pin(user: User) -> bool:
    """Whether the person has set a PIN."""
    return Pin.objects.filter(user=user).exists()


def new_token() -> str:
    """What a phone's cookie holds."""
    return secrets.token_urlsafe(32)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mark(user: User) -> str:
    """Changes with the password, tells nothing of it."""
    return user.get_session_auth_hash()


def keep_on(token: str, user: User) -> None:
    """From now on the person may come in by PIN on the phone of that cookie. After a login with the password."""
    with transaction.atomic():
        phone, _ = Phone.objects.get_or_create(token=_digest(token))
        PhoneUser.objects.update_or_create(
            phone=phone, user=user, defaults={"password_mark": _mark(user), "wrong": 0}
        )


def people_on(token: str) -> list[PhoneUser]:
    """Those who may come in by PIN on that phone."""
    if not token:
        return []
    found = PhoneUser.objects.filter(phone__token=_digest(token), user__is_active=True).select_related("user")
    with_pin = set(Pin.objects.filter(user__in=[one.user_id for one in found]).values_list("user", flat=True))
    return [one for one in found.order_by("user__name", "pk") if one.user_id in with_pin]


def check_pin(one: PhoneUser, digits: str) -> User:
    """The person, when the PIN is theirs. Each try is counted before it is looked at. Raises Locked, Refused."""
    if not hmac.compare_digest(one.password_mark, _mark(one.user)):
        raise Locked("密码改过了，请用密码登录一次。")
    counted = PhoneUser.objects.filter(pk=one.pk, wrong__lt=TRIES).update(wrong=F("wrong") + 1)
    if not counted:
        raise Locked(f"PIN已经输错{TRIES}次，请用密码登录一次。")
    if not check_password(digits, Pin.objects.get(user=one.user_id).digits):
        left = max(0, TRIES - PhoneUser.objects.get(pk=one.pk).wrong)
        if not left:
            raise Locked(f"PIN已经输错{TRIES}次，请用密码登录一次。")
        raise Refused(f"PIN不对，请再输一次，还能试{left}次。")
    PhoneUser.objects.filter(pk=one.pk).update(wrong=0)
    return one.user
