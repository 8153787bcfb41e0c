import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('review', '0001_initial'), ('review', '0002_fewer_indexes'), ('review', '0003_grouping_constraints')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009'),
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='合同名称')),
                ('counterparty', models.CharField(blank=True, max_length=200, verbose_name='相对方')),
                ('type', models.CharField(max_length=30, verbose_name='类型')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '合同',
                'constraints': [models.UniqueConstraint(fields=('town', 'name', 'counterparty', 'type'), name='one_contract_of_a_name_and_party')],
            },
        ),
        migrations.CreateModel(
            name='ContractReview',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contract_review', serialize=False, to='cases.case')),
                ('type_word', models.CharField(max_length=200, verbose_name='类型（本镇写法）')),
                ('submitted_on', models.DateField(null=True, verbose_name='送审日期')),
                ('office', models.CharField(blank=True, max_length=100, verbose_name='送审部门')),
                ('draft', models.CharField(blank=True, max_length=60, verbose_name='稿次')),
                ('opinion_on', models.DateField(null=True, verbose_name='出具意见日期')),
                ('adopted', models.PositiveIntegerField(null=True, verbose_name='采纳条数')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='review.contract')),
            ],
            options={
                'verbose_name': '合同审核',
                'indexes': [models.Index(fields=['town', 'opinion_on'], name='contract_reviews_of_a_town'), models.Index(fields=['town', 'likely_mark'], name='contract_reviews_by_likeness')],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(verbose_name='法律意见')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('adoption', models.CharField(choices=[('adopted', '已采纳'), ('partly_adopted', '部分采纳'), ('not_adopted', '未采纳'), ('unknown', '不明')], default='unknown', max_length=16, verbose_name='采纳情况')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='review.contractreview')),
            ],
            options={
                'verbose_name': '法律意见',
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='NormativeDocument',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='normative_document', serialize=False, to='cases.case')),
                ('title', models.CharField(max_length=300, verbose_name='文件名称')),
                ('office', models.CharField(blank=True, max_length=100, verbose_name='起草单位')),
                ('reviewed_on', models.DateField(verbose_name='审核日期')),
                ('conclusion', models.CharField(blank=True, max_length=30, verbose_name='审核结论')),
                ('conclusion_word', models.CharField(blank=True, max_length=200, verbose_name='审核结论（本镇写法）')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '规范性文件审核',
                'indexes': [models.Index(fields=['town', 'reviewed_on'], name='documents_of_a_town'), models.Index(fields=['town', 'likely_mark'], name='documents_by_likeness')],
            },
        ),
    ]
