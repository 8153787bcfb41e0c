"""Every role × every address, reads and writes: the own town, another town, another village, and nobody at all.

The table below is written by hand from product design §3.5; an address that is not in it fails the first test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

import given
from fazhi.ledgers import uploading
from fazhi.orgs.models import User
from fazhi.orgs.roles import ROLES
from fazhi.site.tests.full_town import GRID, PHONE, VILLAGE, FullTown, a_full_town, addresses
from fazhi.trace.models import TraceRecord

pytestmark = pytest.mark.django_db

# J 司法所, E 综合执法局, P 党政办, L 镇领导, V 村调解员, T 镇调解员, G 网格员, S 系统管理员, C 县司法局.
LETTERS = dict(zip("JEPLVTGSC", (
    "justice_office", "enforcement_bureau", "party_office", "town_leader", "village_mediator", "town_mediator",
    "grid_worker", "system_admin", "county_bureau",
), strict=True))  # fmt: skip
ALL = "JEPLVTGSC"
# name: who may read it, who may send to it. "" reads none: it takes forms only; "" writes none: it only shows.
TABLE: dict[str, tuple[str, str]] = {
    "home": (ALL, ""), "register": (ALL, ""), "login": (ALL, ALL), "logout": ("", ALL),
    "password_change": (ALL, ALL), "switch_town": ("", ALL), "large_type": ("", ALL), "people": ("S", ""),
    "person_new": ("S", "S"), "person_known": ("S", "S"), "person_page": ("S", "S"), "templates": ("J", ""),
    "template_page": ("J", "J"), "statutes": (ALL, ""), "statute": (ALL, "JS"), "holidays": (ALL, "JS"),
    "holiday_new": ("JS", "JS"), "clock_page": ("JLVTC", "JLVTC"), "reminder_settings": (ALL, ALL),
    "notices": (ALL, ALL), "notice_open": ("J", ""), "trace": ("JS", ""), "health": (ALL, ""),
    "record_list": ("JLVTGC", ""), "record_export": ("JLVTGC", ""), "record_new": ("JVT", "JVT"),
    "record_page": ("JLVTGC", ""), "record_correct": ("JVT", "JVT"), "record_void": ("JVT", "JVT"),
    "record_restore": ("", "JVT"), "record_merge": ("", "JVT"), "record_link": ("JT", "JT"),
    "record_in_full": ("JVT", "JVT"), "upper_list": ("JVT", ""), "upper_mark": ("", "JVT"),
    "upper_workbook": ("JVT", ""), "upper_card": ("JVT", ""), "case_papers": ("JLVTC", ""),
    "paper_attach": ("JLVTGC", "JVT"), "paper_write": ("", "JVT"), "paper_preview": ("JVT", ""),
    "case_make": ("", "JVT"), "case_made": ("JVT", ""), "case_made_progress": ("JVT", ""), "case_made_file": ("JVT", ""),
    "paper_open": ("JLVTC", ""),
    "paper_thumbnail": ("JLVTC", ""), "paper_take_out": ("JVT", "JVT"), "case_new": ("JVTG", ""),
    "case_open": ("JVT", "JVT"), "case_step": ("JT", "JT"), "case_take_up": ("", "JVT"),
    "case_hand_over": ("JVT", "JVT"), "jot_opening": ("", "JVT"), "jot_step": ("", "JT"), "case_merge": ("JVT", "JVT"), "case_trace": ("JLVTC", ""), "case_person_in_full": ("JVT", "JVT"),
    "repeats": (ALL, "JVT"), "search": (ALL, ""), "my_files": ("JVT", ""), "claim_form": ("JVT", ""),
    "ledgers": ("J", "J"), "upload": ("J", "J"), "upload_progress": ("J", "J"), "upload_answers": ("", "J"),
    "upload_import": ("", "J"), "upload_again": ("", "J"), "upload_cancel": ("", "J"), "batch": ("J", "J"),
    "batch_undo": ("J", "J"), "batch_file": ("J", ""), "one_rule": ("J", "J"), "problems": ("J", "J"),
    "problem": ("J", "J"), "problem_set_aside": ("", "J"), "merged": ("J", "J"), "figures": ("JEPLTC", ""),
    "figure_page": ("JEPLTC", ""), "figure_export": ("JLTC", ""), "reports": ("JEPLTC", ""),
    "report": ("JEPLTC", ""), "report_begin": ("", "JP"), "report_edit": ("", "JP"), "report_autosave": ("", "JP"),
    "report_step": ("JP", "JP"), "report_differences": ("JEPLTC", ""), "report_compare": ("JEPLTC", ""),
    "report_docx": ("JEPLTC", ""), "report_pdf": ("JEPLTC", ""), "reception_window": ("JT", "JT"),
    "reception_known": ("JT", ""), "reception_visit": ("JLTC", ""), "reception_slip": ("JT", ""),
    "reception_visit_act": ("", "JT"), "reception_referrals": ("JLTC", ""), "reception_referral": ("JT", "JT"),
    "reception_appointments": ("JT", "JT"), "reception_applications": ("JT", ""), "reception_erase": ("", "JT"),
    "reception_application": ("JT", "JT"), "reception_phone": ("", "JT"), "reception_published": ("JT", ""),
    "reception_satisfaction": ("JT", ""), "centre": ("JLTC", ""), "centre_settings": ("JT", "JT"),
    "centre_shipped": ("", "JT"), "centre_guide_new": ("JT", "JT"), "centre_guide": ("JT", "JT"),
    "centre_poster": ("JLTC", ""), "centre_project": ("JLTC", "JT"), "centre_file_attach": ("JT", "JT"), "centre_file": ("JLTC", ""), "centre_file_thumbnail": ("JLTC", ""), "centre_file_out": ("JT", "JT"), "centre_piece_new": ("JT", "JT"),
    "centre_piece": ("JT", "JT"), "releases": ("JLTC", "JL"), "centre_notice_new": ("JT", "JT"), "centre_notice": ("JT", "JT"), "release": ("JLTC", "JL"), "public_home": (ALL, ""), "public_flow": (ALL, ALL),
    "public_progress": (ALL, ALL), "public_code": (ALL, ""), "public_answer": ("", ALL), "public_rate": ("", ALL),
    "public_feedback": (ALL, ALL), "public_centre": (ALL, ""), "public_guide": (ALL, ""), "public_asked": (ALL, ""),
    "feedback": (ALL, ALL), "feedback_query": (ALL, ALL), "feedback_code": (ALL, ALL), "feedback_inbox": ("JL", ""),
    "feedback_item": ("JL", "JL"), "feedback_contact": ("", "J"), "phone_report": ("JVTG", "JVTG"),
    "phone_mine": ("JVTG", ""), "phone_seen": ("", "JVTG"), "phone_help": ("JVTG", ""), "report_poster": ("JS", ""),
    "phone_send": ("", ALL), "phone_photo": ("", ALL), "phone_shell": (ALL, ""), "phone_worker": (ALL, ""),
    "phone_enter": (ALL, ALL), "phone_password": ("", ALL), "phone_pin": ("", ALL), "pin_of": ("S", "S"),
    "phone_leave": ("", ALL), "phone_cases": ("V", ""), "phone_files": ("V", ""), "phone_case": ("V", ""),
    "phone_attempt": ("V", "V"), "phone_escalate": ("", "V"), "phone_agree": ("", "V"), "phone_perform": ("", "V"),
    "phone_party": ("", "V"), "phone_same": ("", "V"), "reception_answer_all": ("JT", "JT"), "reception_wordings": ("JT", ""), "reception_wording_new": ("JT", "JT"), "reception_wording": ("JT", "JT"), "reception_wording_drop": ("", "JT"), "record_regroup": ("JP", "JP"), "phone_agreement": ("V", "V"), "phone_agreement_paper": ("V", ""), "phone_signed": ("", "V"), "report_phrases": ("JEPLTC", "JP"), "report_phrase_stop": ("", "JP"), "phone_call": ("", "V"),
}  # fmt: skip
# What somebody without a login gets to see, and what may be sent by them; all else leads to the login.
OPEN = {
    "login": "rw", "health": "r", "feedback": "rw", "feedback_query": "rw", "feedback_code": "rw", "public_home": "r",
    "public_flow": "rw", "public_progress": "rw", "public_code": "r", "public_answer": "w", "public_rate": "w",
    "public_feedback": "rw", "public_centre": "r", "public_guide": "r", "public_asked": "r", "phone_shell": "r",
    "phone_worker": "r", "phone_enter": "rw",
}  # fmt: skip
REFUSING = (401, 403, 404, 405)
PUBLIC_ONES = (
    "public_",
    "feedback_code",
    "phone_shell",
)  # what stands there is told to everybody who has the address


@pytest.fixture(autouse=True)
def _no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload is read by a process of its own, which would not see what a test has not committed."""
    monkeypatch.setattr(uploading, "start", lambda upload: None)


def client_of(by: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=by))
    return client


def ask(client: Client, full: FullTown, name: str, method: str) -> tuple[int, bytes, str]:
    """Status, body and where it leads; whatever it changed is taken back."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        sent = full.sent.get(name, {})
        answer: Any = client.get(full.url(name)) if method == "get" else client.post(full.url(name), sent)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told = answer.status_code, body, answer.headers.get("Location", "")
        transaction.set_rollback(True)
    client.cookies = cookies
    return told


def test_every_address_stands_in_the_table() -> None:
    names = [name for name, _ in addresses()]
    assert set(names) ^ set(TABLE) == set()
    assert len(names) == len(TABLE)
    assert set(OPEN) <= set(TABLE)


@pytest.mark.parametrize("letter", ALL)
def test_a_role_reads_and_sends_in_its_town_exactly_what_the_table_says(letter: str, tmp_path: Path) -> None:
    full = a_full_town("甲镇", "jia", tmp_path, roles=tuple(ROLES))
    client = client_of(full.people[LETTERS[letter]].key)
    found = {
        name: tuple(ask(client, full, name, method)[0] not in REFUSING for method in ("get", "post")) for name in TABLE
    }  # fmt: skip
    wanted = {name: (letter in reads, letter in writes) for name, (reads, writes) in TABLE.items()}
    assert found == wanted


@pytest.mark.parametrize("letter", ALL)
def test_what_is_another_towns_is_not_there_for_any_role_and_stays_as_it_is(
    letter: str, tmp_path: Path
) -> None:
    role = LETTERS[letter]
    theirs = a_full_town("乙镇", "yi", tmp_path, roles=("justice_office", "grid_worker"))
    mine = given.a_town("甲镇")
    given.a_village(mine, VILLAGE)
    client = client_of(given.somebody(mine, role, VILLAGE, GRID if role == "grid_worker" else "").key)
    before = TraceRecord.objects.filter(town=str(theirs.town.pk)).count()
    for name in TABLE:
        for method in ("get", "post"):
            status, body, _ = ask(client, theirs, name, method)
            assert theirs.secret.encode() not in body, (name, method)
            assert PHONE.encode() not in body, (name, method)
            if name in theirs.owned and not name.startswith(PUBLIC_ONES):
                refused = status in (400, *REFUSING) or (name, method) == ("paper_attach", "get")
                assert refused, (name, method, status)
    # Once more without taking anything back: nothing of theirs moved.
    for name in theirs.owned:
        if not name.startswith(("public_", "feedback_code")):
            client.post(theirs.url(name), {**theirs.sent.get(name, {}), "acting_town": str(theirs.town.pk)})
    assert TraceRecord.objects.filter(town=str(theirs.town.pk)).count() == before


def test_a_neighbouring_village_and_grid_are_as_far_away_as_another_town(tmp_path: Path) -> None:
    full = a_full_town("甲镇", "jia", tmp_path, roles=tuple(ROLES))
    for role, place in (("village_mediator", ("示例二村", "")), ("grid_worker", (VILLAGE, "9网格"))):
        client = client_of(given.somebody(full.town, role, *place).key)
        for name in TABLE:
            for method in ("get", "post"):
                status, body, _ = ask(client, full, name, method)
                shown = full.secret.encode() in body or PHONE.encode() in body
                assert not shown or name.startswith(PUBLIC_ONES), (role, name, method)
                of_case = (
                    name.startswith(("record_", "case_", "paper_", "phone_", "clock_", "jot_"))
                    and name in full.owned
                )
                if of_case and (name, method) != ("paper_attach", "get") and not name.startswith(PUBLIC_ONES):
                    assert status in (400, *REFUSING), (role, name, method, status)


def test_without_a_login_only_the_open_pages_answer_and_they_name_nobody(tmp_path: Path) -> None:
    full = a_full_town("甲镇", "jia", tmp_path, roles=("justice_office", "grid_worker"))
    for name in TABLE:
        for method, letter in (("get", "r"), ("post", "w")):
            status, body, leads = ask(Client(), full, name, method)
            assert full.secret.encode() not in body, (name, method)
            assert PHONE.encode() not in body, (name, method)
            if letter in OPEN.get(name, ""):
                assert status in (200, 302, 422), (name, method, status)
            else:
                away = leads.startswith(("/login/", "/w/enter/")) or leads == "/"
                assert status in REFUSING or away, (name, method, status, leads)


def test_nothing_is_changed_by_a_form_without_its_token(tmp_path: Path) -> None:
    full = a_full_town("甲镇", "jia", tmp_path, roles=("justice_office", "grid_worker"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=full.people["justice_office"].key))
    for name, (_, writes) in TABLE.items():
        # The public pages have no session to ride on; a stamp of ours makes what they send one.
        if writes and not name.startswith("public_"):
            assert ask(client, full, name, "post")[0] == 403, name
