import django.db.models.deletion
import fazhi.storage.fulltext
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning
from fazhi.storage.fulltext import IndexText


class Migration(Beginning):

    replaces = [('records', '0001_initial'), ('records', '0002_outcome_index'), ('records', '0003_fewer_indexes'), ('records', '0004_leaner_indexes'), ('records', '0005_counting_indexes'), ('records', '0006_search_entries')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(verbose_name='批号')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('status', models.CharField(choices=[('writing', '正在导入'), ('published', '已导入'), ('undone', '已撤销'), ('failed', '未完成，已作废')], default='writing', max_length=12, verbose_name='状态')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.CharField(max_length=60)),
                ('worker', models.CharField(blank=True, max_length=120)),
                ('alive_at', models.DateTimeField(auto_now_add=True)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('summary', models.JSONField(default=dict, verbose_name='结果')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='orgs.town')),
            ],
            options={
                'verbose_name': '导入批次',
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('town', 'number'), name='one_batch_number_a_town')],
            },
        ),
        migrations.CreateModel(
            name='SourceRow',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('file', models.CharField(max_length=200, verbose_name='文件')),
                ('sheet', models.CharField(max_length=100, verbose_name='工作表')),
                ('row', models.PositiveIntegerField(verbose_name='行')),
                ('fingerprint', models.CharField(max_length=64)),
                ('key_mark', models.CharField(blank=True, max_length=64)),
                ('values', models.JSONField(default=dict, verbose_name='读出的值')),
                ('outcome', models.CharField(choices=[('new', '新登记'), ('unchanged', '已有，未变'), ('changed', '有改动'), ('merged', '与另一行完全相同，已合并'), ('problem', '待改正')], max_length=10)),
                ('record_id', models.UUIDField(null=True)),
                ('cells', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('change', models.JSONField(default=dict)),
                ('settled_at', models.DateTimeField(null=True)),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='source_rows', to='records.importbatch')),
            ],
            options={
                'verbose_name': '台账行',
                'indexes': [models.Index(fields=['town', 'outcome', 'year', 'kind'], name='ledger_rows_by_outcome'), models.Index(fields=['town', 'kind', 'id'], name='ledger_rows_of_a_kind'), models.Index(fields=['record_id'], name='ledger_row_of_a_record'), models.Index(fields=['batch', 'outcome'], name='ledger_rows_of_a_batch')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('record_id', models.UUIDField(unique=True)),
                ('grid', models.CharField(blank=True, max_length=30)),
                ('day', models.DateField()),
                ('voided', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='编号')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='事项')),
                ('text', fazhi.storage.fulltext.FullText()),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.importbatch')),
                ('village', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.village')),
            ],
            options={
                'verbose_name': '搜索条目',
                'indexes': [models.Index(fields=['town', 'day', 'record_id'], name='search_entries_by_day'), models.Index(fields=['town', 'kind', 'day', 'record_id'], name='search_entries_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='SearchBacklog',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('taken_until', models.DateTimeField(null=True)),
                ('town', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '搜索待编',
            },
        ),
        IndexText("records_searchentry", "text"),
    ]
