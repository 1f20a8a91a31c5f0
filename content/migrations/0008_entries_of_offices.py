import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0007_the_list_in_the_browser'),
    ]

    operations = [
        migrations.AlterField(
            model_name='prohibitedterm',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prohibited_terms', to='accounts.office'),
        ),
        migrations.RemoveField(
            model_name='prohibitedterm',
            name='is_active',
        ),
    ]
