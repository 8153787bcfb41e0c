import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('evidence', '0001_initial'), ('evidence', '0002_papers')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='摘要')),
                ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                ('media_type', models.CharField(max_length=90, verbose_name='类型')),
                ('pages', models.PositiveIntegerField(null=True, verbose_name='页数')),
                ('width', models.PositiveIntegerField(null=True, verbose_name='宽')),
                ('height', models.PositiveIntegerField(null=True, verbose_name='高')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='存入时间')),
            ],
            options={
                'verbose_name': '文件',
            },
        ),
        migrations.CreateModel(
            name='TownTemplate',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='文书')),
                ('edition', models.PositiveIntegerField(verbose_name='第几版')),
                ('text', models.TextField(blank=True, verbose_name='模板')),
                ('since', models.DateTimeField(auto_now_add=True, verbose_name='启用时间')),
                ('made_by', models.CharField(max_length=60, verbose_name='谁改的')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
            ],
            options={
                'verbose_name': '文书模板',
                'ordering': ('code', '-edition'),
                'constraints': [models.UniqueConstraint(fields=('town', 'code', 'edition'), name='one_number_an_edition')],
            },
        ),
        migrations.CreateModel(
            name='IssuedPaper',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField(null=True, verbose_name='记录')),
                ('code', models.CharField(max_length=40, verbose_name='文书')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('edition', models.PositiveIntegerField(verbose_name='模板第几版')),
                ('template_text', models.TextField(verbose_name='所用模板')),
                ('facts', models.JSONField(default=dict, verbose_name='所用内容')),
                ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='写出时间')),
                ('issued_by', models.CharField(max_length=60, verbose_name='谁写出的')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('stored_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.storedfile')),
            ],
            options={
                'verbose_name': '写出的文书',
                'ordering': ('issued_at',),
                'indexes': [models.Index(fields=['subject', 'code'], name='papers_of_a_record')],
            },
        ),
    ]
