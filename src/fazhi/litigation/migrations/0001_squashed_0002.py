import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('litigation', '0001_initial'), ('litigation', '0002_fewer_indexes')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009'),
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='CourtCase',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='court_case', serialize=False, to='cases.case')),
                ('cause', models.CharField(blank=True, max_length=200, verbose_name='案由')),
                ('noticed_on', models.DateField(null=True, verbose_name='收到应诉通知日期')),
                ('heard_on', models.DateField(null=True, verbose_name='开庭日期')),
                ('heads_word', models.CharField(blank=True, max_length=200, verbose_name='出庭负责人（本镇写法）')),
                ('result', models.CharField(blank=True, max_length=16, verbose_name='结果')),
                ('result_word', models.CharField(blank=True, max_length=300, verbose_name='结果（本镇写法）')),
                ('performed_on', models.DateField(null=True, verbose_name='判决履行日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '行政应诉',
                'indexes': [models.Index(fields=['town', 'heard_on'], name='court_cases_by_hearing')],
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, verbose_name='出庭人（姓名或职务）')),
                ('is_head', models.BooleanField(verbose_name='是负责人')),
                ('on', models.DateField(null=True, verbose_name='出庭日期')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='litigation.courtcase')),
            ],
            options={
                'verbose_name': '出庭',
                'ordering': ('place',),
            },
        ),
    ]
