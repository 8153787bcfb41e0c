import django.db.models.deletion
import fazhi.storage.ids
from django.conf import settings
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('orgs', '0001_initial'), ('orgs', '0002_town_mediator')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('code', models.CharField(blank=True, max_length=9, null=True, unique=True, verbose_name='统计用区划代码')),
                ('county', models.CharField(blank=True, max_length=60, verbose_name='所属县（市、区）')),
                ('studio', models.CharField(blank=True, max_length=60, verbose_name='镇调解室名称')),
                ('village_attempts', models.PositiveSmallIntegerField(default=3, verbose_name='村调解几次不成可上报')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': '乡镇',
                'ordering': ('name', 'code'),
            },
        ),
        migrations.CreateModel(
            name='Village',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='villages', to='orgs.town')),
            ],
            options={
                'verbose_name': '村居',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('town', 'name'), name='one_village_name_a_town')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='登录名')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('is_active', models.BooleanField(default=True, verbose_name='可以登录')),
                ('large_type', models.BooleanField(default=False, verbose_name='大字版')),
            ],
            options={
                'verbose_name': '用户',
                'ordering': ('username',),
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('justice_office', '司法所'), ('enforcement_bureau', '综合执法局'), ('party_office', '党政办'), ('town_leader', '镇领导'), ('village_mediator', '村调解员'), ('town_mediator', '镇调解员'), ('grid_worker', '网格员'), ('system_admin', '系统管理员'), ('county_bureau', '县司法局')], max_length=30, verbose_name='角色')),
                ('grid', models.CharField(blank=True, max_length=30, verbose_name='网格')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='orgs.town')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='orgs.village')),
            ],
            options={
                'verbose_name': '岗位',
                'constraints': [models.UniqueConstraint(fields=('user', 'town', 'role'), name='one_role_once_a_town')],
            },
        ),
    ]
