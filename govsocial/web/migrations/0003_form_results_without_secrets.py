"""Form results name the view and no longer the address, which could hold a token; old digests could be guessed."""

from django.db import migrations, models


def forget(apps, schema_editor):
    """An old form that is sent again is answered with what was stored, as one with other content."""
    apps.get_model("web", "FormResult").objects.update(view="", digest="")


class Migration(migrations.Migration):
    dependencies = [("web", "0002_cache_table")]
    operations = [
        migrations.RenameField("formresult", "path", "view"),
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AlterField(
            "formresult", "view", models.CharField(help_text="name of the address", max_length=100)
        ),
    ]
