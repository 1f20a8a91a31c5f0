from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0010_life_of_a_post")]

    operations = [
        migrations.AddField(
            model_name="mistake",
            name="clause",
            field=models.CharField(
                blank=True, help_text="the clause it offends, where it offends one", max_length=40, default=""
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="mistake", index=models.Index(fields=["due_at", "post"], name="mistake_due")
        ),
        migrations.AddIndex(
            model_name="mistake",
            index=models.Index(
                condition=models.Q(("clause", ""), _negated=True),
                fields=["clause", "settled_at"],
                name="mistake_upheld",
            ),
        ),
    ]
