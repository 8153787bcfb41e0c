"""Cases, their steps and the people in them, the clocks that run for them and the papers of their files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.orgs.models import User
from fazhi.records.models import InVillage, Part, Record


class Case(Record, InVillage):
    """A matter that takes steps over time. The details of its kind stand in a row of the same id.

    A live case has an edition of its procedure and a state in it; history has neither until somebody takes it up.
    What a list orders and lights by (the nearest clock) stands here beside the clocks it is computed from.
    """

    added_later: ClassVar = (
        "edition", "state", "handler_id", "urgent", "due_on", "amber_on", "due_clock", "paused", "seen_by_reporter",
    )  # fmt: skip

    class Status(models.TextChoices):
        OPEN = "open", "在办"
        CLOSED = "closed", "办结"

    kind = models.CharField("种类", max_length=30)
    number = models.CharField("编号", max_length=60, blank=True)
    # Where the matter has no official number of its own, the town's running number within kind and year.
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    title = models.CharField("事项", max_length=200)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField("开始日期", null=True)
    closed_on = models.DateField("办结日期", null=True)
    # History brought in from a ledger ran no guards and started no clocks; 接着办 turns it into a live case.
    is_history = models.BooleanField("由台账带入", default=False)
    edition = models.CharField("程序版本", max_length=20, blank=True)
    state = models.CharField("办到哪里", max_length=30, blank=True)
    handler = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="主办", db_index=False
    )
    urgent = models.PositiveSmallIntegerField("急不急", default=0)  # 0 不急, 1 尽快, 2 马上
    due_on = models.DateField("最近的期限", null=True)
    amber_on = models.DateField(null=True)  # the first day on which that clock is amber
    due_clock = models.CharField(max_length=40, blank=True)
    paused = models.BooleanField("暂停计时", default=False)
    # The version of the case whose outcome the reporter has seen, so that news stands first until then.
    seen_by_reporter = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "案件"
        indexes = (
            models.Index(fields=("town", "kind", "number"), name="cases_by_number"),
            models.Index(
                # Only cases that are taken through steps wait for somebody; what ledgers brought in is no part of it.
                # With the kind before the day: or a planner takes the index by number, which holds all history.
                fields=("town", "kind", "due_on"),
                condition=models.Q(status="open") & ~models.Q(edition=""),
                name="open_cases_by_deadline",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("town", "kind", "year", "serial"), name="one_running_number_a_year"
            ),
        )

    def __str__(self) -> str:
        return self.title


class CaseStep(Part):
    """A step taken: a declared code, when, and how exactly that is known.

    A ledger that says 调解3次 gives one row with a count of 3 and no date, never three invented dates. A step taken
    here keeps what its form asked as `facts` ({field: value}, dates as ISO text, money in fen), who took it and when.
    """

    added_later: ClassVar = ("facts", "by", "at")

    class Precision(models.TextChoices):
        DAY = "day", "日"
        MONTH = "month", "月"
        UNKNOWN = "unknown", "不详"

    record = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    code = models.CharField("步骤", max_length=40)
    on = models.DateField("日期", null=True)
    precision = models.CharField("日期精度", max_length=8, choices=Precision.choices, default=Precision.DAY)
    count = models.PositiveSmallIntegerField("次数", default=1)
    place = models.PositiveSmallIntegerField("次序", default=0)
    facts = models.JSONField("所记事实", default=dict, blank=True)
    by = models.CharField("办理人", max_length=60, blank=True)  # as the trace writes it: the user's id
    at = models.DateTimeField("登记时间", null=True)

    class Meta:
        verbose_name = "步骤"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.code


class Participant(Part):
    """Somebody in a case, a row of their own from the first import; joined to a person by hand, never by name alone.

    An agent or guardian stands beside the party they act for (`acts_for`), with the capacity in words (`capacity`).
    """

    added_later: ClassVar = (
        "side", "id_number", "address", "born_on", "is_organisation", "organisation_head", "acts_for", "capacity",
    )  # fmt: skip

    class Side(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        RESPONDENT = "respondent", "被申请人"
        THIRD = "third", "第三人"

    class Role(models.TextChoices):
        PARTY = "party", "当事人"
        REPORTER = "reporter", "上报人"
        HANDLER = "handler", "承办人"
        REVIEWER = "reviewer", "审核人"
        COUNTERPARTY = "counterparty", "相对方"
        HEAD = "head", "出庭负责人"
        AGENT = "agent", "代理人"
        GUARDIAN = "guardian", "监护人"
        MEDIATOR = "mediator", "调解员"
        OTHER = "other", "其他参加人"

    record = models.ForeignKey(Case, models.CASCADE, related_name="participants")
    role = models.CharField("身份", max_length=16, choices=Role.choices)
    name = models.CharField("姓名或名称", max_length=100)
    phone = models.CharField("电话", max_length=40, blank=True)
    place = models.PositiveSmallIntegerField("次序", default=0)
    side = models.CharField("哪一方", max_length=12, choices=Side.choices, blank=True)
    id_number = models.CharField("证件号码", max_length=30, blank=True)  # masked on every page
    address = models.CharField("住址", max_length=200, blank=True)
    born_on = models.DateField("出生日期", null=True)  # tells a minor
    is_organisation = models.BooleanField("是单位", default=False)
    organisation_head = models.CharField("法定代表人或负责人", max_length=60, blank=True)
    acts_for = models.UUIDField(null=True)  # the party an agent or guardian stands beside
    capacity = models.CharField("身份与权限", max_length=100, blank=True)  # 父亲；特别授权

    class Meta:
        verbose_name = "参与人"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name


class CaseClock(Part):
    """A period that runs for a case: by a rule of the rule book, or to a day that was agreed.

    `told` keeps the period as it was when it started and every pause, extension and fresh start, so that a later edition
    of the rule changes nothing that runs; `due_on` and `amber_on` are computed from it.
    """

    added_later: ClassVar = ("due_at",)

    record = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    code = models.CharField("期限", max_length=40)
    name = models.CharField("名称", max_length=80)
    rule = models.CharField("规则", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)
    started = models.DateField("起算", null=True)
    started_at = models.DateTimeField(null=True)  # of periods of hours
    due_on = models.DateField("到期", null=True)  # None while paused
    due_at = models.DateTimeField("到期时刻", null=True)  # of periods of hours
    amber_on = models.DateField(null=True)
    estimated = models.BooleanField(
        "初算", default=False
    )  # rests on a year whose holiday notice is not entered
    paused = models.BooleanField("暂停", default=False)
    done_on = models.DateField("完成", null=True)
    told = models.JSONField(default=dict)
    facts = models.JSONField("约定", default=dict, blank=True)  # of an instalment: who, what, how much in fen
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "期限"
        ordering = ("place",)
        indexes = (
            models.Index(
                fields=("town", "due_at"), condition=models.Q(due_at__isnull=False, done_on__isnull=True),
                name="clocks_of_hours",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Attachment(Part):
    """A file of the case: a paper the software wrote or something brought in. The bytes lie in the store by digest."""

    record = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    step_id = models.UUIDField(null=True)  # the step it belongs to
    paper = models.CharField(
        "材料", max_length=40, blank=True
    )  # code of the paper in the procedure; empty: other
    name = models.CharField("名称", max_length=255)
    digest = models.CharField(max_length=64)  # of the stored file
    size = models.PositiveBigIntegerField("大小")  # bytes
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField("页数", default=0)
    made = models.BooleanField("由系统生成", default=False)
    template = models.CharField("模板版本", max_length=60, blank=True)
    by = models.CharField("谁放进来的", max_length=60, blank=True)
    at = models.DateTimeField("时间", null=True)
    removed_reason = models.CharField(
        "移出原因", max_length=200, blank=True
    )  # it stays in the store and in the trace
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "卷内材料"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name
