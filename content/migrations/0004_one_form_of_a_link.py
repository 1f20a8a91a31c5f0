from django.db import migrations, models

from accounts.platforms import address_key


def fill_keys(apps, schema_editor):
    """The one form of each link. Where two posts turn out to share it, the later one's is marked."""
    publications, seen = apps.get_model("content", "Publication").objects, set()
    for publication in publications.select_related("account").order_by("id").iterator():
        key = address_key(publication.link, publication.account.platform) or publication.link[:470]
        if key in seen:
            key = f"{key[:470]}#{publication.pk}"  # no address has a fragment in its one form
        seen.add(key)
        publications.filter(pk=publication.pk).update(link_key=key)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_one_form_of_an_address'),
        ('content', '0003_submitted_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='link_key',
            field=models.CharField(default='', editable=False, help_text='the link in its one form', max_length=500),
            preserve_default=False,
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
    ]
