"""The base of every business row, and the batch that ledger rows come in by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from fazhi.orgs.models import Town, Village
from fazhi.storage.fulltext import FullText
from fazhi.storage.ids import new_id
from fazhi.storage.one_reading import answer, register_question
from fazhi.storage.together import as_text


class ImportBatch(models.Model):
    """One import of one or more workbooks. Its status alone decides whether its rows are seen."""

    class Status(models.TextChoices):
        WRITING = "writing", "正在导入"
        PUBLISHED = "published", "已导入"
        UNDONE = "undone", "已撤销"
        FAILED = "failed", "未完成，已作废"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField("批号")
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.WRITING)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=60)
    # The process that writes and its last sign of life: start-up can tell a crash from work under way.
    worker = models.CharField(max_length=120, blank=True)
    alive_at = models.DateTimeField(auto_now_add=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    summary = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = "导入批次"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("town", "number"), name="one_batch_number_a_town"),)

    def __str__(self) -> str:
        return f"{self.town} 第{self.number}批"


def hidden_batches(town_id: Any = None) -> list[Any]:
    """Ids of batches whose rows nobody sees: unfinished, failed or undone. Few, so a list beats a join."""
    found: list[Any] = answer(HIDDEN, town_id)
    return found


HIDDEN = "hidden batches"


def _hidden(town_id: Any, who: Any) -> models.QuerySet[Any, Any]:
    batches = ImportBatch.objects.exclude(status=ImportBatch.Status.PUBLISHED).order_by()
    return (batches if town_id is None else batches.filter(town_id=town_id)).values_list(as_text("pk"))


register_question(HIDDEN, _hidden, lambda rows: [UUID(pk) for (pk,) in rows])


class RecordQuerySet(models.QuerySet[Any]):
    """Queries over records as people see them."""

    def seen(self, town: Any, *, hidden: list[Any] | None = None) -> RecordQuerySet:
        """The town's records that count: not voided, and not of a batch that is unfinished or undone."""
        town_id = getattr(town, "pk", town)
        hidden = hidden_batches(town_id) if hidden is None else hidden
        rows = self.filter(town_id=town_id, voided_at=None)
        if hidden:
            rows = rows.filter(models.Q(batch=None) | ~models.Q(batch__in=hidden))
        return rows


class Record(models.Model):
    """A business record: the root of its parts, changed only by actions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Without an index of its own: each table has one that begins with the town. Nobody looks for a batch's records but
    # an undo, and it knows the town; an index more costs every row of a long ledger.
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    # Counts the changes; a form carries it back, so nobody overwrites what they have not seen.
    version = models.PositiveIntegerField(default=1, editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)
    merged_into = models.UUIDField(
        null=True, editable=False
    )  # voided because it is the same matter as this one
    # Equal marks within a few days are likely repeats, shown to a person; empty where the kind has no such rule, and a
    # kind that has one gives its table an index of town and mark.
    likely_mark = models.CharField(max_length=32, blank=True, editable=False)
    note = models.TextField("备注", blank=True)
    # Ledger columns that no field takes: kept beside the record under their own headings.
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class Part(models.Model):
    """A row that belongs to a record and is changed with it. Each part has a key `record` to its root."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Parts are found by their root only.
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class InVillage(models.Model):
    """Mixed into records that belong to a village, so that village posts can be scoped by it."""

    village = models.ForeignKey(Village, models.PROTECT, null=True, related_name="+", verbose_name="村居")

    class Meta:
        abstract = True


class SourceRow(models.Model):
    """A row of a ledger as it came in, and what became of it. No row is ever dropped without one of these."""

    class Outcome(models.TextChoices):
        NEW = "new", "新登记"
        UNCHANGED = "unchanged", "已有，未变"
        CHANGED = "changed", "有改动"
        MERGED = "merged", "与另一行完全相同，已合并"
        PROBLEM = "problem", "待改正"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Without indexes of their own: those below begin with them.
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="source_rows", db_index=False)
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    file = models.CharField("文件", max_length=200)
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行")
    # SM3 over the values as read, without the running number: equal fingerprints are exact repeats.
    fingerprint = models.CharField(max_length=64)
    # SM3 over the kind's key: which row it is when the file comes again with changes.
    key_mark = models.CharField(max_length=64, blank=True)
    values = models.JSONField("读出的值", default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    record_id = models.UUIDField(null=True)
    # For a problem: the cells by heading, and [{"column", "value", "reason"}]; kept, to see what was put right.
    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    # For a change that waits for its batch: {"before": …, "after": …} in values.
    change = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)  # a person put the row right or set it aside

    class Meta:
        verbose_name = "台账行"
        indexes = (
            # Kind last: a year's figures ask for an outcome of all kinds at once, the home page for all years'.
            models.Index(fields=("town", "outcome", "year", "kind"), name="ledger_rows_by_outcome"),
            models.Index(fields=("town", "kind", "id"), name="ledger_rows_of_a_kind"),
            models.Index(fields=("record_id",), name="ledger_row_of_a_record"),
            models.Index(fields=("batch", "outcome"), name="ledger_rows_of_a_batch"),
        )

    def __str__(self) -> str:
        return f"{self.file} {self.sheet} 第{self.row}行"


class SearchEntry(models.Model):
    """A record as search knows it: whose it is, when, where, its title, and all words it is found by.

    Made from the record by `search_entries.keep` and from nothing else, so it stands in no trace and no backup.
    """

    # A number, for SQLite's full-text table knows rows by number only.
    id = models.BigAutoField(primary_key=True)
    # Without indexes of their own, these: the one below begins with the town, and nobody asks for the others.
    town = models.ForeignKey(Town, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField(unique=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, related_name="+", db_index=False)
    village = models.ForeignKey(Village, models.CASCADE, null=True, related_name="+", db_index=False)
    grid = models.CharField(max_length=30, blank=True)
    day = models.DateField()  # the first of all days where the record has none: then it comes last
    voided = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the record, when the entry was made
    number = models.CharField("编号", max_length=60, blank=True)
    title = models.CharField("事项", max_length=200, blank=True)
    text = FullText()

    class Meta:
        verbose_name = "搜索条目"
        indexes = (
            models.Index(fields=("town", "day", "record_id"), name="search_entries_by_day"),
            models.Index(fields=("town", "kind", "day", "record_id"), name="search_entries_of_a_kind"),
        )

    def __str__(self) -> str:
        return self.title


class SearchBacklog(models.Model):
    """Records that still wait for their search entries: those of a batch, or without one all of the town.

    Without a town: SQLite's table of pairs is behind the entries, since a program without FTS5 has written some.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, null=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, related_name="+")
    # Somebody is at it until then; each chunk puts the time off, and after a crash it passes.
    taken_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "搜索待编"

    def __str__(self) -> str:
        return f"{self.town or '全部'} {self.batch or ''}".strip()
