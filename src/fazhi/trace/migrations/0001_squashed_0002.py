import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.append_only import AppendOnly
from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('trace', '0001_initial'), ('trace', '0002_append_only')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='TraceRecord',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('chain', models.CharField(max_length=80)),
                ('seq', models.PositiveIntegerField()),
                ('at', models.CharField(max_length=32)),
                ('town', models.CharField(blank=True, max_length=36)),
                ('actor', models.CharField(max_length=60)),
                ('on_behalf', models.CharField(blank=True, max_length=60)),
                ('verb', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=36)),
                ('request', models.CharField(blank=True, max_length=36)),
                ('rows_digest', models.CharField(blank=True, max_length=64)),
                ('change', models.TextField(blank=True)),
                ('seal', models.PositiveIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': '操作记录',
                'indexes': [models.Index(fields=['subject', 'seq'], name='trace_of_a_record'), models.Index(fields=['town', 'at'], name='trace_of_a_town')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='one_place_in_a_chain')],
            },
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('chain', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('seal', models.PositiveIntegerField(db_index=True, default=0)),
            ],
            options={
                'verbose_name': '记录链',
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('at', models.CharField(max_length=32)),
                ('chains', models.PositiveIntegerField()),
                ('records', models.PositiveBigIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': '封存',
            },
        ),
        AppendOnly("trace_tracerecord", "trace_seal"),
    ]
