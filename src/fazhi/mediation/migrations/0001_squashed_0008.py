import django.db.models.deletion
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('mediation', '0001_initial'), ('mediation', '0002_initial'), ('mediation', '0003_covering_index'), ('mediation', '0004_fewer_indexes'), ('mediation', '0005_live_disputes'), ('mediation', '0006_leaner_indexes'), ('mediation', '0007_counting_indexes'), ('mediation', '0008_agreements')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009'),
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='dispute', serialize=False, to='cases.case')),
                ('found_on', models.DateField(verbose_name='排查日期')),
                ('grid', models.CharField(blank=True, max_length=30, verbose_name='网格')),
                ('type', models.CharField(max_length=4, verbose_name='纠纷类型')),
                ('type_word', models.CharField(max_length=60, verbose_name='纠纷类型（本镇写法）')),
                ('summary', models.TextField(blank=True, verbose_name='简要情况')),
                ('village_attempts', models.PositiveSmallIntegerField(null=True, verbose_name='村调解次数')),
                ('result', models.CharField(blank=True, max_length=20, verbose_name='处理结果')),
                ('result_word', models.CharField(blank=True, max_length=60, verbose_name='处理结果（本镇写法）')),
                ('settled_on', models.DateField(null=True, verbose_name='办结日期')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='来源')),
                ('source_word', models.CharField(blank=True, max_length=60, verbose_name='来源（本镇写法）')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('case_source', models.CharField(blank=True, max_length=4, verbose_name='案件来源（上级编码）')),
                ('referrer', models.CharField(blank=True, max_length=100, verbose_name='转来的单位')),
                ('risk', models.CharField(blank=True, max_length=4, verbose_name='风险')),
                ('difficulty', models.CharField(blank=True, max_length=4, verbose_name='难度')),
                ('people_involved', models.PositiveIntegerField(null=True, verbose_name='涉及人数')),
                ('amount_fen', models.BigIntegerField(null=True, verbose_name='涉及金额（分）')),
                ('town_result', models.CharField(blank=True, max_length=20, verbose_name='镇里的结果')),
                ('agreement_form', models.CharField(blank=True, max_length=10, verbose_name='协议形式')),
                ('agreement_number', models.CharField(blank=True, max_length=60, verbose_name='协议编号')),
                ('agreed_on', models.DateField(null=True, verbose_name='协议签订日期')),
                ('effective_on', models.DateField(null=True, verbose_name='协议生效日期')),
                ('performance', models.CharField(blank=True, max_length=4, verbose_name='协议履行情况')),
                ('confirmed_on', models.DateField(null=True, verbose_name='司法确认日期')),
                ('reported_by', models.UUIDField(null=True, verbose_name='上报的人')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('village', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.village', verbose_name='村居')),
            ],
            options={
                'verbose_name': '矛盾纠纷',
                'indexes': [models.Index(fields=['town', 'found_on', 'case', 'voided_at', 'batch', 'source', 'result', 'village_attempts', 'settled_on', 'village', 'type', 'type_word'], name='disputes_of_a_town'), models.Index(fields=['town', 'likely_mark'], name='disputes_by_likeness'), models.Index(condition=models.Q(('agreed_on__isnull', False)), fields=['town', 'agreed_on'], name='agreements_of_a_town'), models.Index(condition=models.Q(('confirmed_on__isnull', False)), fields=['town', 'confirmed_on'], name='confirmations_of_a_town'), models.Index(condition=models.Q(('reported_by__isnull', False)), fields=['reported_by'], name='disputes_a_person_reported')],
            },
        ),
    ]
