import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('enforcement', '0001_initial'), ('enforcement', '0002_fewer_indexes')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009'),
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Penalty',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='penalty', serialize=False, to='cases.case')),
                ('cause', models.CharField(blank=True, max_length=200, verbose_name='案由')),
                ('power_source', models.CharField(blank=True, max_length=12, verbose_name='权力来源')),
                ('power_source_word', models.CharField(blank=True, max_length=200, verbose_name='权力来源（本镇写法）')),
                ('entrusted_by', models.CharField(blank=True, max_length=100, verbose_name='委托机关')),
                ('filed_on', models.DateField(null=True, verbose_name='立案日期')),
                ('noticed_on', models.DateField(null=True, verbose_name='告知日期')),
                ('legally_reviewed_on', models.DateField(null=True, verbose_name='法制审核日期')),
                ('decided_on', models.DateField(null=True, verbose_name='决定日期')),
                ('penalty', models.CharField(blank=True, max_length=12, verbose_name='最重的处罚')),
                ('penalty_word', models.CharField(blank=True, max_length=200, verbose_name='处罚种类（本镇写法）')),
                ('fine', models.BigIntegerField(null=True, verbose_name='罚款（分）')),
                ('served_on', models.DateField(null=True, verbose_name='送达日期')),
                ('published_on', models.DateField(null=True, verbose_name='公示日期')),
                ('closed_on', models.DateField(null=True, verbose_name='结案日期')),
                ('archived_on', models.DateField(null=True, verbose_name='归档日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '行政处罚案件',
                'indexes': [models.Index(fields=['town', 'decided_on'], name='penalties_by_decision'), models.Index(fields=['town', 'filed_on'], name='penalties_by_filing')],
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('holder', models.CharField(max_length=60, verbose_name='姓名')),
                ('office', models.CharField(blank=True, max_length=100, verbose_name='单位')),
                ('type', models.CharField(max_length=24, verbose_name='证件种类')),
                ('type_word', models.CharField(max_length=200, verbose_name='证件种类（本镇写法）')),
                ('status', models.CharField(max_length=12, verbose_name='状态')),
                ('status_word', models.CharField(max_length=200, verbose_name='状态（本镇写法）')),
                ('on', models.DateField(verbose_name='日期')),
                ('applied_on', models.DateField(verbose_name='申请日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '人员证件',
                'indexes': [models.Index(fields=['town', 'type', 'on'], name='licences_of_a_town'), models.Index(fields=['town', 'likely_mark'], name='licences_by_likeness')],
            },
        ),
    ]
