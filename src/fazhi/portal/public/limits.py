"""Slowing down who sends or guesses in bulk: by address, then with a question in words, never with a picture puzzle.

A whole village may share one address of a mobile network, so a question comes long before a refusal.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from fazhi.pages.fields import plain
from fazhi.portal.public.models import PublicTry
from fazhi.terms.written_numbers import chinese_integer

DAY = timedelta(days=1)
# what: (within, how many before a question is asked, how many before it is refused)
LIMITS = {
    "sent": (timedelta(hours=1), 2, 20),
    "code": (timedelta(minutes=10), 5, 30),
    "digits": (timedelta(hours=1), 3, 10),
}
QUESTION_AGE = 3600
_NUMERALS = "零一二三四五六七八九"
_SALT = "fazhi public question"


def address_mark(request: HttpRequest) -> str:
    """The address as a digest that changes every day."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"{settings.SECRET_KEY}{datetime.now(UTC):%Y%m%d}".encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def code_mark(code: str) -> str:
    """What stands for a query code whose digits are tried, from whatever address."""
    return hmac.new(settings.SECRET_KEY.encode(), f"tries of {code}".encode(), hashlib.sha256).hexdigest()[
        :32
    ]


def count(request: HttpRequest, what: str, *, code: str = "") -> None:
    """One more from this address, and for this code; what is older than a day goes."""
    now = datetime.now(UTC)
    PublicTry.objects.filter(at__lt=now - DAY).delete()
    marks = [address_mark(request), *([code_mark(code)] if code else [])]
    PublicTry.objects.bulk_create(PublicTry(address_mark=mark, what=what, at=now) for mark in marks)


def _so_far(request: HttpRequest, what: str, code: str = "") -> int:
    """How many within the time: of the address or for the code, whichever is more."""
    since = datetime.now(UTC) - LIMITS[what][0]
    tries = PublicTry.objects.filter(what=what, at__gte=since)
    marks = [address_mark(request), *([code_mark(code)] if code else [])]
    return max(tries.filter(address_mark=mark).count() for mark in marks)


def must_answer(request: HttpRequest, what: str) -> bool:
    """Whether the question comes first."""
    return _so_far(request, what) >= LIMITS[what][1]


def refused(request: HttpRequest, what: str, *, code: str = "") -> bool:
    """Whether it is too much even with the question answered.

    `code`: four digits are ten thousand, so those of one code are counted from all addresses together.
    """
    return _so_far(request, what, code) >= LIMITS[what][2]


def minutes(what: str) -> int:
    """How long to wait after a refusal."""
    return int(LIMITS[what][0].total_seconds() // 60)


def new_question() -> tuple[str, str]:
    """A sum of two small numbers in words, and the sealed answer that travels with the form."""
    one, other = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    sealed = signing.dumps(one + other, salt=_SALT)
    return f"{_NUMERALS[one]}加{_NUMERALS[other]}等于几", sealed


def answers(sealed: str, answer: str) -> bool:
    """Whether the answer, in digits or in characters, is that of the sealed question, asked within the hour."""
    try:
        wanted = signing.loads(sealed, salt=_SALT, max_age=QUESTION_AGE)
    except signing.BadSignature:
        return False
    text = plain(answer)[:10]
    given = int(text) if text.isascii() and text.isdigit() else chinese_integer(text)
    return given == wanted
