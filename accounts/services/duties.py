"""Stating that duties are met: attestations, rotations of credentials, the GRS identity, acknowledgements."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.duty_types import Duty
from accounts.models import (
    Acknowledgement,
    Attestation,
    CredentialRotation,
    GrsIdentity,
    Office,
    OfficialAccount,
    Person,
)
from accounts.models.official_account import AccountState
from accounts.password_traces import looks_like_password
from accounts.permissions import can_acknowledge, can_attest, can_attest_for, can_state
from accounts.platforms import host_of
from accounts.services.statement_rules import check_statement
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.rulebook.checks import editions_followed
from govsocial.rulebook.models import Clause, Edition
from govsocial.rulebook.services import clauses_followed, parameter
from govsocial.web.images import MAX_BYTES, remade

GRS_HOST = "grs.gov.bd"
RUN_BY_TEAM = {AccountState.PREPARING, AccountState.ACTIVE, AccountState.SUSPENDED}


@transaction.atomic
def attest(
    *,
    duty: Duty,
    subject: OfficialAccount | Office,
    on: date,
    evidence: str,
    link: str,
    answers: dict[str, str],
    seen: int,
    by: Person,
    picture: "File[bytes] | None" = None,
) -> Attestation:
    """State how a duty is met; it is asked again when the parameter's days are over, or when something changes.

    `seen` is the number of the latest statement that the person saw (0 for none). Raises not_allowed, wrong_state,
    not_owed, in_future, expired, looks_like_password, no_banner, wrong_order, before_last, stated_meanwhile,
    no_picture, and what a picture may raise (govsocial.web.images).
    """
    account = subject if isinstance(subject, OfficialAccount) else None
    office = account.office if account else subject
    assert isinstance(office, Office)
    if not can_state(by, duty, account, office):
        raise _not_allowed()
    if account:
        _check_running(account)
    clause = clause_of(duty, account, office)
    if not clause:
        raise RuleError("not_owed", _("This duty does not concern this account or office."))
    _check_day(on)
    row = Attestation(office=office, account=account, edition=duty.edition, clause=duty.clause, number=seen + 1)
    row.on, row.until, row.evidence, row.link, row.by = (
        on,
        _holds_until(duty, on, clause.edition.code),
        evidence,
        link,
        by,
    )
    row.answers = {**answers, "name": account.name} if account and duty.of_name else answers
    _check_seen(row, seen)
    last = _earlier(row)
    assert not isinstance(last, GrsIdentity)
    check_statement(duty, row, last)
    facts = _attach(duty, row, picture)
    _add(row, lambda: _stated_meanwhile(row))
    label = clause.label_bn
    facts |= {
        "edition": clause.edition.code,
        "clause": duty.clause,
        "on": on.isoformat(),
        "link": link,
        "answers": row.answers,
    }
    facts["until"] = row.until.isoformat() if row.until else None
    record(Action.DUTY_ATTESTED, subject, by=by, lineage=office.lineage, note=f"{label} · {evidence}", data=facts)
    return row


def _attach(duty: Duty, row: Attestation, picture: "File[bytes] | None") -> dict[str, Any]:
    """The picture that was looked at, made anew; its digest goes into the audit trail."""
    if not duty.picture:
        return {}
    if picture is None:
        raise RuleError("no_picture", _("Attach the picture that you looked at."))
    body = remade(picture.read(MAX_BYTES + 1))
    row.picture = ContentFile(body, name="picture")  # type: ignore[assignment]
    return {"picture_sha256": hashlib.sha256(body).hexdigest()}


def _holds_until(duty: Duty, on: date, edition: str) -> date | None:
    """None where it holds until something else is stated."""
    if not duty.parameter:
        return None
    until = on + timedelta(days=int(parameter(duty.parameter, timezone.localdate(), edition)))
    if until <= timezone.localdate():
        raise RuleError("expired", _("That was too long ago: look again and give the day."))
    return until


@transaction.atomic
def record_rotation(
    *, account: OfficialAccount, on: date, second_factor: bool, note: str, by: Person
) -> CredentialRotation:
    """Log that the credentials were changed (clause 5-nga). No password is ever stored: a note that looks like one is
    refused. Raises not_allowed, wrong_state, in_future, looks_like_password, recorded_already."""
    if not can_attest(by, account):
        raise _not_allowed()
    _check_running(account)
    _check_day(on)
    if looks_like_password(note):
        raise RuleError(
            "looks_like_password", _("This looks like a password. Never write one here; nothing was stored.")
        )
    row = CredentialRotation(account=account, on=on, second_factor=second_factor, note=note, by=by)
    _add(row, lambda: _recorded_already(account, on))
    facts = {"on": on.isoformat(), "second_factor": second_factor}
    record(Action.CREDENTIALS_ROTATED, account, by=by, lineage=account.lineage, note=note, data=facts)
    return row


@transaction.atomic
def record_grs_identity(*, office: Office, code: str, url: str, contact: str, seen: int, by: Person) -> GrsIdentity:
    """By what name the GRS knows the office (clause 5-jha). Raises not_allowed, nothing_given, wrong_host,
    stated_meanwhile."""
    if not can_attest_for(by, office):
        raise _not_allowed()
    if not code and not url:
        raise RuleError("nothing_given", _("Give the code or the address by which the GRS knows the office."))
    host = host_of(url)
    if url and host != GRS_HOST and not host.endswith(f".{GRS_HOST}"):
        raise RuleError(
            "wrong_host", _("The address must begin with https:// and be on: %(hosts)s") % {"hosts": GRS_HOST}
        )
    row = GrsIdentity(office=office, number=seen + 1, code=code, url=url, contact=contact, by=by)
    _check_seen(row, seen)
    _add(row, lambda: _stated_meanwhile(row))
    facts = {"code": code, "url": url, "contact": contact}
    record(Action.GRS_RECORDED, office, by=by, lineage=office.lineage, note=code or url, data=facts)
    return row


@transaction.atomic
def acknowledge(*, person: Person, edition: Edition) -> Acknowledgement:
    """She has read an edition that one of her offices follows, and keeps it. Raises not_allowed, recorded_already."""
    if not can_acknowledge(person, edition):
        raise RuleError("not_allowed", _("None of your offices follows this guideline."))
    today = timezone.localdate()
    row = Acknowledgement(person=person, edition=edition.code, on=today, until=_asked_again(edition.code, today))
    _add(row, lambda: RuleError("recorded_already", _("You acknowledged this guideline today already.")))
    office = person.acting_office
    facts = {"edition": edition.code, "sha256": edition.checksum, "until": row.until.isoformat()}
    lineage = office.lineage if office else ""
    record(Action.EDITION_ACKNOWLEDGED, person, by=person, lineage=lineage, note=edition.title_bn, data=facts)
    return row


def _asked_again(edition: str, today: date) -> date:
    """A guideline that says nothing of acknowledgements takes the days of the one followed here, or of the shipped."""
    return today + timedelta(days=int(parameter("acknowledgement", today, edition)))


def _add(row: Attestation | CredentialRotation | GrsIdentity | Acknowledgement, late: Callable[[], RuleError]) -> None:
    """Append; whoever comes second with the same number or day is told."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise late() from None


def clause_of(duty: Duty, account: OfficialAccount | None, office: Office) -> Clause | None:
    """The clause under which a duty is owed by an account or an office, None where it is not: by what the office
    follows, the platform, the website."""
    if (account and not duty.is_asked_on(account.platform)) or (duty.needs_website and not office.website):
        return None
    followed = editions_followed([office.lineage], timezone.localdate())
    return clauses_followed(followed, [duty.clause])[office.lineage].get((duty.edition, duty.clause))


def _check_running(account: OfficialAccount) -> None:
    if account.status not in RUN_BY_TEAM:
        raise RuleError("wrong_state", _("Duties are met once the page is approved and until it is closed."))


def _check_day(on: date) -> None:
    if on > timezone.localdate():
        raise RuleError("in_future", _("The day may not lie in the future."))


def _not_allowed() -> RuleError:
    return RuleError("not_allowed", _("The head of the office or a member of the team states this."))


def _check_seen(row: Attestation | GrsIdentity, seen: int) -> None:
    latest = _earlier(row)
    if (latest.number if latest else 0) != seen:
        raise _stated_meanwhile(row)


def _stated_meanwhile(row: Attestation | GrsIdentity) -> RuleError:
    first = _earlier(row)
    who = {"who": first.by.name if first else ""}
    return RuleError("stated_meanwhile", _("%(who)s stated this before you. Look at it before you add another.") % who)


def _earlier(row: Attestation | GrsIdentity) -> Attestation | GrsIdentity | None:
    """The latest statement of the same duty."""
    if isinstance(row, GrsIdentity):
        return GrsIdentity.objects.filter(office=row.office).select_related("by").first()
    same = {"office": row.office, "account": row.account, "edition": row.edition, "clause": row.clause}
    return Attestation.objects.filter(**same).select_related("by").first()


def _recorded_already(account: OfficialAccount, on: date) -> RuleError:
    first = CredentialRotation.objects.select_related("by").get(account=account, on=on)
    return RuleError("recorded_already", _("%(who)s recorded a change of that day already.") % {"who": first.by.name})
