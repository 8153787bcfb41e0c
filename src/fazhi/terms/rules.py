"""The rules that come with the product: rules.json, read and checked."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fazhi.terms.periods import Period
from fazhi.terms.statutory import Basis, Law, Lengthening, Rule, RuleBook, Stop


@lru_cache(maxsize=1)
def shipped_rules() -> RuleBook:
    """The book of rules.json; ValueError names the first entry that cannot be right."""
    return read_rules(json.loads((files("fazhi.terms") / "rules.json").read_text(encoding="utf-8")))


def read_rules(content: dict[str, Any]) -> RuleBook:
    """A book from `laws` and `rules` as rules.json has them; ValueError for what is missing or cannot be right.

    A rule without `since` holds since its first law's text, one without `source` was read where that law was.
    """
    try:
        laws = {entry["name"]: _law(entry) for entry in content["laws"]}
        rules = [_rule(entry, laws) for entry in content["rules"]]
    except KeyError as missing:
        raise ValueError(f"期限资料里缺少{missing}。") from missing
    return RuleBook.of(laws.values(), rules)


def _law(entry: dict[str, Any]) -> Law:
    working = entry.get("working", {})
    return Law(
        name=entry["name"],
        version=entry["version"],
        since=date.fromisoformat(entry["since"]),
        source=entry["source"],
        working_days=frozenset(working.get("days", ())),
        working_up_to=working.get("up_to", 0),
        working_article=working.get("article", ""),
    )


def _rule(entry: dict[str, Any], laws: dict[str, Law]) -> Rule:
    basis = tuple(Basis(*pair) for pair in entry["basis"])
    if not basis:
        raise ValueError(f"{entry['name']}：请写明法律和条文。")
    law = laws[basis[0].law]
    more = entry.get("extension")
    return Rule(
        code=entry["code"],
        name=entry["name"],
        period=Period(entry["amount"], entry["unit"]),
        start=entry["start"],
        bound=entry["bound"],
        whose=entry["whose"],
        basis=basis,
        mark=entry["mark"],
        source=entry.get("source") or f"{law.name}（{law.version}），{law.source}",
        since=date.fromisoformat(entry["since"]) if "since" in entry else law.since,
        words=entry.get("words", ""),
        note=entry.get("note", ""),
        yields=entry.get("yields", ""),
        extension=more
        and Lengthening(
            Period(more["amount"], more["unit"]), more["article"], more["approver"], more["words"]
        ),
        stops=tuple(
            Stop(stop["what"], stop["kind"], Basis(*stop["basis"]), stop.get("whole_first_day", False))
            for stop in entry.get("stops", ())
        ),
        until=date.fromisoformat(entry["until"]) if "until" in entry else None,
    )
