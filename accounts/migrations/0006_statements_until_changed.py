from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_duties"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attestation",
            name="until",
            field=models.DateField(help_text="first day on which it no longer holds; none: until it changes", null=True),
        ),
    ]
