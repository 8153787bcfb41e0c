from django.db import migrations


def wait_for_entries(apps, schema_editor):
    """Visits that are there already get entries with their words by `fazhi upgrade` or when the pages are next served."""
    backlog = apps.get_model('records', 'SearchBacklog')
    entries = apps.get_model('records', 'SearchEntry')
    visits = apps.get_model('reception', 'Visit').objects.all()
    towns = set(visits.order_by().values_list('town_id', flat=True))
    if not towns:
        return
    entries.objects.filter(record_id__in=visits.values('reception_id')).delete()
    for town in towns:
        backlog.objects.create(town_id=town)
    if schema_editor.connection.vendor == 'sqlite':
        # The table of pairs still has theirs: it is made anew.
        backlog.objects.create(town=None)


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0005_counting_index'),
        ('records', '0001_squashed_0006'),
    ]

    operations = [migrations.RunPython(wait_for_entries, migrations.RunPython.noop)]
