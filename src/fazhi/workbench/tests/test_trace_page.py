"""操作记录: who reads it, what it says, and what it hides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fazhi.orgs.permissions import actor
from fazhi.orgs.roles import ROLES
from fazhi.pages.tests.towns import PHONE, a_dispute, a_person, a_town, client_of, disputes, text_of
from fazhi.records.actions import correct, current_values
from fazhi.records.kinds import kind_of

pytestmark = pytest.mark.django_db


def rows(client, query=""):
    return client.get(reverse("trace") + query).context["rows"]


def corrected(town, user):
    """A dispute whose telephone number and summary that person changed."""
    dispute = kind_of("dispute")
    record = a_dispute(town)
    changed = {
        **current_values(dispute, record),
        "phone": "13900001111",
        "summary": f"改后的经过，联系{PHONE}",
    }
    correct(dispute, record, changed, town=town, by=actor(user))
    return record


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_justice_office_and_the_system_admin_read_it(role):
    town = a_town()
    answer = client_of(a_person(town, role)).get(reverse("trace"))
    assert answer.status_code == (200 if role in ("justice_office", "system_admin") else 403)


def test_it_says_who_did_what_to_which_record_and_masks_numbers():
    town = a_town()
    user = a_person(town, "justice_office")
    record = corrected(town, user)
    client = client_of(user)
    newest = rows(client)[0]
    assert (newest.verb, newest.kind, newest.who) == ("更正", "矛盾纠纷", user.name)
    assert "联系电话：138****5678 → 139****1111" in newest.text
    page = text_of(client.get(reverse("trace")))
    assert PHONE not in page
    assert "13900001111" not in page
    assert reverse("record_page", args=["dispute", record]) in page


def test_a_system_admin_reads_that_something_was_changed_but_not_what_it_held():
    town = a_town()
    record = corrected(town, a_person(town, "justice_office"))
    client = client_of(a_person(town, "system_admin"))
    entry = next(row for row in rows(client) if row.verb == "更正")
    assert entry.text == ""
    page = text_of(client.get(reverse("trace")))
    assert "改后的经过" not in page
    assert "王五" not in page
    assert str(record) not in page


def test_it_holds_this_towns_doings_only():
    mine, theirs = a_town("合作镇"), a_town("别的镇")
    a_dispute(theirs, parties=["别镇", "人家"])
    client = client_of(a_person(mine, "justice_office"))
    assert "别镇" not in text_of(client.get(reverse("trace")))


def test_one_person_and_one_day_are_picked_out():
    town = a_town()
    user, other = a_person(town, "justice_office"), a_person(town, "justice_office")
    corrected(town, user)
    corrected(town, other)
    client = client_of(user)
    assert {row.who for row in rows(client, f"?person={other.pk}")} == {other.name}
    today = timezone.localdate()
    assert rows(client, f"?day={today.isoformat()}")
    assert not rows(client, f"?day={(today - timedelta(days=1)).isoformat()}")


def test_older_entries_follow_without_one_lost_or_twice():
    town = a_town()
    disputes(town, 70)
    client = client_of(a_person(town, "justice_office"))
    seen, query = [], ""
    while True:
        answer = client.get(reverse("trace") + query)
        seen += [row.id for row in answer.context["rows"]]
        query = answer.context["older"]
        if not query:
            break
    from fazhi.trace.models import TraceRecord

    assert len(seen) == len(set(seen)) == TraceRecord.objects.filter(town=str(town.pk)).count() > 70


@pytest.mark.parametrize(
    "query",
    [
        "?person=x",
        "?day=abc",
        "?day=2999-01-01",
        "?before=x&after_id=y",
        "?person=%00",
        "?before=%00&after_id=%00",
    ],
)
def test_nonsense_in_the_address_still_gives_a_page(query):
    client = client_of(a_person(a_town(), "justice_office"))
    assert client.get(reverse("trace") + query).status_code == 200


def test_every_verb_the_program_writes_into_the_trace_has_chinese_words():
    import re
    from pathlib import Path

    import fazhi
    from fazhi.pages.views.tracing import VERBS

    written = set()
    for path in Path(fazhi.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts:
            source = path.read_text(encoding="utf-8")
            written |= set(re.findall(r'\bverb(?:: str)?\s*=\s*"([a-z_]+)"', source))
            written |= set(re.findall(r'\b_?tell(?:_batch)?\([^"{}\n]*"([a-z_]+)"', source))
    assert {"imported", "import_published", "drafted", "exported"} <= written
    assert not written - set(VERBS)
