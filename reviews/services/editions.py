"""Editions made here: copied from an older one, written by one person, put into force by a second; and who follows."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from accounts.permissions import can_confirm_rules, confirmers, heads
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.rulebook.models import EVERYWHERE, Clause, Edition, EditionState, OfficeEdition, Parameter
from reviews.services.drafts import check_keeper, too_late

COPIED = ("issuer_bn", "issuer_en", "country", "supplements")


@transaction.atomic
def copy_edition(*, source: Edition, code: str, by: Person, **fields: Any) -> Edition:
    """Begin a new edition from an older one, which it is to supersede. Raises not_allowed, wrong_state, code_taken."""
    check_keeper(by)
    if source.status != EditionState.IN_FORCE:
        raise RuleError("wrong_state", _("Only an edition in force is copied."))
    edition = Edition(
        code=code,
        supersedes=source.code,
        based_on=source.based_on or source.code,
        status=EditionState.DRAFT,
        drafted_by=by,
        drafted_at=timezone.now(),
        **{name: getattr(source, name) for name in COPIED},
        **fields,
    )
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError:
        raise RuleError("code_taken", _("There is an edition with this code already.")) from None
    _copy_clauses(source, edition)
    _tell("edition_drafted", edition, by)
    record(Action.EDITION_DRAFTED, edition, by=by, data={"code": code, "supersedes": source.code})
    return edition


def _copy_clauses(source: Edition, edition: Edition) -> None:
    """All clauses, and the present value of each parameter."""
    clauses = list(source.clauses.all())
    for clause in clauses:
        clause.pk, clause.edition = None, edition
    placed = {clause.code: clause for clause in Clause.objects.bulk_create(clauses)}
    parameters = list(source.parameters.filter(until=None).select_related("clause"))
    for parameter in parameters:
        parameter.pk, parameter.edition, parameter.since = None, edition, edition.since
        parameter.clause = placed[parameter.clause.code]
    Parameter.objects.bulk_create(parameters)


@transaction.atomic
def withdraw_edition(*, edition: Edition, by: Person, version: int) -> None:
    """Give up an edition that is being written. Raises not_allowed, wrong_state."""
    check_keeper(by)
    _move(edition, EditionState.WITHDRAWN, by, version)
    _tell("edition_withdrawn", edition, by)
    record(Action.EDITION_WITHDRAWN, edition, by=by, data={"code": edition.code})


@transaction.atomic
def put_in_force(*, edition: Edition, by: Person, version: int) -> None:
    """Put an edition into force from its day on: whoever follows the one it supersedes follows it then.

    Raises not_allowed, second_person, bad_day, wrong_state.
    """
    if not can_confirm_rules(by):
        raise RuleError("not_allowed", _("Only a rule-book keeper or the Cabinet Division puts an edition into force."))
    if edition.drafted_by_id == by.pk:
        raise RuleError("second_person", _("You wrote in it last: a second person puts it into force."))
    if edition.since < timezone.localdate():
        raise RuleError("bad_day", _("Its first day is past. Choose today or a later day first."))
    _move(edition, EditionState.IN_FORCE, by, version)
    Parameter.objects.filter(edition=edition).update(since=edition.since)
    moved = _take_followers(edition)
    withdraw(edition, ["edition_drafted"])
    _tell("edition_in_force", edition, by)
    facts = {"code": edition.code, "since": edition.since.isoformat(), "followers": moved}
    record(Action.EDITION_IN_FORCE, edition, by=by, data=facts)


def _take_followers(edition: Edition) -> int:
    """Followers of the superseded edition follow this one from its day on; returns how many rows moved."""
    old = Edition.objects.get(code=edition.supersedes)
    first = old.is_default and not OfficeEdition.objects.filter(office_id=0, until=None).exists()
    rows = list(OfficeEdition.objects.filter(edition=old, until=None))
    begun = [row for row in rows if row.since < edition.since]
    OfficeEdition.objects.filter(pk__in=[row.pk for row in rows if row not in begun]).update(edition=edition)
    OfficeEdition.objects.filter(pk__in=[row.pk for row in begun]).update(until=edition.since)
    places = [(row.office_id, row.lineage) for row in begun]
    if first:
        places.append((0, EVERYWHERE))
    OfficeEdition.objects.bulk_create(
        OfficeEdition(office_id=office, lineage=lineage, edition=edition, since=edition.since)
        for office, lineage in places
    )
    return len(places) + len(rows) - len(begun)


@transaction.atomic
def follow_edition(*, office: Office, edition: Edition, since: date, by: Person) -> OfficeEdition:
    """An office and those below it follow an edition from a day on; a supplementary one beside the other. Chosen for
    the office at the top, a guideline is the whole installation's.

    Raises not_allowed, wrong_state, bad_day, already_follows.
    """
    check_keeper(by)
    _check_followable(edition, since)
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    present = OfficeEdition.objects.filter(office_id=office.pk, until=None)
    if present.filter(edition=edition).exists():
        raise RuleError("already_follows", _("The office follows this edition already."))
    if not edition.supplements:
        before = present.filter(edition__supplements="")
        if before.filter(since__gte=since).exists():
            raise RuleError("bad_day", _("A change on that day or later is entered already."))
        before.update(until=since)
    everywhere = office.parent_id is None and not edition.supplements
    lineage = EVERYWHERE if everywhere else office.lineage
    row = OfficeEdition.objects.create(office_id=office.pk, lineage=lineage, edition=edition, since=since)
    _tell_office(office, edition, row, "begin")
    facts = {"edition": edition.code, "since": since.isoformat()}
    record(Action.EDITION_FOLLOWED, office, by=by, lineage=office.lineage, note=edition.title_bn, data=facts)
    return row


@transaction.atomic
def stop_following(*, row: OfficeEdition, office: Office, until: date, by: Person) -> None:
    """End an office's own choice on a day: from then on what stands above it decides. Raises not_allowed, bad_day,
    already_ended."""
    check_keeper(by)
    if until < timezone.localdate() or until <= row.since:
        raise RuleError("bad_day", _("Choose today or a later day, after the first one."))
    if not OfficeEdition.objects.filter(pk=row.pk, until=None).update(until=until):
        raise RuleError("already_ended", _("Somebody ended this before you."))
    _tell_office(office, row.edition, row, "end")
    facts = {"edition": row.edition.code, "until": until.isoformat()}
    record(Action.EDITION_UNFOLLOWED, office, by=by, lineage=office.lineage, note=row.edition.title_bn, data=facts)


def _check_followable(edition: Edition, since: date) -> None:
    if edition.status != EditionState.IN_FORCE:
        raise RuleError("wrong_state", _("Only an edition in force is followed."))
    if since < timezone.localdate() or since < edition.since:
        raise RuleError("bad_day", _("Choose today or a later day, not before the edition's first day."))


def _move(edition: Edition, to: EditionState, by: Person, version: int) -> None:
    rows = Edition.objects.filter(pk=edition.pk)
    if not rows.move(EditionState.DRAFT, to, version, decided_by=by, decided_at=timezone.now()):
        raise too_late(edition)


def _tell(kind: str, edition: Edition, by: Person) -> None:
    url = reverse("rulebook:edition_detail", args=[edition.code])
    notify(kind, edition, set(confirmers()) - {by}, url=url, facts={"name": edition.title_bn})


def _tell_office(office: Office, edition: Edition, row: OfficeEdition, stage: str) -> None:
    kind = "edition_followed" if stage == "begin" else "edition_unfollowed"
    url = reverse("rulebook:office_edition", args=[office.pk])
    notify(kind, row, heads(office), url=url, facts={"name": edition.title_bn}, stage=stage)
