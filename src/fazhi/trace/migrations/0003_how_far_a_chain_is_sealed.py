from django.db import migrations, models


class Migration(migrations.Migration):
    """Until now a chain named the seal its newest record expected; one begun while that seal was made was passed over.

    All begin at 0, so that the next seal covers every chain anew, with those that were passed over.
    """

    dependencies = [("trace", "0002_append_only")]

    operations = [
        migrations.RemoveField("chainhead", "seal"),
        migrations.AddField("chainhead", "sealed", models.PositiveIntegerField(default=0)),
    ]
