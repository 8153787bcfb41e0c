"""Query codes (查询码): how somebody without an account asks how their matter stands.

Ten characters of 23 that neither eye nor ear confuses; the last is a check character. 23 is prime, so the weighted
sum finds every single wrong character and every swap of two neighbours. The first nine, some 2^40, come from a keyed
digest of the record's id, so that a slip can be printed again; the database holds only SM3 of the code.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from uuid import UUID

from django.conf import settings

from fazhi.trace.writing import sm3

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 10


def code_for(record_id: UUID) -> str:
    """The query code of a visit or an application, ten characters without a hyphen."""
    secret = settings.SECRET_KEY.encode()
    digest = hmac.new(secret, b"fazhi query code " + record_id.bytes, hashlib.sha256).digest()
    number, plain = int.from_bytes(digest, "big"), ""
    for _ in range(LENGTH - 1):
        number, at = divmod(number, len(ALPHABET))
        plain += ALPHABET[at]
    return plain + check_character(plain)


def check_character(plain: str) -> str:
    """The character that makes the weighted sum divisible by 23. ValueError for characters that are not ours."""
    total = sum(weight * ALPHABET.index(one) for weight, one in enumerate(plain, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def read_code(text: str) -> str | None:
    """The code somebody typed, however spaced, in whatever width and case; None when it cannot be one of ours."""
    plain = unicodedata.normalize("NFKC", text[:60]).upper()
    code = "".join(one for one in plain if one not in " -—－_.\u3000")
    if len(code) != LENGTH or any(one not in ALPHABET for one in code):
        return None
    return code if hmac.compare_digest(check_character(code[:-1]), code[-1]) else None


def shown_code(code: str) -> str:
    """In two groups of five, as slips and pages print it."""
    return f"{code[:5]}-{code[5:]}"


def mark_of(code: str) -> str:
    """What the database keeps of a code."""
    return sm3(f"query code {code}")
