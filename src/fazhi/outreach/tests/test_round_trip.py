"""Activities and snapshots come back as told, and the trace seals the rows that stand."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.orgs.models import Town
from fazhi.orgs.permissions import CONSOLE
from fazhi.outreach.ledger import ACTIVITY
from fazhi.outreach.video_ledger import VIEWS
from fazhi.records.actions import add
from fazhi.records.columns import Shape
from telling import says_nothing_it_was_not_told, says_what_it_was_told

pytestmark = pytest.mark.django_db

EVENT = {
    "held_on": date(2023, 7, 15), "place_kind": "村居", "places": ["示例二村", "示例十五村"], "form": "制作宣传栏", "topic": "民法",
    "audience": 277, "audience_source": "估计", "materials": 300,
}  # fmt: skip
SNAPSHOT = {
    "series": "《调解26法》", "episode": "第一期", "published_on": date(2023, 2, 8), "channel": "微信公众号",
    "counted_on": date(2023, 12, 25), "views": 1715, "purpose": "讲调解",
}  # fmt: skip
KINDS = [
    pytest.param(
        ACTIVITY, EVENT, {"places": ["示例二村"], "place_kind": "村", "materials": None}, id="activity"
    ),
    pytest.param(VIEWS, SNAPSHOT, {"episode": "第2期", "views": 1800, "purpose": None}, id="views"),
]


@pytest.fixture
def town():
    return Town.objects.create(name="示例镇")


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_a_record_reads_back_as_it_was_told_and_the_trace_seals_its_rows(town, kind, values, changes):
    says_what_it_was_told(kind, town, values, {**values, **changes})


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_what_was_not_told_reads_back_as_nothing(town, kind, values, changes):
    says_nothing_it_was_not_told(kind, town, values)


@pytest.mark.parametrize(("kind", "values", "changes"), KINDS)
def test_a_record_has_a_title(town, kind, values, changes):
    record = kind.model.objects.get(pk=add(kind, values, town=town, by=CONSOLE))
    assert kind.title(record) in ("示例二村、示例十五村 制作宣传栏", "《调解26法》 第一期 微信公众号")


@pytest.mark.parametrize("kind", [ACTIVITY, VIEWS], ids=lambda kind: kind.code)
def test_no_heading_means_two_columns(kind):
    headings = [word for column in kind.columns for word in (column.heading, *column.known_as)]
    assert len(headings) == len(set(headings))
    assert kind.layout.column(kind.date_field).shape is Shape.DATE
