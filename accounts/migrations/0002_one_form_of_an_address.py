from django.db import migrations, models
from django.utils import timezone

from accounts.platforms import address_key


def fill_keys(apps, schema_editor):
    """The one form of each address. Where two open accounts turn out to share it, the later one's is marked."""
    accounts, seen = apps.get_model("accounts", "OfficialAccount").objects, set()
    for account in accounts.exclude(url="").order_by("id").iterator():
        is_open = account.status not in ("refused", "closed")
        key = address_key(account.url, account.platform) or account.url
        if is_open and key in seen:
            key = f"{key[:470]}#{account.pk}"  # no address has a fragment in its one form
        if is_open:
            seen.add(key)
        accounts.filter(pk=account.pk).update(url_key=key)


def keep_the_newest_invitation(apps, schema_editor):
    """Of several open invitations of one address to one office the newest stays."""
    invitations, seen = apps.get_model("accounts", "Invitation").objects, set()
    for invitation in invitations.filter(accepted_at=None, withdrawn_at=None).order_by("-id").iterator():
        place = (invitation.office_id, invitation.email)
        if place in seen:
            invitations.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
        seen.add(place)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='officialaccount',
            name='url_key',
            field=models.CharField(blank=True, editable=False, help_text='the address in its one form', max_length=500),
        ),
        migrations.AddField(
            model_name='invitation',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterModelOptions(
            name='invitation',
            options={'ordering': ['id']},
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.RunPython(keep_the_newest_invitation, migrations.RunPython.noop),
    ]
