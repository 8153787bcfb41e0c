"""A worker is killed in the middle of a volume: two others come, one of them takes it up, and it is made once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import installation
from installation import fazhi, run

# Noise is slow to draw and to pack, so that there is a middle to be killed in.
ASKED = """
import io, django; django.setup()
from PIL import Image
from fazhi.cases.actions import open_case
from fazhi.cases.filing import attach
from fazhi.cases.jobs.asking import ask
from fazhi.cases.models import Job
from fazhi.evidence.store import keep
from given import a_town, somebody
town = a_town("示例镇")
office = somebody(town, "justice_office")
facts = {"village": "示例一村", "type": "邻里纠纷", "summary": "示例", "parties": ["示例甲", "示例乙"]}
case = open_case("dispute", "found", facts, town=town, by=office).case_id
for number in range(30):
    picture = io.BytesIO()
    Image.effect_noise((1200 + number, 900), 90).convert("RGB").save(picture, "JPEG")
    picture.seek(0)
    attach("dispute", case, keep(picture, f"{number}.jpg"), town=town, by=office, paper="evidence")
print(ask("dispute", case, Job.What.VOLUME, town=town, by=office).pk)
"""
TOLD = """
import django; django.setup()
from fazhi.cases.models import Job
job = Job.objects.get()
print(job.state, job.attempts, job.done)
"""


def make(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "fazhi", "make"], env=environment, stderr=subprocess.PIPE, text=True
    )


def test_killed_in_the_middle_of_a_volume_it_is_made_by_one_of_two_others(tmp_path: Path) -> None:
    environment = installation.environment(tmp_path / "data")
    fazhi(environment, "town", "list")
    job, made = run(ASKED, environment).split()[-1], tmp_path / "data" / "made"
    first, until = make(environment), time.monotonic() + 120
    while not (begun := list(made.glob("*.part"))):
        assert first.poll() is None, "it ended before it began"
        assert time.monotonic() < until, "it never began"
        time.sleep(0.02)
    first.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    first.communicate()
    assert run(TOLD, environment).split()[:2] == ["making", "1"]
    assert begun[0].exists()
    said = sorted(one.communicate()[1] for one in (make(environment), make(environment)))
    assert [text.split("，")[0] for text in said] == ["做了0件", "做了1件"]
    assert run(TOLD, environment).split() == ["ready", "2", "30"]
    assert [path.name for path in made.iterdir()] == [f"{job}.pdf"]
    assert "全部完好" in fazhi(environment, "check")
