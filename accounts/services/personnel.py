"""Job descriptions and orientations of the people who run accounts (np-2075 `job-description`, `orientation`)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import JobDescription, Office, Orientation, Person, Role
from accounts.permissions import can_keep_personnel
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify


@transaction.atomic
def describe_job(*, office: Office, person: Person, on: date, text: str, seen: int, by: Person) -> JobDescription:
    """Give somebody of the office a (new) written job description; earlier versions stay.

    `seen` is the number of the latest version on the page. Raises not_allowed, not_of_office, in_future,
    stated_meanwhile.
    """
    _check(office, person, on, by)
    latest = JobDescription.objects.filter(office=office, person=person).select_related("by").first()
    if (latest.number if latest else 0) != seen:
        raise _written_meanwhile(office, person)
    row = JobDescription(office=office, person=person, number=seen + 1, on=on, text=text, by=by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _written_meanwhile(office, person) from None
    if person != by:
        url = reverse("accounts:job_description_write", args=[office.pk, person.pk])
        notify("job_described", row, [person], url=url, facts={"office": office.name_bn})
    facts = {"office": office.code, "number": row.number, "on": on.isoformat(), "text": text}
    record(Action.JOB_DESCRIBED, person, by=by, lineage=office.lineage, note=person.name_bn, data=facts)
    return row


@transaction.atomic
def record_orientation(
    *, office: Office, person: Person, on: date, held_by: str, subject: str, by: Person
) -> Orientation:
    """That somebody of the office was oriented on her role and duties. Raises not_allowed, not_of_office, in_future,
    recorded_already."""
    _check(office, person, on, by)
    row = Orientation(office=office, person=person, on=on, held_by=held_by, subject=subject, by=by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        first = Orientation.objects.select_related("by").get(office=office, person=person, on=on)
        who = {"who": first.by.name}
        raise RuleError("recorded_already", _("%(who)s recorded an orientation of that day already.") % who) from None
    facts = {"office": office.code, "on": on.isoformat(), "held_by": held_by, "subject": subject}
    record(Action.ORIENTATION_RECORDED, person, by=by, lineage=office.lineage, note=person.name_bn, data=facts)
    return row


def _check(office: Office, person: Person, on: date, by: Person) -> None:
    if not can_keep_personnel(by, office):
        raise RuleError("not_allowed", _("The head of the office or an administrator records this."))
    if not Role.objects.current().filter(person=person, office=office).exists():
        raise RuleError("not_of_office", _("The person holds no role in this office today."))
    if on > timezone.localdate():
        raise RuleError("in_future", _("The day may not lie in the future."))


def _written_meanwhile(office: Office, person: Person) -> RuleError:
    first = JobDescription.objects.filter(office=office, person=person).select_related("by").first()
    who = {"who": first.by.name if first else ""}
    return RuleError(
        "stated_meanwhile", _("%(who)s wrote a version before you. Look at it before you add another.") % who
    )
