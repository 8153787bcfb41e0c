import django.db.models.deletion
import fazhi.storage.ids
from django.conf import settings
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('cases', '0001_initial'), ('cases', '0002_initial'), ('cases', '0003_fewer_indexes'), ('cases', '0004_fewer_indexes'), ('cases', '0005_live_cases'), ('cases', '0006_leaner_indexes'), ('cases', '0007_hours_and_redating'), ('cases', '0008_upper_reports'), ('cases', '0009_live_cases_by_deadline')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
        ('orgs', '__first__'),
        ('records', '0001_squashed_0006'),
        ('statutes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(max_length=30, verbose_name='种类')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='编号')),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('serial', models.PositiveIntegerField(null=True)),
                ('title', models.CharField(max_length=200, verbose_name='事项')),
                ('status', models.CharField(choices=[('open', '在办'), ('closed', '办结')], default='open', max_length=10, verbose_name='状态')),
                ('opened_on', models.DateField(null=True, verbose_name='开始日期')),
                ('closed_on', models.DateField(null=True, verbose_name='办结日期')),
                ('is_history', models.BooleanField(default=False, verbose_name='由台账带入')),
                ('edition', models.CharField(blank=True, max_length=20, verbose_name='程序版本')),
                ('state', models.CharField(blank=True, max_length=30, verbose_name='办到哪里')),
                ('urgent', models.PositiveSmallIntegerField(default=0, verbose_name='急不急')),
                ('due_on', models.DateField(null=True, verbose_name='最近的期限')),
                ('amber_on', models.DateField(null=True)),
                ('due_clock', models.CharField(blank=True, max_length=40)),
                ('paused', models.BooleanField(default=False, verbose_name='暂停计时')),
                ('seen_by_reporter', models.PositiveIntegerField(default=0)),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('village', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.village', verbose_name='村居')),
                ('handler', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='主办')),
            ],
            options={
                'verbose_name': '案件',
                'indexes': [models.Index(fields=['town', 'kind', 'number'], name='cases_by_number'), models.Index(condition=models.Q(('status', 'open'), models.Q(('edition', ''), _negated=True)), fields=['town', 'due_on'], name='open_cases_by_deadline')],
                'constraints': [models.UniqueConstraint(fields=('town', 'kind', 'year', 'serial'), name='one_running_number_a_year')],
            },
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='步骤')),
                ('on', models.DateField(null=True, verbose_name='日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('unknown', '不详')], default='day', max_length=8, verbose_name='日期精度')),
                ('count', models.PositiveSmallIntegerField(default=1, verbose_name='次数')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='所记事实')),
                ('by', models.CharField(blank=True, max_length=60, verbose_name='办理人')),
                ('at', models.DateTimeField(null=True, verbose_name='登记时间')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cases.case')),
            ],
            options={
                'verbose_name': '步骤',
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('party', '当事人'), ('reporter', '上报人'), ('handler', '承办人'), ('reviewer', '审核人'), ('counterparty', '相对方'), ('head', '出庭负责人'), ('agent', '代理人'), ('guardian', '监护人'), ('mediator', '调解员'), ('other', '其他参加人')], max_length=16, verbose_name='身份')),
                ('name', models.CharField(max_length=100, verbose_name='姓名或名称')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('side', models.CharField(blank=True, choices=[('applicant', '申请人'), ('respondent', '被申请人'), ('third', '第三人')], max_length=12, verbose_name='哪一方')),
                ('id_number', models.CharField(blank=True, max_length=30, verbose_name='证件号码')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='住址')),
                ('born_on', models.DateField(null=True, verbose_name='出生日期')),
                ('is_organisation', models.BooleanField(default=False, verbose_name='是单位')),
                ('organisation_head', models.CharField(blank=True, max_length=60, verbose_name='法定代表人或负责人')),
                ('acts_for', models.UUIDField(null=True)),
                ('capacity', models.CharField(blank=True, max_length=100, verbose_name='身份与权限')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='cases.case')),
            ],
            options={
                'verbose_name': '参与人',
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='CaseClock',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='期限')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('rule', models.CharField(blank=True, max_length=60, verbose_name='规则')),
                ('basis', models.CharField(blank=True, max_length=120, verbose_name='依据')),
                ('started', models.DateField(null=True, verbose_name='起算')),
                ('started_at', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True, verbose_name='到期')),
                ('due_at', models.DateTimeField(null=True, verbose_name='到期时刻')),
                ('amber_on', models.DateField(null=True)),
                ('estimated', models.BooleanField(default=False, verbose_name='初算')),
                ('paused', models.BooleanField(default=False, verbose_name='暂停')),
                ('done_on', models.DateField(null=True, verbose_name='完成')),
                ('told', models.JSONField(default=dict)),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='约定')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='cases.case')),
            ],
            options={
                'verbose_name': '期限',
                'ordering': ('place',),
                'indexes': [models.Index(condition=models.Q(('done_on__isnull', True), ('due_at__isnull', False)), fields=['town', 'due_at'], name='clocks_of_hours')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('step_id', models.UUIDField(null=True)),
                ('paper', models.CharField(blank=True, max_length=40, verbose_name='材料')),
                ('name', models.CharField(max_length=255, verbose_name='名称')),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                ('media_type', models.CharField(max_length=100)),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='页数')),
                ('made', models.BooleanField(default=False, verbose_name='由系统生成')),
                ('template', models.CharField(blank=True, max_length=60, verbose_name='模板版本')),
                ('by', models.CharField(blank=True, max_length=60, verbose_name='谁放进来的')),
                ('at', models.DateTimeField(null=True, verbose_name='时间')),
                ('removed_reason', models.CharField(blank=True, max_length=200, verbose_name='移出原因')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='cases.case')),
            ],
            options={
                'verbose_name': '卷内材料',
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(blank=True, max_length=30)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('subject', models.UUIDField(null=True)),
                ('text', models.CharField(max_length=200)),
                ('urgent', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('read_by', models.JSONField(default=list)),
                ('sent_at', models.DateTimeField(null=True)),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.town')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('village', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.village')),
            ],
            options={
                'verbose_name': '通知',
                'indexes': [models.Index(fields=['town', 'at'], name='notices_of_a_town'), models.Index(fields=['user', 'at'], name='notices_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Numbering',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('series', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.town')),
            ],
            options={
                'verbose_name': '编号',
                'constraints': [models.UniqueConstraint(fields=('town', 'series', 'year'), name='one_numbering_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Redating',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('by', models.CharField(max_length=60)),
                ('started_at', models.DateTimeField()),
                ('last_case', models.UUIDField(null=True)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('moved', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statutes.holidaynotice')),
            ],
            options={
                'verbose_name': '重新推算期限',
                'ordering': ('started_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='UpperReport',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=60, verbose_name='报送表')),
                ('version', models.PositiveIntegerField()),
                ('values', models.JSONField(default=dict, verbose_name='报送的内容')),
                ('by', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='upper_reports', to='cases.case')),
            ],
            options={
                'verbose_name': '报送记录',
                'indexes': [models.Index(fields=['town', 'form', 'case'], name='upper_reports_of_a_town')],
            },
        ),
    ]
