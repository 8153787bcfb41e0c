import django.db.models.deletion
import fazhi.storage.ids
from django.conf import settings
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('portal', '0001_initial'), ('portal', '0002_public_tries'), ('portal', '0003_feedback')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009'),
        ('orgs', '0001_squashed_0002'),
        ('orgs', '__first__'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('status', models.CharField(choices=[('waiting', '等答复'), ('answered', '已答复')], default='waiting', max_length=10, verbose_name='状态')),
                ('code_mark', models.CharField(editable=False, max_length=64, unique=True)),
                ('sent_at', models.DateTimeField(verbose_name='提交时间')),
                ('sender', models.CharField(max_length=60, verbose_name='谁提的')),
                ('text', models.TextField(verbose_name='投诉建议')),
                ('contact', models.CharField(blank=True, max_length=100, verbose_name='怎么找您')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='说的是哪一页')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_on', models.DateField(null=True, verbose_name='答复日期')),
                ('erased_on', models.DateField(null=True, verbose_name='联系方式删去日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '投诉建议',
                'ordering': ('sent_at', 'id'),
                'indexes': [models.Index(fields=['town', 'status', 'sent_at'], name='feedback_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='GridReport',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('grid', models.CharField(blank=True, max_length=30, verbose_name='网格')),
                ('tile', models.CharField(max_length=12, verbose_name='什么事')),
                ('sentence', models.TextField(verbose_name='谁和谁，怎么了')),
                ('urgency', models.CharField(choices=[('later', '不急'), ('soon', '尽快'), ('now', '马上')], default='later', max_length=6, verbose_name='急不急')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='在哪里')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='当事人电话')),
                ('said_at', models.DateTimeField(verbose_name='什么时候报的')),
                ('phone_clock', models.DateTimeField(null=True, verbose_name='手机上的时间')),
                ('arrived_at', models.DateTimeField(verbose_name='什么时候到的')),
                ('told', models.CharField(blank=True, max_length=20, verbose_name='已经告诉上报人的状态')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.village', verbose_name='村居')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='grid_report', to='cases.case')),
            ],
            options={
                'verbose_name': '网格上报',
                'indexes': [models.Index(fields=['reporter', 'town', 'said_at'], name='grid_reports_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digits', models.CharField(max_length=128, verbose_name='PIN')),
                ('set_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': '手机页PIN',
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name': '手机',
            },
        ),
        migrations.CreateModel(
            name='PhoneUser',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('password_mark', models.CharField(max_length=128)),
                ('wrong', models.PositiveSmallIntegerField(default=0, verbose_name='PIN输错几次')),
                ('phone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='users', to='portal.phone')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '手机上的人',
                'constraints': [models.UniqueConstraint(fields=('phone', 'user'), name='a_person_once_a_phone')],
            },
        ),
        migrations.CreateModel(
            name='PublicTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_mark', models.CharField(max_length=32)),
                ('what', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '公众页的次数',
                'indexes': [models.Index(fields=['address_mark', 'what', 'at'], name='public_tries')],
            },
        ),
    ]
