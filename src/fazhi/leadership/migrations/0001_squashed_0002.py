import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('leadership', '0001_initial'), ('leadership', '0002_fewer_indexes')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('held_on', models.DateField(verbose_name='会议日期')),
                ('name', models.TextField(blank=True, verbose_name='会议名称')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '会议',
                'constraints': [models.UniqueConstraint(fields=('town', 'held_on', 'name'), name='one_meeting_of_a_name_a_day')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('held_on', models.DateField(verbose_name='会议日期')),
                ('topic', models.TextField(verbose_name='议题')),
                ('type', models.CharField(blank=True, max_length=20, verbose_name='议题类型')),
                ('type_word', models.TextField(blank=True, verbose_name='议题类型（本镇写法）')),
                ('is_legal', models.BooleanField(null=True, verbose_name='是否涉法')),
                ('director_attended', models.BooleanField(null=True, verbose_name='司法所所长列席')),
                ('adoption', models.CharField(blank=True, max_length=10, verbose_name='采纳情况')),
                ('adoption_word', models.TextField(blank=True, verbose_name='采纳情况（本镇写法）')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='leadership.meeting', verbose_name='会议')),
            ],
            options={
                'verbose_name': '党委会议列席',
                'indexes': [models.Index(fields=['town', 'held_on'], name='agenda_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='AgendaOpinion',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('text', models.TextField(verbose_name='法律意见')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='leadership.agendaitem')),
            ],
            options={
                'verbose_name': '议题法律意见',
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('group', models.TextField(blank=True, verbose_name='领导小组')),
                ('post', models.TextField(verbose_name='职务')),
                ('name', models.TextField(blank=True, verbose_name='姓名')),
                ('role', models.TextField(blank=True, verbose_name='组内职务')),
                ('since', models.DateField(verbose_name='任职起')),
                ('until', models.DateField(null=True, verbose_name='任职止')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '领导小组成员',
                'indexes': [models.Index(fields=['town', 'since'], name='group_members_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='Shortcoming',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('noted_on', models.DateField(verbose_name='登记日期')),
                ('year', models.PositiveIntegerField(null=True, verbose_name='年度')),
                ('text', models.TextField(verbose_name='不足')),
                ('cause', models.TextField(blank=True, verbose_name='原因')),
                ('measure', models.TextField(blank=True, verbose_name='措施')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '存在的不足',
                'indexes': [models.Index(fields=['town', 'noted_on'], name='shortcomings_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='NextYearTask',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('noted_on', models.DateField(verbose_name='登记日期')),
                ('year', models.PositiveIntegerField(null=True, verbose_name='年度')),
                ('text', models.TextField(verbose_name='任务')),
                ('responsible_office', models.TextField(blank=True, verbose_name='责任单位')),
                ('due_on', models.DateField(null=True, verbose_name='期限')),
                ('status', models.CharField(blank=True, max_length=12, verbose_name='状态')),
                ('status_word', models.TextField(blank=True, verbose_name='状态（本镇写法）')),
                ('from_shortcoming', models.TextField(blank=True, verbose_name='来自哪条不足')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '下一步打算',
                'indexes': [models.Index(fields=['town', 'noted_on'], name='tasks_of_a_town')],
            },
        ),
    ]
