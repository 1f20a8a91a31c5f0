"""Texts to begin a post with, of an office: written by its head and those who write for its pages."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from content.models import PostTemplate
from content.permissions import can_write_templates
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError


@dataclass(frozen=True)
class TemplateText:
    """What a template says."""

    name: str
    text: str
    purpose: str


@transaction.atomic
def write_template(*, office: Office, words: TemplateText, by: Person) -> PostTemplate:
    """A new template of an office. Raises not_allowed, name_taken."""
    if not can_write_templates(by, office):
        raise _not_yours()
    _check_name(office, words.name)
    try:
        with transaction.atomic():
            template = PostTemplate.objects.create(office=office, written_by=by, **words.__dict__)
    except IntegrityError:
        raise _taken() from None
    _record(Action.TEMPLATE_WRITTEN, template, by)
    return template


@transaction.atomic
def change_template(*, template: PostTemplate, words: TemplateText, by: Person, version: int) -> PostTemplate:
    """Other words for a template. Raises not_allowed, name_taken, changed_meanwhile."""
    if not can_write_templates(by, template.office):
        raise _not_yours()
    _check_name(template.office, words.name, but=template)
    fields = {**words.__dict__, "written_by": by, "written_at": timezone.now()}
    try:
        with transaction.atomic():
            _move(template, version, **fields)
    except IntegrityError:
        raise _taken() from None
    template.refresh_from_db()
    _record(Action.TEMPLATE_WRITTEN, template, by)
    return template


@transaction.atomic
def retire_template(*, template: PostTemplate, by: Person, version: int) -> None:
    """Nobody begins with it any more; posts that began with it stay. Raises not_allowed, changed_meanwhile."""
    if not can_write_templates(by, template.office):
        raise _not_yours()
    _move(template, version, retired_at=timezone.now())
    _record(Action.TEMPLATE_RETIRED, template, by)


def _move(template: PostTemplate, version: int, **fields: object) -> None:
    same = PostTemplate.objects.filter(pk=template.pk, version=version, retired_at=None)
    if not same.update(version=version + 1, **fields):
        raise _changed(template)


def _changed(template: PostTemplate) -> RuleError:
    now = PostTemplate.objects.select_related("written_by").get(pk=template.pk)
    if now.retired_at:
        return RuleError("changed_meanwhile", _("The template was retired meanwhile."))
    message = _("%(who)s changed the template meanwhile. Your text is still on this page; save it again if it holds.")
    return RuleError("changed_meanwhile", message % {"who": now.written_by.name})


def _check_name(office: Office, name: str, but: PostTemplate | None = None) -> None:
    same = PostTemplate.objects.filter(office=office, name=name, retired_at=None)
    if same.exclude(pk=but.pk if but else 0).exists():
        raise _taken()


def _taken() -> RuleError:
    return RuleError("name_taken", _("Your office has a template of this name already."), field="name")


def _not_yours() -> RuleError:
    return RuleError("not_allowed", _("Templates of an office are written by its head and by those who write for it."))


def _record(action: Action, template: PostTemplate, by: Person) -> None:
    data = {"name": template.name, "text": template.text, "purpose": template.purpose, "version": template.version}
    record(action, template, by=by, lineage=template.office.lineage, data=data)
