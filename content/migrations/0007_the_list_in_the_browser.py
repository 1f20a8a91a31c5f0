import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Min

from content.screening.fold import fold


def bring_over(apps, schema_editor):
    """The entries there are: the national list's, in force where they were; hits found by what the list says.

    Without an office at the root there is no post either: the shipped list comes again when the offices are there.
    """
    terms, root = apps.get_model("content", "ProhibitedTerm").objects, _root(apps)
    if root is None:
        terms.all().delete()
        return
    since = apps.get_model("content", "Ruleset").objects.aggregate(first=Min("activated_at"))["first"]
    dated = {"created_at": since} if since else {}
    for term in terms.all():
        status = "active" if term.is_active else "retired"
        fields = {"office": root, "lineage": root.lineage, "match_key": fold(term.text).strip(), "status": status}
        terms.filter(pk=term.pk).update(**fields, **dated)
    apps.get_model("content", "ScreeningHit").objects.update(listed_severity=F("severity"))


def _root(apps):
    return apps.get_model("accounts", "Office").objects.filter(parent=None).first()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_attested_pictures'),
        ('content', '0006_why_decided_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ShadowHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term_code', models.CharField(db_index=True, max_length=40)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='TermChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_status', models.CharField(choices=[('draft', 'draft'), ('shadow', 'on trial (shadow)'), ('active', 'active'), ('retired', 'retired')], max_length=8)),
                ('to_status', models.CharField(choices=[('draft', 'draft'), ('shadow', 'on trial (shadow)'), ('active', 'active'), ('retired', 'retired')], max_length=8)),
                ('values', models.JSONField(default=dict, help_text='fields that change, with their new values')),
                ('reason', models.TextField()),
                ('status', models.CharField(choices=[('proposed', 'waits for a second person'), ('confirmed', 'confirmed'), ('refused', 'turned down'), ('withdrawn', 'withdrawn')], default='proposed', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AlterModelOptions(
            name='prohibitedterm',
            options={'ordering': ['code']},
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='created_by',
            field=models.ForeignKey(blank=True, help_text='nobody: shipped', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='dry_run',
            field=models.JSONField(blank=True, help_text='what a trial on earlier posts found', null=True),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='hits',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='lineage',
            field=models.CharField(db_index=True, default='/', max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='loose',
            field=models.BooleanField(default=False, help_text='also where only the sound is the same'),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='match_key',
            field=models.CharField(db_index=True, default='', editable=False, help_text='the text folded', max_length=400),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prohibited_terms', to='accounts.office'),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='overridden',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='shadow_hits',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='source',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('shadow', 'on trial (shadow)'), ('active', 'active'), ('retired', 'retired')], default='draft', max_length=8),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='upheld',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='valid_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='valid_to',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='prohibitedterm',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='activated_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='decision',
            field=models.CharField(choices=[('open', 'not decided'), ('upheld', 'upheld'), ('overridden', 'overridden')], default='open', max_length=10),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='listed_severity',
            field=models.CharField(choices=[('block', 'block'), ('warn', 'warning'), ('info', 'information')], default='info', max_length=5),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='lowered_by',
            field=models.CharField(blank=True, choices=[('quotation', 'quotation'), ('law', 'law'), ('condemnation', 'condemnation'), ('disguise', 'disguise'), ('sound', 'sound'), ('address', 'address')], max_length=12),
        ),
        migrations.AddField(
            model_name='screeninghit',
            name='view',
            field=models.CharField(choices=[('strict', 'strict'), ('squeezed', 'squeezed'), ('loose', 'loose'), ('legacy', 'legacy'), ('hashtag', 'hashtag'), ('pattern', 'pattern'), ('digits', 'digits')], default='strict', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='suppressed',
            field=models.JSONField(default=list, help_text='what lay within an exception: [code, start, end]'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='aliases',
            field=models.JSONField(default=list, help_text='other spellings that are looked for as well'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='category',
            field=models.CharField(choices=[('ka', 'against national unity and spirit'), ('kha', 'hurtful to religious feeling'), ('ga', 'political ideology or discussion'), ('gha', 'demeaning to small ethnic groups'), ('nga', 'demeaning to a person, institution or the state'), ('cha', 'gender discrimination'), ('chha', 'apt to rouse public discontent'), ('personal', 'personal or family matter'), ('unverified', 'unverified claim'), ('confidential', 'confidential information'), ('obscene', 'obscene'), ('PII', 'personal data'), ('MARKING', 'marking of secrecy')], max_length=20, verbose_name='category'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='exceptions',
            field=models.JSONField(default=list, help_text='contexts that contain the text and are no hit'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='kind',
            field=models.CharField(choices=[('word', 'word, with its endings'), ('phrase', 'phrase, with its endings'), ('prefix', 'beginning of a word'), ('substring', 'anywhere in a word'), ('regex', 'pattern (RE2)')], max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='language',
            field=models.CharField(choices=[('bn', 'Bangla'), ('en', 'English'), ('bn-Latn', 'Bangla in Latin letters'), ('any', 'any')], max_length=8, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='severity',
            field=models.CharField(choices=[('block', 'block'), ('warn', 'warning'), ('info', 'information')], max_length=5, verbose_name='severity'),
        ),
        migrations.AlterField(
            model_name='prohibitedterm',
            name='text',
            field=models.CharField(max_length=200, verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='screeninghit',
            name='category',
            field=models.CharField(choices=[('ka', 'against national unity and spirit'), ('kha', 'hurtful to religious feeling'), ('ga', 'political ideology or discussion'), ('gha', 'demeaning to small ethnic groups'), ('nga', 'demeaning to a person, institution or the state'), ('cha', 'gender discrimination'), ('chha', 'apt to rouse public discontent'), ('personal', 'personal or family matter'), ('unverified', 'unverified claim'), ('confidential', 'confidential information'), ('obscene', 'obscene'), ('PII', 'personal data'), ('MARKING', 'marking of secrecy')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='prohibitedterm',
            index=models.Index(fields=['status', 'code'], name='term_by_status'),
        ),
        migrations.AddIndex(
            model_name='screeninghit',
            index=models.Index(fields=['term_code', 'decision'], name='hit_of_term'),
        ),
        migrations.AddConstraint(
            model_name='prohibitedterm',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'shadow', 'active', 'retired'])), name='term_status_known'),
        ),
        migrations.AddConstraint(
            model_name='prohibitedterm',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='term_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='prohibitedterm',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('status', 'retired'), _negated=True), ('created_by__isnull', False)), fields=('office', 'category', 'kind', 'match_key'), name='term_once'),
        ),
        migrations.AddField(
            model_name='shadowhit',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadow_hits', to='content.screeningrun'),
        ),
        migrations.AddField(
            model_name='termchange',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='termchange',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='termchange',
            name='term',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='content.prohibitedterm'),
        ),
        migrations.AddConstraint(
            model_name='termchange',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'proposed')), fields=('term',), name='term_one_open_change'),
        ),
        migrations.AddConstraint(
            model_name='termchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='term_needs_second_person'),
        ),
        migrations.AddConstraint(
            model_name='termchange',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'confirmed', 'refused', 'withdrawn'])), name='term_change_status_known'),
        ),
        migrations.AddField(
            model_name='postversion',
            name='asked',
            field=models.JSONField(default=list, help_text='what the author answered yes to when sending'),
        ),
        migrations.RunPython(bring_over, migrations.RunPython.noop),
    ]
