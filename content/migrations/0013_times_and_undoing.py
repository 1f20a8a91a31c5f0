from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_wished_times(apps: Any, schema_editor: Any) -> None:
    """Posts that waited before times were chosen: the time their author wished for is the chosen one."""
    post, version = apps.get_model("content", "Post"), apps.get_model("content", "PostVersion")
    wished = version.objects.filter(pk=OuterRef("current_id")).values("wished_at")
    waiting = post.objects.filter(status__in=["submitted", "second"], publish_at=None, current__wished_at__isnull=False)
    post.objects.filter(pk__in=waiting.values("pk")).update(publish_at=Subquery(wished))


class Migration(migrations.Migration):
    dependencies = [("content", "0012_search_and_archive")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="led_to",
            field=models.PositiveIntegerField(
                default=0, help_text="the post's version it led to; undone only while it stands"
            ),
        ),
        migrations.RunPython(keep_wished_times, migrations.RunPython.noop),
    ]
