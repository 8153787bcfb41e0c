import django.db.models.deletion
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('decisions', '0001_initial'), ('decisions', '0002_fewer_indexes')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009'),
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='decision', serialize=False, to='cases.case')),
                ('title', models.CharField(max_length=300, verbose_name='决策事项')),
                ('office', models.CharField(blank=True, max_length=100, verbose_name='承办单位')),
                ('consulted_from', models.DateField(null=True, verbose_name='征求意见开始')),
                ('consulted_to', models.DateField(null=True, verbose_name='征求意见结束')),
                ('participation', models.CharField(blank=True, max_length=200, verbose_name='公众参与方式')),
                ('argued_on', models.DateField(null=True, verbose_name='专家论证日期')),
                ('risk', models.CharField(blank=True, max_length=200, verbose_name='风险评估结论')),
                ('assessed_on', models.DateField(null=True, verbose_name='风险评估日期')),
                ('reviewed_on', models.DateField(null=True, verbose_name='合法性审查意见日期')),
                ('counsel', models.BooleanField(null=True, verbose_name='法律顾问参与')),
                ('government_lawyer', models.BooleanField(null=True, verbose_name='公职律师参与')),
                ('discussed_on', models.DateField(null=True, verbose_name='集体讨论日期')),
                ('published_on', models.DateField(null=True, verbose_name='公布日期')),
                ('counts_on', models.DateField(verbose_name='归年日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '重大行政决策',
                'indexes': [models.Index(fields=['town', 'counts_on'], name='decisions_of_a_town')],
            },
        ),
    ]
