"""Study sessions, exams and results."""

from __future__ import annotations

from django.db import models

from fazhi.records.models import Record


class StudySession(Record):
    """One session of study or training; its category says which figure it counts in."""

    held_on = models.DateField("日期")
    category = models.CharField("类别", max_length=30)
    category_word = models.TextField("类别（本镇写法）")
    topic = models.TextField("主题", blank=True)
    lecturer = models.TextField("主讲人", blank=True)
    audience = models.TextField("参加对象", blank=True)
    attendance = models.PositiveIntegerField("参加人数", null=True)
    place = models.TextField("地点", blank=True)

    class Meta:
        verbose_name = "学习培训"
        indexes = (models.Index(fields=("town", "held_on"), name="study_sessions_of_a_town"),)

    def __str__(self) -> str:
        return self.topic or self.category_word


class LawExam(Record):
    """An examination of law for the town's officials, with its counts."""

    name = models.TextField("考试名称")
    held_on = models.DateField("考试日期")
    due = models.PositiveIntegerField("应考人数", null=True)
    took = models.PositiveIntegerField("参考人数", null=True)
    passed = models.PositiveIntegerField("合格人数", null=True)
    # Hundredths of a percent: 2500 is 25 %.
    constitution_share = models.PositiveIntegerField("宪法题占比", null=True)

    class Meta:
        verbose_name = "学法考试"
        indexes = (models.Index(fields=("town", "held_on"), name="law_exams_of_a_town"),)

    def __str__(self) -> str:
        return self.name


class ExamResult(Record):
    """One person's result. Told to that person; nothing here ranks people."""

    exam_name = models.TextField("考试名称")
    held_on = models.DateField("考试日期")
    # The exam of that name and day, where it was there when the result came in.
    exam = models.ForeignKey(LawExam, models.PROTECT, null=True, related_name="results", verbose_name="考试")
    person = models.TextField("姓名")
    office = models.TextField("单位", blank=True)
    # Text: 92.5, 优秀 and 合格 are all written here, and nothing is ever computed from it.
    score = models.TextField("成绩", blank=True)
    outcome = models.CharField("是否合格", max_length=10, blank=True)
    outcome_word = models.TextField("是否合格（本镇写法）", blank=True)

    class Meta:
        verbose_name = "考试成绩"
        indexes = (models.Index(fields=("town", "held_on"), name="exam_results_of_a_town"),)

    def __str__(self) -> str:
        return f"{self.person} {self.exam_name}"
