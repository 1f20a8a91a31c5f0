from django.db import migrations, models

from content.search_index import make_index


def make(apps, schema_editor):
    """The index alone, quick at any size while nothing is in it; `manage.py index_posts` adds older posts."""
    make_index(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0011_clause_of_a_mistake'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['-published_at', '-id'], name='publication_newest'),
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
