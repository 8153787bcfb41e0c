import django.db.models.deletion
import fazhi.storage.ids
from django.conf import settings
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('workbench', '0001_initial'), ('workbench', '0002_reminders')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
        ('orgs', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='LoginTry',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=60)),
                ('address', models.CharField(max_length=45)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '没有成功的登录',
                'indexes': [models.Index(fields=['username', 'address', 'at'], name='login_tries')],
            },
        ),
        migrations.CreateModel(
            name='GivenPassword',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('given_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': '一次性密码',
            },
        ),
        migrations.CreateModel(
            name='ReminderChoice',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                ('wants', models.BooleanField(default=True, verbose_name='收邮件提醒')),
                ('last_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': '提醒设置',
            },
        ),
        migrations.CreateModel(
            name='TownReminder',
            fields=[
                ('town', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='orgs.town')),
                ('last_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': '镇的提醒',
            },
        ),
        migrations.CreateModel(
            name='ReminderRunner',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('held_until', models.DateTimeField()),
                ('holder', models.UUIDField()),
            ],
            options={
                'verbose_name': '正在提醒',
            },
        ),
    ]
