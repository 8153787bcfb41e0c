"""What the public sends in without an account, and what it says of how it was served."""

from __future__ import annotations

from django.db import models

from fazhi.reception.models.reception import Reception
from fazhi.reception.models.visits import Visit
from fazhi.records.kept import KeptRow


class Application(KeptRow):
    """A request from the public pages. It is no record of the office's until somebody accepts it."""

    class Kind(models.TextChoices):
        MEDIATION = "mediation", "申请调解"
        QUESTION = "question", "咨询"
        BOOKING = "booking", "预约"
        SUGGESTION = "suggestion", "意见建议"

    class Status(models.TextChoices):
        WAITING = "waiting", "待办"
        ACCEPTED = "accepted", "已接下"
        ANSWERED = "answered", "已答复"
        DECLINED = "declined", "不属于本窗口"

    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.WAITING)
    code_mark = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("提交时间")
    promised_on = models.DateField("答应在哪天前回复", null=True)
    topic = models.CharField("哪一类事", max_length=40, blank=True)
    matter = models.TextField("什么事")
    other_party = models.CharField("和谁", max_length=200, blank=True)
    village = models.CharField("在哪个村居", max_length=60, blank=True)
    name = models.CharField("称呼", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    wanted_on = models.DateField("想哪天来", null=True)
    wanted_part = models.CharField("上午还是下午", max_length=10, blank=True)
    answer = models.TextField("答复", blank=True)
    settled_on = models.DateField("答复或接下的日期", null=True)
    reception = models.ForeignKey(Reception, models.PROTECT, null=True, related_name="applications")
    # 常见问题: both texts written anew by the office, nothing copied that tells who asked.
    public_question = models.CharField("公开的问题", max_length=300, blank=True)
    public_answer = models.TextField("公开的答复", blank=True)
    published_on = models.DateField("公开日期", null=True)
    erased_on = models.DateField("个人信息删去日期", null=True)

    class Meta:
        verbose_name = "线上申请"
        ordering = ("made_at", "id")
        indexes = (models.Index(fields=("town", "status", "promised_on"), name="applications_of_a_town"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class Satisfaction(KeptRow):
    """What somebody with a query code says of the service. Voluntary, once, never of a person in the office."""

    class Choice(models.TextChoices):
        GOOD = "good", "满意"
        FAIR = "fair", "一般"
        POOR = "poor", "不满意"

    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="satisfaction")
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="satisfaction")
    choice = models.CharField("满意吗", max_length=6, choices=Choice.choices)
    words = models.CharField("说一句", max_length=300, blank=True)
    said_on = models.DateField("日期")

    class Meta:
        verbose_name = "评价"
        ordering = ("-said_on", "-id")

    def __str__(self) -> str:
        return self.get_choice_display()


class Wording(KeptRow):
    """常用答复: a text the office answers with again and again, to begin with and to change for the case at hand."""

    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容")

    class Meta:
        verbose_name = "常用答复"
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title
