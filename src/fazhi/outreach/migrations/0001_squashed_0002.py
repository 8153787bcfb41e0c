import django.db.models.deletion
import fazhi.storage.ids
from django.db import migrations, models

from fazhi.storage.beginning import Beginning


class Migration(Beginning):

    replaces = [('outreach', '0001_initial'), ('outreach', '0002_fewer_indexes')]

    initial = True

    dependencies = [
        ('orgs', '0001_squashed_0002'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
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
                ('place_kind', models.CharField(max_length=12, verbose_name='场所类型')),
                ('place_kind_word', models.TextField(blank=True, verbose_name='场所类型（本镇写法）')),
                ('form', models.CharField(blank=True, max_length=16, verbose_name='形式')),
                ('form_word', models.TextField(blank=True, verbose_name='形式（本镇写法）')),
                ('topic', models.TextField(blank=True, verbose_name='主题')),
                ('audience', models.PositiveIntegerField(null=True, verbose_name='人数')),
                ('audience_source', models.CharField(blank=True, max_length=10, verbose_name='人数来源')),
                ('audience_source_word', models.TextField(blank=True, verbose_name='人数来源（本镇写法）')),
                ('materials', models.PositiveIntegerField(null=True, verbose_name='发放资料（份）')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '普法活动',
                'indexes': [models.Index(fields=['town', 'held_on'], name='activities_of_a_town')],
            },
        ),
        migrations.CreateModel(
            name='ActivityPlace',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('name', models.TextField(verbose_name='地点')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='outreach.activity')),
                ('village', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.village', verbose_name='村居')),
            ],
            options={
                'verbose_name': '活动地点',
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.TextField(blank=True, verbose_name='系列')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '系列',
                'constraints': [models.UniqueConstraint(fields=('town', 'name'), name='one_series_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.TextField(blank=True, verbose_name='渠道')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
            ],
            options={
                'verbose_name': '渠道',
                'constraints': [models.UniqueConstraint(fields=('town', 'name'), name='one_channel_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('label', models.TextField(verbose_name='期次')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='episodes', to='outreach.series')),
            ],
            options={
                'verbose_name': '期次',
                'indexes': [models.Index(fields=['town', 'label'], name='episodes_of_a_town')],
                'constraints': [models.UniqueConstraint(fields=('series', 'label'), name='one_episode_of_a_label')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('published_on', models.DateField(verbose_name='发布日期')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='outreach.episode')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='outreach.channel')),
            ],
            options={
                'verbose_name': '发布',
                'indexes': [models.Index(fields=['town', 'published_on'], name='postings_of_a_town')],
                'constraints': [models.UniqueConstraint(fields=('episode', 'channel', 'published_on'), name='one_posting_of_an_episode_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ViewSnapshot',
            fields=[
                ('id', models.UUIDField(default=fazhi.storage.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废原因')),
                ('merged_into', models.UUIDField(editable=False, null=True)),
                ('likely_mark', models.CharField(blank=True, editable=False, max_length=32)),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('series_word', models.TextField(blank=True, verbose_name='系列（本镇写法）')),
                ('episode_word', models.TextField(verbose_name='期次（本镇写法）')),
                ('channel_word', models.TextField(blank=True, verbose_name='渠道（本镇写法）')),
                ('published_on', models.DateField(verbose_name='发布日期')),
                ('counted_on', models.DateField(null=True, verbose_name='统计日期')),
                ('views', models.PositiveBigIntegerField(null=True, verbose_name='累计播放量')),
                ('purpose', models.CharField(max_length=12, verbose_name='栏目用途')),
                ('purpose_word', models.TextField(blank=True, verbose_name='栏目用途（本镇写法）')),
                ('town', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.town')),
                ('batch', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importbatch')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='outreach.posting')),
            ],
            options={
                'verbose_name': '普法视频',
                'indexes': [models.Index(fields=['town', 'published_on'], name='view_snapshots_of_a_town')],
            },
        ),
    ]
