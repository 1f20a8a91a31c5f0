import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_statements_until_changed'),
    ]

    operations = [
        migrations.CreateModel(
            name='WebsiteWatch',
            fields=[
                ('office', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='website_watch', serialize=False, to='accounts.office')),
                ('due_at', models.DateTimeField(db_index=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='office',
            name='has_own_website',
            field=models.BooleanField(default=False, help_text='recorded here: an import leaves the website alone'),
        ),
        migrations.CreateModel(
            name='WebsiteCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('website', models.URLField(help_text='where it looked: the register may name another one since', max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('result', models.CharField(choices=[('found', 'found'), ('not_found', 'not found'), ('could_not_check', 'could not check')], max_length=20)),
                ('reason', models.CharField(blank=True, choices=[('not_allowed', 'the register holds no plain https address'), ('elsewhere', 'the website leads to another address'), ('dns', 'the name of the website was not found'), ('not_public', 'the name leads to no public address'), ('refused', 'the website did not answer'), ('timeout', 'the website took too long to answer'), ('certificate', "the website's certificate does not hold"), ('too_big', 'the start page is larger than 1 MB'), ('status', 'the website answered with an error'), ('unreadable', 'the answer was no page that a machine can read'), ('no_links', 'the start page holds no link that a machine can read')], max_length=20)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='website_checks', to='accounts.officialaccount')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['account', '-at'], name='website_check_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('result', 'could_not_check'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('result', 'could_not_check'), _negated=True), ('reason', '')), _connector='OR'), name='website_check_says_why')],
            },
        ),
    ]
