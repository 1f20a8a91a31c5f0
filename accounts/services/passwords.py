"""A new password: asked for by mail, checked, set."""

from typing import Any

from django.contrib.auth import password_validation
from django.db import transaction
from django.utils import timezone

from accounts.models import Office, Person
from accounts.passwords import ContextWordsValidator
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.notifications.models import Notice
from govsocial.notifications.services import notify, withdraw

RESET = "password_reset"


def validate_first_password(password: str, person: Person, office: Office) -> None:
    """The rules for somebody who has no role yet, the office's name among them. Raises ValidationError."""
    password_validation.validate_password(password, person)
    ContextWordsValidator().validate(password, person, office)


@transaction.atomic
def mail_reset(*, asked: Person, url: str) -> None:
    """Queue the mail with the secret address, once a minute at the most.

    For a person who does not exist (no id) the same is done and taken back: the time tells nothing.
    """
    known = Person.objects.filter(pk=asked.pk, is_active=True).first()
    to = known or asked.email
    notify(RESET, asked, [to], url=url, facts={}, period=timezone.now().strftime("%Y-%m-%dT%H:%M"))
    if known is None:
        Notice.objects.filter(kind=RESET, address=asked.email, recipient=None).delete()


@transaction.atomic
def set_password(*, person: Any, password: str, by_mail: bool) -> None:
    """Store a password that was checked; it ends every other session and every reset link of the person."""
    person.set_password(password)
    person.save(update_fields=["password"])
    withdraw(person, [RESET])
    office = person.acting_office
    action = Action.PASSWORD_RESET if by_mail else Action.PASSWORD_CHANGED
    record(action, person, by=person, lineage=office.lineage if office else "")
