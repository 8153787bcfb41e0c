"""The parts of a live case's page, each from the rows in hand: no part reads the database again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from fazhi.cases import clocks
from fazhi.cases.actions import would_refuse
from fazhi.cases.drafts import Draft
from fazhi.cases.merging import CAME
from fazhi.cases.models import Participant
from fazhi.cases.papers import paper_states
from fazhi.cases.procedures import LiveProcedure
from fazhi.orgs.permissions import Refused
from fazhi.orgs.roles import ROLES
from fazhi.pages.case_pages import case_page_of
from fazhi.pages.diagram import is_repeatable, outcome_of
from fazhi.pages.showing import MERGED, masked_text, shown
from fazhi.pages.views.tracing import may_open
from fazhi.pages.words import (
    document_date,
    masked_id_number,
    masked_phone,
    office_date,
    office_today,
    ui_date,
    ui_datetime,
    ui_time,
)
from fazhi.procedures.declaration import Runs, State, Step
from fazhi.records.columns import Column, Shape
from fazhi.terms.articles import cited
from fazhi.terms.calendar import Calendar
from fazhi.terms.capitals import money_in_capitals
from fazhi.terms.statutory import Rule, RuleBook

TAGS = {"overdue": "red", "soon": "amber", "fine": "green", "paused": "gray", "done": "gray"}
FULL_AGE = 18  # 民法典第十七条
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONG_ARTICLE, FIRST_WORDS = 240, 60  # characters: longer ones are folded up
# What of a person is masked, in the words of the page that shows it in full.
PERSONAL = {"phone": "电话", "id_number": "证件号码", "address": "住址"}


def url_of(name: str, *args: Any) -> str:
    """The address of that name; empty while nobody has built the page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def step_url(draft: Draft, code: str) -> str:
    """Where the form of a step stands."""
    return reverse("case_step", args=[draft.kind.code, draft.case_id, code])


# ── What comes next ─────────────────────────────────────────────────────────────────────────────────────────────


def next_box(draft: Draft, live: LiveProcedure) -> dict[str, Any]:
    """The offered step first, then the others this person may take; those refused with the reason and the way out."""
    state = live.declaration.state(draft.case["state"])
    due = {row["code"] for row in clocks.running(draft)}
    able: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    at_hand: list[dict[str, Any]] = []
    not_yet: list[dict[str, Any]] = []
    for step in live.declaration.possible(state.code):
        if not draft.by.holds(step.roles, draft.town):
            continue
        refusal = would_refuse(draft, step)
        one = {
            "code": step.code, "name": step.name, "button": step.button, "url": step_url(draft, step.code), "note": step.note,
            **(refusal_words(draft, live, refusal) if refusal else {}),
        }  # fmt: skip
        if refusal and step.aside and not one["remedy_url"]:
            continue  # beside the way and nothing one could do about it: not for this case
        if step.at_hand and not refusal:
            at_hand.append(one)
        elif step.aside and not any(live.declaration.ends_alone(code, state.code) is step for code in due):
            (not_yet if refusal else aside).append(one)
        else:
            (refused if refusal else able).append(one)
    offers = offered_step(draft, live)
    offered = offers and live.declaration.step(offers)
    first = next((one for one in able if one["code"] == offers), None)
    return {
        "title": offered.name if offered else "",
        "first": first,
        "others": [*at_hand, *(one for one in able if one is not first)],
        "refused": refused,
        "aside": aside,
        "not_yet": not_yet,
        "waits": waits_for(state),
        "mine": bool(able or refused),
        "state": state,
    }


def offered_step(draft: Draft, live: LiveProcedure) -> str:
    """The code of the step to offer first: what the nearest deadline asks for, else the state's own; "" for none."""
    state = live.declaration.state(draft.case["state"])
    step = live.declaration.ends_alone(draft.case["due_clock"], state.code)
    if step is not None and draft.by.holds(step.roles, draft.town):
        return step.code
    return next((one.step for one in live.offers if one.fits(draft)), state.offers)


def waits_for(state: State) -> str:
    """村调解员、司法所: whose turn it is."""
    return "、".join(ROLES[role].name for role in state.waits_for)


def refusal_words(draft: Draft, live: LiveProcedure, refusal: Refused) -> dict[str, Any]:
    """Why not, the article that asks for it and its words, and the step that puts it right where one may take it."""
    remedy = next((step for step in live.declaration.steps if step.code == refusal.step), None)
    able = (
        remedy is not None
        and remedy in live.declaration.possible(draft.case["state"])
        and draft.by.holds(remedy.roles, draft.town)
    )
    return {
        "reason": str(refusal),
        "article": refusal.article,
        "words": words_of(refusal.article),
        "remedy_url": step_url(draft, remedy.code) if remedy and able else "",
        "remedy": remedy.button if remedy and able else "",
    }


# ── The article at hand ─────────────────────────────────────────────────────────────────────────────────────────


def law_of(step: Step) -> dict[str, Any] | None:
    """What a step rests on: the articles it cites in the law's own words, and its note; None where it has neither."""
    if not step.article and not step.note:
        return None
    return {"citation": step.article, "note": step.note, "articles": words_of(step.article)}


def _edition(words: str) -> str:
    """2010年8月28日通过: days in a sentence are written out."""
    return ISO_DAY.sub(lambda day: document_date(date.fromisoformat(day[0])), words)


def words_of(citation: str) -> list[dict[str, Any]]:
    """The articles a citation names, each with its paragraphs; a long one begins with its first words."""
    return [
        {
            "name": one.name, "paragraphs": one.paragraphs, "edition": _edition(one.edition), "long": len(one.text) > LONG_ARTICLE,
            "first": one.text[:FIRST_WORDS],
        }
        for one in cited(citation)
    ]  # fmt: skip


# ── Clocks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def clock_cards(
    draft: Draft, live: LiveProcedure, ahead: Iterable[str], calendar: Calendar, rules: RuleBook
) -> dict[str, list[dict[str, Any]]]:
    """The clocks that run, those a step ahead will start, and those that are done."""
    today = office_today()
    running: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    for row in [*clocks.running(draft), *(row for row in draft.clocks if row["done_on"] is not None)]:
        light = clocks.light_of(row, today, calendar)
        rule = rules.find(row["rule"], row["started"] or today) if row["rule"] else None
        if light.kind == "overdue" and isinstance(rule, Rule) and rule.whose == "party":
            # A right of the parties that has run out is nobody's lateness.
            light = replace(light, kind="done", words="已经过了")
        card = {
            "name": row["name"], "words": light.words, "tag": TAGS[light.kind], "due": row["due_on"],
            "started": row["started"], "done_on": row["done_on"], "basis": row["basis"] if row["rule"] else "",
            "clause": rule.words or rule.note if isinstance(rule, Rule) else "",
            "url": url_of("clock_page", row["id"]), "agreed": not row["told"],
            "moved": len(row["facts"].get("moves", ())),
            **_track(row, today),
        }  # fmt: skip
        (done if row["done_on"] else running).append(card)
    return {"running": running, "coming": _coming(draft, live, ahead, rules), "done": done}


def _track(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    start, due = row["started"], row["due_on"]
    if start is None or due is None or due <= start:
        return {}
    total = (due - start).days
    used = min(max((today - start).days, 0), total)
    return {"total": total, "used": used}


def _coming(draft: Draft, live: LiveProcedure, ahead: Iterable[str], rules: RuleBook) -> list[dict[str, str]]:
    """The clocks by rule that a step on the usual way will start, where they are for this case."""
    there = {row["code"] for row in draft.clocks}
    found: list[dict[str, str]] = []
    for code in ahead:
        step = live.declaration.step(code)
        for runs in step.starts:
            if runs.rule and runs.code not in there and _is_for(draft, live, step, runs):
                there.add(runs.code)
                rule = rules.find(runs.rule, office_today())
                found.append({
                    "name": runs.name, "words": f"{step.name}后起算",
                    "basis": f"{rule.period.words}，{rule.basis[0]}" if isinstance(rule, Rule) else "",
                })  # fmt: skip
    return found


def _is_for(draft: Draft, live: LiveProcedure, step: Step, runs: Runs) -> bool:
    return not runs.when or live.guards[runs.when](draft, step, {}) is None


def light_tag(draft: Draft, calendar: Calendar) -> dict[str, str] | None:
    """The light of the nearest clock, beside the title."""
    rows = clocks.running(draft)
    if not rows:
        return None
    light = clocks.light_of(rows[0], office_today(), calendar)
    return {"kind": TAGS[light.kind], "words": f"{rows[0]['name']}：{light.words}"}


# ── What was done ───────────────────────────────────────────────────────────────────────────────────────────────


def timeline(draft: Draft, live: LiveProcedure, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every step, newest first, with what its form asked in words and who took it."""
    known = {step.code: step for step in live.declaration.steps}
    events = []
    tries: Counter[str] = Counter()
    for row in draft.steps:
        step = known.get(row["code"])
        tries[row["code"]] += row["count"]
        facts = row["facts"]
        came = facts.get("merged_from") if row["code"] == CAME else None
        events.append(
            {
                "title": _title(step, tries[step.code], row["count"])
                if step
                else MERGED.get(row["code"], row["code"]),
                "merged": "merged_from" in facts and not came,
                "outcome": outcome_of(step, facts) if step else "",
                "times": row["count"] if row["count"] > 1 else 0,
                "facts": facts_in_words(draft, step, row) if step else [],
                "on": _when(row),
                "who": names.get(row["by"], "") if row["by"] else "台账带入",
                **_registered(row),
                "origin": _origin(
                    {"kind": draft.kind.code, "id": came, "text": facts.get("title")}
                    if came
                    else facts.get("origin")
                ),
                "key": bool(step and not step.aside),
            }
        )
    return events[::-1]


def _title(step: Step, tries: int, count: int) -> str:
    """第2次村级调解: attempts are numbered as in the diagram, unless a ledger only counted them."""
    return f"第{tries}次{step.name}" if is_repeatable(step) and not step.part and count == 1 else step.name


def _when(row: Mapping[str, Any]) -> str:
    if row["on"] is None:
        return "日期不详"
    return f"{row['on'].year}年{row['on'].month}月" if row["precision"] == "month" else ui_date(row["on"])


def facts_in_words(draft: Draft, step: Step, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the form of a step asked, as (heading, text); the outcome stands in the title already."""
    facts = dict(row["facts"])
    for name, words in case_page_of(draft.kind.code).told.items():
        if facts.get(name) and row["on"]:
            facts[name] = words(facts[name], row["on"])
    return [
        (column.heading, text)
        for column in step.asks
        if column.field != step.by and (text := fact_text(column, facts.get(column.field)))
    ]


def fact_text(column: Column, value: Any) -> str:
    """One kept answer as text: dates were kept as ISO text, telephone numbers in free text are masked."""
    if value in (None, "", []):
        return ""
    if column.shape is Shape.DATE and isinstance(value, str):
        value = date.fromisoformat(value)
    if column.shape is Shape.ITEMS and isinstance(value, list):
        # Written with its own stop at the end, an item would have two.
        value = [str(item).rstrip("；;。") for item in value]
    if column.shape is Shape.MONEY and isinstance(value, int):
        return f"{shown(column, value)}（{money_in_capitals(value)}）"
    return shown(column, value) if column.masked else masked_text(shown(column, value))


def _registered(row: Mapping[str, Any]) -> dict[str, str]:
    """The hour, where it was entered on its own day; else when it was entered."""
    if row["at"] is None:
        return {}
    if office_date(row["at"]) == row["on"]:
        return {"at": ui_time(row["at"])}
    return {"later": ui_datetime(row["at"])}


def _origin(origin: Any) -> dict[str, str] | None:
    if not isinstance(origin, dict) or not origin.get("id"):
        return None
    text = masked_text(origin.get("text") or "登记的来处")
    # What a step entered elsewhere came of the case, and not the case of it.
    label = "登进" if origin.get("entered") else "来自"
    return {"label": label, "text": text, "url": url_of("record_page", origin.get("kind", ""), origin["id"])}


# ── Papers and people ───────────────────────────────────────────────────────────────────────────────────────────


def papers_of(draft: Draft, live: LiveProcedure, *, may_file: bool) -> dict[str, Any]:
    """The file's papers: those it must have first, then what is in it, then what it may have."""
    taken = {row["code"] for row in draft.steps}
    ready = {code for step in live.declaration.steps if step.code in taken for code in step.makes}
    place = reverse("case_papers", args=[draft.kind.code, draft.case_id])
    must: list[dict[str, Any]] = []
    more: list[dict[str, Any]] = []
    possible: list[dict[str, Any]] = []
    for one in paper_states(draft):
        code = one.paper.code
        line = {
            "name": one.paper.name, "there": bool(one.files), "files": [_file(draft, file) for file in one.files],
            "write_url": f"{place}#paper-{code}"
            if may_file and one.paper.made and (one.must or code in ready) and not one.files
            else "",
            "attach_url": f"{place}?paper={code}#attach" if may_file else "",
        }  # fmt: skip
        if one.must or one.files or one.asked:
            (must if one.must else more if one.files or line["write_url"] else possible).append(line)
    if loose := [one for one in draft.attachments if not one["removed_reason"] and not one["paper"]]:
        more.append({"name": "其他材料", "there": True, "files": [_file(draft, one) for one in loose]})
    have = sum(line["there"] for line in must)
    return {"must": must, "more": more, "possible": possible, "wanted": len(must), "have": have, "url": place}


def _file(draft: Draft, row: Mapping[str, Any]) -> dict[str, Any]:
    url = ""
    if may_open(draft.by, draft.town, draft.kind, row):
        url = reverse("paper_open", args=[draft.kind.code, draft.case_id, row["id"]])
    return {"name": row["name"], "pages": row["pages"], "url": url}


def people_of(draft: Draft, *, may_unmask: bool) -> list[dict[str, Any]]:
    """Everybody in the case, parties first, agents and guardians behind those they stand for; numbers masked."""
    order = [str(role) for role, _ in Participant.Role.choices]
    rows = sorted(draft.participants, key=lambda row: (order.index(row["role"]), row["place"]))
    names = {row["id"]: row["name"] for row in rows}
    parties = [row for row in rows if not row["acts_for"]]
    ordered = [one for row in parties for one in [row, *(r for r in rows if r["acts_for"] == row["id"])]]
    ordered += [row for row in rows if row not in ordered]
    return [_person(draft, row, names, may_unmask=may_unmask) for row in ordered]


def _person(
    draft: Draft, row: Mapping[str, Any], names: Mapping[Any, str], *, may_unmask: bool
) -> dict[str, Any]:
    masks = {"phone": masked_phone, "id_number": masked_id_number, "address": lambda text: "****"}
    personal = [
        {
            "name": name,
            "text": masks[field](row[field]),
            "url": reverse("case_person_in_full", args=[draft.kind.code, draft.case_id, row["id"], field])
            if may_unmask
            else "",
        }
        for field, name in PERSONAL.items()
        if row[field]
    ]
    age = _age(row["born_on"], office_today()) if row["born_on"] else None
    return {
        "name": row["name"],
        "role": Participant.Role(row["role"]).label,
        "side": Participant.Side(row["side"]).label if row["side"] else "",
        "for": names.get(row["acts_for"], ""),
        "capacity": row["capacity"],
        "organisation": row["is_organisation"],
        "head": row["organisation_head"],
        "age": age,
        "minor": age is not None and age < FULL_AGE,
        "personal": personal,
    }


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
