"""The public legal service centre: what it tells the public, its guides and rules, and the building of it."""

from __future__ import annotations

from django.db import models

from fazhi.evidence.models import StoredFile
from fazhi.records.kept import KeptRow


class ServiceCentre(KeptRow):
    """What the town tells the public of its centre, and what it promises. One to a town."""

    slug = models.SlugField("网址里的名字", max_length=30, unique=True)
    name = models.CharField("名称", max_length=100)
    is_open = models.BooleanField("公众页已开放", default=False)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("开放时间", max_length=200, blank=True)
    way = models.CharField("怎么走", max_length=300, blank=True)
    # The office's own promises in working days; no law sets them.
    accept_days = models.PositiveSmallIntegerField("申请几个工作日内回复", default=3)
    answer_days = models.PositiveSmallIntegerField("咨询几个工作日内答复", default=5)
    keep_months = models.PositiveSmallIntegerField("办结后个人信息保存几个月", default=12)
    # Sites that may show the public pages in a frame: https://county.example, one a line.
    frames = models.TextField("可以嵌入公众页的网站", blank=True)
    # The address people reach, for QR codes on paper: https://county.example/fazhi. Empty: as the request came.
    address_outside = models.CharField("公众页对外的网址", max_length=200, blank=True)

    class Meta:
        verbose_name = "公共法律服务中心"
        constraints = (models.UniqueConstraint(fields=("town",), name="one_centre_a_town"),)

    def __str__(self) -> str:
        return self.name


class ServiceGuide(KeptRow):
    """A guide, a rule or a flow of the centre, kept once and shown on wall, web and paper."""

    class Kind(models.TextChoices):
        GUIDE = "guide", "服务指南"
        RULE = "rule", "工作制度"
        FLOW = "flow", "办事流程"

    class Checked(models.TextChoices):
        YES = "yes", "已对照法律原文"
        NO = "no", "还没有核对"

    kind = models.CharField("种类", max_length=8, choices=Kind.choices, default=Kind.GUIDE)
    code = models.SlugField("代码", max_length=40)
    title = models.CharField("标题", max_length=60)
    for_whom = models.TextField("谁可以办", blank=True)
    bring = models.TextField("要带什么", blank=True)
    steps = models.TextField("怎么办", blank=True)
    basis = models.TextField("依据", blank=True)
    # Codes of statutory rules, one a line: their periods are read from the rule book, never typed.
    rules = models.TextField("法定期限", blank=True)
    time = models.CharField("多久", max_length=200, blank=True)
    fee = models.CharField("收费", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    since = models.DateField("从哪天起用")
    checked = models.CharField("核对", max_length=4, choices=Checked.choices, default=Checked.NO)
    is_public = models.BooleanField("给群众看", default=False)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "服务指南"
        ordering = ("kind", "place", "code")
        constraints = (models.UniqueConstraint(fields=("town", "code"), name="one_guide_code_a_town"),)

    def __str__(self) -> str:
        return self.title


class UrgentNotice(KeptRow):
    """紧急通知: what the public must know today and not next week: closed for a typhoon, other hours tomorrow."""

    text = models.CharField("内容", max_length=200)
    until = models.DateField("到哪天为止")
    is_public = models.BooleanField("在公众页上", default=False)

    class Meta:
        verbose_name = "紧急通知"
        ordering = ("-until", "-id")

    def __str__(self) -> str:
        return self.text


class CentreProject(KeptRow):
    """The building of the centre."""

    name = models.CharField("名称", max_length=100)
    started_on = models.DateField("开始日期", null=True)
    goal = models.TextField("要建成什么样", blank=True)

    class Meta:
        verbose_name = "中心建设项目"

    def __str__(self) -> str:
        return self.name


class Milestone(KeptRow):
    """A milestone of the project, with the day planned and the day done."""

    project = models.ForeignKey(CentreProject, models.PROTECT, related_name="milestones")
    name = models.CharField("节点", max_length=60)
    planned_on = models.DateField("计划日期", null=True)
    done_on = models.DateField("完成日期", null=True)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "建设节点"
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.name


class BudgetItem(KeptRow):
    """An item of the budget, in fen."""

    project = models.ForeignKey(CentreProject, models.PROTECT, related_name="items")
    name = models.CharField("项目", max_length=60)
    budgeted = models.BigIntegerField("预算")
    paid = models.BigIntegerField("已付", default=0)

    class Meta:
        verbose_name = "预算项目"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class ProjectPaper(KeptRow):
    """A research visit, a drawing or another paper of the project: when, what, its files, where the paper itself lies."""

    class Kind(models.TextChoices):
        RESEARCH = "research", "外出调研"
        DRAWING = "drawing", "图纸"
        BUDGET = "budget", "预算方案"
        CONTRACT = "contract", "合同"
        OTHER = "other", "其他"

    project = models.ForeignKey(CentreProject, models.PROTECT, related_name="papers")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    title = models.CharField("名称", max_length=100)
    on = models.DateField("日期", null=True)
    text = models.TextField("内容", blank=True)
    kept_at = models.CharField("纸质原件放在哪里", max_length=100, blank=True)

    class Meta:
        verbose_name = "建设资料"
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.title


class ProjectFile(KeptRow):
    """A file of a paper: the drawing, the photograph, the signed contract. Taken out, it is voided and stays kept."""

    paper = models.ForeignKey(ProjectPaper, models.PROTECT, related_name="files")
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=255)
    put_in_at = models.DateTimeField("放入时间")
    put_in_by = models.CharField("谁放入的", max_length=60)  # the actor's key, as the trace has it

    class Meta:
        verbose_name = "建设资料的文件"
        ordering = ("put_in_at", "id")

    def __str__(self) -> str:
        return self.name
