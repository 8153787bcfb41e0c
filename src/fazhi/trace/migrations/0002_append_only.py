from django.db import migrations

from fazhi.storage.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("trace", "0001_initial")]

    operations = [AppendOnly("trace_tracerecord", "trace_seal")]
