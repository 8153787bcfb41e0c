import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('learning', '0001_initial'), ('learning', '0002_fewer_indexes')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='StudySession',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('held_on', models.DateField(verbose_name='日期')),
                ('category', models.CharField(max_length=30, verbose_name='类别')),
                ('category_word', models.TextField(verbose_name='类别（本镇写法）')),
                ('topic', models.TextField(blank=True, verbose_name='主题')),
                ('lecturer', models.TextField(blank=True, verbose_name='主讲人')),
                ('audience', models.TextField(blank=True, verbose_name='参加对象')),
                ('attendance', models.PositiveIntegerField(null=True, verbose_name='参加人数')),
                ('place', models.TextField(blank=True, verbose_name='地点')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '学习培训',
                'indexes': [models.Index(fields=['town', 'held_on'], name='study_sessions_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='LawExam',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.TextField(verbose_name='考试名称')),
                ('held_on', models.DateField(verbose_name='考试日期')),
                ('due', models.PositiveIntegerField(null=True, verbose_name='应考人数')),
                ('took', models.PositiveIntegerField(null=True, verbose_name='参考人数')),
                ('passed', models.PositiveIntegerField(null=True, verbose_name='合格人数')),
                ('constitution_share', models.PositiveIntegerField(null=True, verbose_name='宪法题占比')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '学法考试',
                'indexes': [models.Index(fields=['town', 'held_on'], name='law_exams_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='ExamResult',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('exam_name', models.TextField(verbose_name='考试名称')),
                ('held_on', models.DateField(verbose_name='考试日期')),
                ('person', models.TextField(verbose_name='姓名')),
                ('office', models.TextField(blank=True, verbose_name='单位')),
                ('score', models.TextField(blank=True, verbose_name='成绩')),
                ('outcome', models.CharField(blank=True, max_length=10, verbose_name='是否合格')),
                ('outcome_word', models.TextField(blank=True, verbose_name='是否合格（本镇写法）')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('exam', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='learning.lawexam', verbose_name='考试')),
            ],
            options={
                'verbose_name': '考试成绩',
                'indexes': [models.Index(fields=['town', 'held_on'], name='exam_results_of_a_town')],
            },
        ),
    ]
