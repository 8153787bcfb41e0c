"""A town that has one of everything a page can show, with words in it that no stranger may read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

import given
from fazhi.cases.actions import take_step
from fazhi.cases.filing import attach
from fazhi.cases.jobs.asking import ask
from fazhi.cases.jobs.making import make_waiting
from fazhi.cases.models import Attachment, CaseClock, Job, Notice, Participant
from fazhi.evidence.papers.registry import all_templates
from fazhi.evidence.store import keep
from fazhi.ledgers import uploading
from fazhi.ledgers.importing import import_ledgers
from fazhi.ledgers.models import BatchFile
from fazhi.ledgers.tests.office import DISPUTE_HEADINGS, TODAY, dispute_ledger, ledger
from fazhi.orgs.models import Town, User
from fazhi.orgs.permissions import CONSOLE, PUBLIC, Actor
from fazhi.pages.tests.towns import a_record
from fazhi.pages.words import office_today
from fazhi.portal.feedback.actions import send
from fazhi.portal.phone import reporting
from fazhi.publishing.releasing import submit
from fazhi.reception import project_files
from fazhi.reception.centre import begin_project, keep_guide, keep_notice, keep_piece
from fazhi.reception.codes import code_for
from fazhi.reception.models import Appointment, Referral, ServiceGuide, Visit
from fazhi.reception.tests.centres import a_centre, an_application
from fazhi.reception.window import Coming, receive
from fazhi.reception.wordings import keep_wording
from fazhi.records.kinds import kind_of
from fazhi.records.models import SourceRow
from fazhi.reports import actions as reports
from fazhi.reports.models import Paragraph
from fazhi.reports.phrases import add_phrase
from fazhi.storage.ids import new_id

VILLAGE, GRID, PHONE = "示例一村", "1网格", "19900007788"
YEAR, WRONG_DAY = 2023, "2023-13-45"


@dataclass
class FullTown:
    """The town, its people by role, and the arguments of each address that has some."""

    town: Town
    secret: str
    people: dict[str, Actor] = field(default_factory=dict)
    args: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)  # what an address wants behind its question mark
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)  # what a form needs to mean anything at all

    @property
    def owned(self) -> list[str]:
        """The addresses that name a thing of this town, and of no other."""
        return [name for name, args in self.args.items() if any(isinstance(one, UUID) for one in args)]

    def user(self, role: str) -> User:
        return User.objects.get(pk=self.people[role].key)

    def url(self, name: str) -> str:
        """The address of that name, about this town's own things."""
        return reverse(name, args=self.args.get(name, ())) + self.asked.get(name, "")


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every address the software answers to, by name."""

    def below(patterns: Any) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns)
            else:
                yield one.name or str(one.pattern), one

    return below(get_resolver().url_patterns)


def a_full_town(name: str, slug: str, folder: Path, *, roles: tuple[str, ...]) -> FullTown:
    """Everything made by the actions people use. `secret` stands in the matter of each thing."""
    full = FullTown(given.a_town(name), f"{slug}的暗号")
    given.a_village(full.town, VILLAGE)
    for role in roles:
        full.people[role] = given.somebody(full.town, role, VILLAGE, GRID if role == "grid_worker" else "")
    case_id, report_id = _a_case(full)
    _window(full, slug)
    _ledgers(full, folder)
    _office(full)
    clock = CaseClock.objects.filter(record=case_id).first()
    attachment = Attachment.objects.get(record=case_id)
    person = Participant.objects.filter(record=case_id, role="party").first()
    assert clock is not None
    assert person is not None
    of_kind, of_case = ("dispute",), ("dispute", case_id)
    full.args |= {
        **dict.fromkeys(("record_list", "record_export", "record_new", "case_new"), of_kind),
        **dict.fromkeys(("upper_list", "upper_mark", "upper_workbook"), of_kind),
        **dict.fromkeys(
            ("record_page", "record_correct", "record_void", "record_restore", "record_merge", "record_link", "upper_card",
             "case_papers", "paper_attach", "paper_write", "paper_preview", "case_make", "case_take_up",
             "case_hand_over", "case_merge", "case_trace"), of_case,
        ),
        **dict.fromkeys(("case_made", "case_made_progress", "case_made_file"), (*of_case, _a_volume(full, case_id).pk)),
        **dict.fromkeys(("paper_open", "paper_thumbnail", "paper_take_out"), (*of_case, attachment.pk)),
        "record_in_full": (*of_case, "phone"),
        "record_link": ("reception", Visit.objects.filter(town=full.town).values_list("reception_id", flat=True)[0]),
        **dict.fromkeys(("case_open", "jot_opening"), ("dispute", "applied")),
        **dict.fromkeys(("case_step", "jot_step"), (*of_case, "town_mediation")),
        "case_person_in_full": (*of_case, person.pk, "phone"),
        "clock_page": (clock.pk,),
        "phone_photo": (report_id, new_id()),
        "phone_shell": ("report",),
        **dict.fromkeys(
            ("phone_case", "phone_attempt", "phone_escalate", "phone_agree", "phone_perform", "phone_party", "phone_call", "phone_same", "phone_agreement", "phone_agreement_paper", "phone_signed"),
            (case_id,),
        ),
        "statute": ("legalaid_decide",),
        "template_page": (all_templates()[0].code,),
    }  # fmt: skip
    paper = "?paper=registration&at=0&form=docx"
    again = given.a_dispute(full.town, village=VILLAGE, grid=GRID, parties=[f"{full.secret}戊", "示例己"])
    full.asked |= {"paper_preview": paper, "one_rule": f"?kind=dispute&field=found_on&value={WRONG_DAY}"}
    full.sent |= {
        "case_make": {"what": "volume"},
        "paper_write": {"paper": "registration", "at": "0", "form": "docx"},
        "record_merge": {"into": str(again)},
        "case_merge": {"into": str(case_id), "goes": str(again)},
        "repeats": {"kind": "dispute", "into": str(again), "other": str(case_id)},
        "one_rule": {"kind": "dispute", "field": "found_on", "value": WRONG_DAY},
        "phone_same": {"into": str(case_id), "other": str(again)},
        "phone_call": {"who": str(person.pk)},
        "switch_town": {"town": str(full.town.pk)},
    }
    return full


def _a_case(full: FullTown) -> tuple[UUID, UUID]:
    """A dispute reported by phone and accepted by the town, with people, a clock and a picture in its file."""
    told = {
        "tile": "neighbour", "sentence": f"{full.secret}，两家为水沟吵架", "urgency": "now", "grid": GRID, "place": "",
        "village": str(given.a_village(full.town, VILLAGE).pk), "phone": PHONE,
    }  # fmt: skip
    report = reporting.report(told, town=full.town, by=full.people["grid_worker"], command=uuid4()).report
    case_id, office = report.case_id, full.people["justice_office"]
    steps: list[tuple[str, dict[str, Any]]] = [
        ("person_added", {"name": f"{full.secret}甲", "standing": "当事人（个人）", "phone": PHONE}),
        ("person_added", {"name": "示例乙", "standing": "当事人（个人）"}),
        ("escalated", {"reason": "当事人要求"}),
        ("accepted", {"agreed": True, "mediators": ["示例调解员"]}),
    ]
    for code, facts in steps:
        take_step("dispute", case_id, code, facts, town=full.town, by=office)
    attach("dispute", case_id, keep(a_picture("navy"), f"{full.secret}.jpg"), town=full.town, by=office)
    return case_id, report.pk


def _a_volume(full: FullTown, case_id: UUID) -> Job:
    """The volume of the case, asked for and made."""
    job = ask("dispute", case_id, Job.What.VOLUME, town=full.town, by=full.people["justice_office"])
    make_waiting()
    return job


def a_picture(colour: str) -> io.BytesIO:
    """A small photograph of nothing."""
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(picture, "JPEG")
    picture.seek(0)
    return picture


def _window(full: FullTown, slug: str) -> None:
    town = full.town
    centre = a_centre(town, slug=slug)

    def came(**changes: Any) -> Visit:
        values: dict[str, Any] = {
            "name": f"{full.secret}乙", "matter": f"{full.secret}，来问", "category": "来访", "phone": PHONE, **changes
        }  # fmt: skip
        return receive(Coming(**values), town=town, by=CONSOLE, today=office_today(), command=new_id())

    visit = came(outcome=Visit.Outcome.DEPARTMENT, office="示例所")
    application = an_application(centre, matter=f"{full.secret}，请调解")
    guide = ServiceGuide.objects.filter(town=town, is_public=True).first()
    project = begin_project(f"{full.secret}建设", "", None, town=town, by=CONSOLE)
    values = {"kind": "drawing", "title": f"{full.secret}图纸"}
    paper = keep_piece("paper", values, town=town, by=CONSOLE)
    drawing = project_files.keep_files([(a_picture("teal"), f"{full.secret}图.jpg")], town=town, by=CONSOLE)
    (file,) = project_files.attach(paper.pk, drawing, town=town, by=CONSOLE)
    wording = keep_wording(f"{full.secret}标题", "请到窗口来", town=town, by=CONSOLE)
    said = send(
        f"{full.secret}，按钮找不到",
        contact=PHONE,
        town=town,
        by=PUBLIC,
        command=new_id(),
        now=timezone.now(),
    )
    assert guide is not None
    rule = {"kind": "rule", "title": f"{full.secret}制度", "steps": "先这样", "since": office_today()}
    draft = keep_guide(rule, town=town, by=CONSOLE)
    submit(draft.pk, town=town, by=CONSOLE)
    notice = keep_notice({"text": f"{full.secret}通知", "until": office_today()}, town=town, by=CONSOLE)
    booked = came(
        matter=f"{full.secret}，再来", outcome=Visit.Outcome.APPOINTMENT, day=office_today(), time=time(15)
    )
    code = code_for(visit.reception_id)
    full.args |= {
        **dict.fromkeys(("reception_visit", "reception_slip"), (visit.pk,)),
        "reception_visit_act": (visit.pk, "close"),
        "reception_referral": (Referral.objects.get(visit=visit).pk,),
        **dict.fromkeys(("reception_application", "reception_phone"), (application.pk,)),
        **dict.fromkeys(("centre_guide", "centre_poster"), (guide.pk,)),
        **dict.fromkeys(("reception_wording", "reception_wording_drop"), (wording.pk,)),
        "release": (draft.pk,),
        "centre_notice": (notice.subject,),
        "centre_file_attach": (paper.pk,),
        **dict.fromkeys(("centre_file", "centre_file_thumbnail", "centre_file_out"), (file.pk,)),
        "centre_piece_new": ("paper",),
        "centre_piece": ("milestone", project.milestones.first().pk),  # type: ignore[attr-defined]
        "feedback_code": (code_for(said.pk),),
        **dict.fromkeys(("feedback_item", "feedback_contact"), (said.pk,)),
        **dict.fromkeys(
            ("public_home", "public_progress", "public_feedback", "public_centre", "public_asked"), (slug,)
        ),
        "public_flow": (slug, "mediation"),
        **dict.fromkeys(("public_code", "public_answer", "public_rate"), (slug, code)),
        "public_guide": (slug, guide.code),
    }
    full.sent["release"] = {"act": "send_back", "reason": "写清楚", "version": "2"}
    full.sent["reception_appointments"] = {
        "appointment": str(Appointment.objects.get(visit=booked).pk), "status": "missed",
    }  # fmt: skip


def _ledgers(full: FullTown, folder: Path) -> None:
    path = dispute_ledger(folder / full.town.name / f"{full.secret}台账.xlsx", 2, title="")
    done = import_ledgers([path], town=full.town, year=YEAR, by=CONSOLE, today=TODAY)
    faulty = ledger(
        folder / full.town.name / "错的.xlsx", "", DISPUTE_HEADINGS,
        [(1, WRONG_DAY, f"{full.secret}村", f"{full.secret}丙、示例丁", "邻里纠纷", 1, "村调解成功")],
    )  # fmt: skip
    wrong = import_ledgers([faulty], town=full.town, year=YEAR, by=CONSOLE, today=TODAY)
    assert done.batch is not None
    assert wrong.batch is not None
    row = SourceRow.objects.filter(batch=wrong.batch).first()
    assert row is not None
    upload = uploading.keep(
        [SimpleUploadedFile(f"{full.secret}.xlsx", path.read_bytes())],
        town=full.town, year=YEAR, user=full.user("justice_office"),
    )  # fmt: skip
    file = BatchFile.objects.get(batch=done.batch)
    full.args |= {
        **dict.fromkeys(
            ("upload", "upload_progress", "upload_answers", "upload_import", "upload_again", "upload_cancel"), (upload.pk,)
        ),
        **dict.fromkeys(("batch", "batch_undo"), (done.batch.pk,)),
        "batch_file": (done.batch.pk, file.pk),
        **dict.fromkeys(("problem", "problem_set_aside"), (row.pk,)),
    }  # fmt: skip


def _office(full: FullTown) -> None:
    office = full.people["justice_office"]
    reports.draft(full.town, YEAR, by=office)
    notice = Notice.objects.filter(town=full.town).first()
    paragraph = Paragraph.objects.filter(section__report__town=full.town).first()
    assert notice is not None
    assert paragraph is not None
    text = {"paragraph": str(paragraph.pk), "version": str(paragraph.version), "text": "改一句"}
    phrase = add_phrase(
        full.town, old=f"{full.secret}旧话", new="新话", since=office_today(), source="示例文件", by=office
    )
    full.args["report_phrase_stop"] = (phrase.pk,)
    full.args["record_regroup"] = ("meeting", a_record(kind_of("meeting"), full.town))
    full.sent |= {"report_edit": {**text, "do": "write"}, "report_autosave": text}
    full.args |= {
        **dict.fromkeys(("person_page", "pin_of"), (UUID(office.key),)),
        "notice_open": (notice.pk,),
        **dict.fromkeys(("figure_page", "figure_export"), ("disputes_found",)),
        **dict.fromkeys(
            ("report", "report_begin", "report_edit", "report_autosave", "report_differences", "report_compare",
             "report_docx", "report_pdf"), (YEAR,),
        ),
        "report_step": (YEAR, "submit"),
    }  # fmt: skip
