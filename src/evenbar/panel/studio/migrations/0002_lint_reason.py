"""Why a version was published with errors of the proof-reader."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="version",
            name="lint_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
