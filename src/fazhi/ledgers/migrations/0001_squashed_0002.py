import django.db.models.deletion
import fazhi.storage.ids
from django.conf import settings
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('ledgers', '0001_initial'), ('ledgers', '0002_originals')]

    initial = True

    dependencies = [
        ('evidence', '0001_squashed_0002'),
        ('orgs', '0001_squashed_0002'),
        ('orgs', '__first__'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerAnswer',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('heading', models.CharField(max_length=200)),
                ('answer', models.CharField(max_length=100)),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.town')),
            ],
            options={
                'verbose_name': '台账表头答复',
                'constraints': [models.UniqueConstraint(fields=('town', 'kind', 'heading'), name='one_answer_a_heading')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('files', models.JSONField(default=list, verbose_name='文件')),
                ('worker', models.CharField(blank=True, max_length=120)),
                ('alive_at', models.DateTimeField(auto_now_add=True)),
                ('status', models.CharField(choices=[('reading', '正在读'), ('ready', '请看预览'), ('importing', '正在导入'), ('done', '已导入'), ('failed', '没有成功')], default='reading', max_length=12, verbose_name='状态')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('message', models.TextField(blank=True)),
                ('preview', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=dict)),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.town')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '上传的台账',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='BatchFile',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=200, verbose_name='文件')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='records.importbatch')),
                ('stored_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.storedfile')),
            ],
            options={
                'verbose_name': '台账原件',
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='one_number_a_batch_file')],
            },
        ),
    ]
