import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('supervision', '0001_initial'), ('supervision', '0002_fewer_indexes'), ('supervision', '0003_grouping_constraints')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileReviewRound',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=100, verbose_name='评查批次')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '评查批次',
                'constraints': [models.UniqueConstraint(fields=('town', 'year', 'name'), name='one_round_of_a_name_a_year')],
            },
        ),
        migrations.CreateModel(
            name='FileReview',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('reviewed_on', models.DateField(verbose_name='评查日期')),
                ('case_number', models.CharField(max_length=60, verbose_name='案号')),
                ('score', models.CharField(blank=True, max_length=20, verbose_name='得分')),
                ('due_on', models.DateField(null=True, verbose_name='整改期限')),
                ('rectified_on', models.DateField(null=True, verbose_name='整改完成日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='supervision.filereviewround', verbose_name='评查批次')),
            ],
            options={
                'verbose_name': '案卷评查',
                'indexes': [models.Index(fields=['town', 'reviewed_on'], name='file_reviews_of_a_town'), models.Index(fields=['town', 'likely_mark'], name='file_reviews_by_likeness')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(verbose_name='问题')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('due_on', models.DateField(null=True, verbose_name='整改期限')),
                ('rectified_on', models.DateField(null=True, verbose_name='整改完成日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='supervision.filereview')),
            ],
            options={
                'verbose_name': '评查问题',
                'ordering': ('place',),
            },
        ),
    ]
