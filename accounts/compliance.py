"""Checks of official accounts, their teams and their duties."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.duties import DUTIES, VERIFICATION
from accounts.duty_types import Duty
from accounts.models import (
    Acknowledgement,
    Attestation,
    CredentialRotation,
    GrsIdentity,
    TeamMember,
    ViberContact,
    WebsiteCheck,
)
from accounts.models.official_account import ActiveSpan, Platform, SingleOfficerSpan
from accounts.models.website import Seen
from accounts.people_checks import CHECKS
from accounts.standing import active_accounts, end_of, offices_with_accounts, seats_then
from accounts.websites import HOLDS
from govsocial.rulebook.checks import Outcome, Question, Run, check
from govsocial.tallies.models import Status
from govsocial.workdays.periods import day_bounds_utc

LINKED = {Seen.FOUND.value: Status.MET, Seen.NOT_FOUND.value: Status.BREACHED}


@check("bd-2016", "5-ga", subject="account", every="day")
def team_of_three_to_five(question: Question) -> Iterator[Outcome]:
    """Three to five members, two of whom may approve; a permitted single officer is met and counted apart."""
    rules, end = question.parameters, end_of(question.day)
    seats = TeamMember.objects.filter(account=OuterRef("pk"), since__lt=end).order_by().values("account")
    seats = seats.filter(Q(until=None) | Q(until__gte=end), person__is_active=True)
    permits = SingleOfficerSpan.objects.filter(account=OuterRef("pk"), since__lte=question.day)
    permits = permits.filter(Q(until=None) | Q(until__gt=question.day))
    accounts = active_accounts(question.day).filter(question.whose("lineage"))
    rows = accounts.annotate(
        members_then=Coalesce(Subquery(seats.annotate(n=Count("pk")).values("n")), 0),
        approvers_then=Coalesce(Subquery(seats.filter(may_approve=True).annotate(n=Count("pk")).values("n")), 0),
        permitted_then=Exists(permits),
    )
    columns = ("pk", "office_id", "lineage", "members_then", "approvers_then", "permitted_then")
    for pk, office, lineage, members, approvers, permitted in rows.values_list(*columns).iterator():
        enough = rules["team_min"] <= members <= rules["team_max"] and approvers >= rules["approvers_min"]
        single = members == 1 and (
            rules["single_officer"] == "allowed" or (rules["single_officer"] == "by_permission" and permitted)
        )
        status = Status.MET if enough else Status.MET_SINGLE if single else Status.BREACHED
        yield Outcome(pk, office, lineage, status.value, {"members": members, "approvers": approvers})


def _attested(duty: Duty) -> Run:
    """The check of a duty that is attested: a statement made up to the day still holds on it."""

    def run(question: Question) -> Iterator[Outcome]:
        rows, owner = _owing(duty, question)
        stated = Attestation.objects.filter(edition=duty.edition, clause=duty.clause, on__lte=question.day)
        stated = stated.filter(**{owner: OuterRef("pk")}, **({"account": None} if owner == "office" else {}))
        found = rows.annotate(holds_until=Subquery(stated.order_by("-until").values("until")[:1]))
        office_id = "office_id" if owner == "account" else "pk"
        for pk, office, lineage, until in found.values_list("pk", office_id, "lineage", "holds_until").iterator():
            holds = until is not None and question.day < until
            status = Status.MET if holds else Status.NOT_APPLICABLE if duty.encouraged else Status.BREACHED
            facts = {"attested_until": until.isoformat() if until else None}
            yield Outcome(pk, office, lineage, status.value, facts)

    run.__name__ = f"attested_{duty.clause.replace('-', '_')}"
    return run


@check("bd-2016", "5-ja", subject="account", every="day")
def linked_both_ways(question: Question) -> Iterator[Outcome]:
    """The machine saw the account on the website, not longer ago than link_check, and the way back is attested.

    Not seen, or not attested: breached; no look, an old one or one that failed: could not check.
    """
    fresh = question.day - HOLDS[question.parameters["link_check"]]
    rows = active_accounts(question.day).filter(question.whose("lineage"))
    stated = Attestation.objects.filter(account=OuterRef("pk"), edition="bd-2016", clause="5-ja", on__lte=question.day)
    looks = WebsiteCheck.objects.filter(account=OuterRef("pk"), website=OuterRef("office__website"))
    looks = looks.filter(at__lt=end_of(question.day), at__gte=day_bounds_utc(fresh, settings.TIME_ZONE)[0])
    rows = rows.annotate(
        holds_until=Subquery(stated.order_by("-until").values("until")[:1]), seen=Subquery(looks.values("result")[:1])
    )
    columns = ("pk", "office_id", "lineage", "office__website", "holds_until", "seen")
    for pk, office, lineage, website, until, seen in rows.values_list(*columns).iterator():
        attested = until is not None and question.day < until
        status = LINKED.get(seen, Status.COULD_NOT_CHECK) if attested else Status.BREACHED
        facts = {"attested_until": until.isoformat() if until else None, "seen": seen}
        yield Outcome(pk, office, lineage, (status if website else Status.NOT_APPLICABLE).value, facts)


def _owing(duty: Duty, question: Question) -> tuple["QuerySet[Any]", str]:
    """Accounts (on the duty's platforms), or offices that have one; and by what column a statement names them."""
    if duty.subject == "office":
        return offices_with_accounts(question), "office"
    accounts = active_accounts(question.day).filter(question.whose("lineage"))
    return (accounts.filter(platform__in=duty.platforms) if duty.platforms else accounts), "account"


def _recorded(duty: Duty) -> Run:
    """The check of a duty that holds until something else is stated: the latest statement up to the day decides."""

    def run(question: Question) -> Iterator[Outcome]:
        rows, _owner = _owing(duty, question)
        said = _said(duty, question).order_by("-number").values("answers")[:1]
        columns = ("pk", "office_id", "lineage", "name", "latest")
        for pk, office, lineage, name, latest in rows.annotate(latest=Subquery(said)).values_list(*columns):
            met = latest is not None and duty.is_met_by(latest, name)
            yield Outcome(pk, office, lineage, (Status.MET if met else Status.BREACHED).value)

    run.__name__ = f"recorded_{duty.clause.replace('-', '_')}"
    return run


def verification_applied_for(question: Question) -> Iterator[Outcome]:
    """Applied for within so many days of the first activation; nothing is owed before they are over."""
    rows, _owner = _owing(VERIFICATION, question)
    began = ActiveSpan.objects.filter(account=OuterRef("pk")).order_by("since").values("since")[:1]
    rows = rows.annotate(applied=Exists(_said(VERIFICATION, question)), began=Subquery(began))
    after = timedelta(days=int(question.parameters["verification_after"]))
    for pk, office, lineage, applied, since in rows.values_list("pk", "office_id", "lineage", "applied", "began"):
        late = question.day >= timezone.localdate(since) + after
        status = Status.MET if applied else Status.BREACHED if late else Status.NOT_APPLICABLE
        yield Outcome(pk, office, lineage, status.value)


def _said(duty: Duty, question: Question) -> "QuerySet[Attestation]":
    """What was stated of an account under a duty up to the day."""
    stated = Attestation.objects.filter(edition=duty.edition, clause=duty.clause, on__lte=question.day)
    return stated.filter(account=OuterRef("pk"))


for _duty in DUTIES:
    if _duty.needs_website:
        continue  # 5-ja: linked_both_ways
    _run = verification_applied_for if _duty == VERIFICATION else (_attested if _duty.parameter else _recorded)(_duty)
    check(_duty.edition, _duty.clause, subject=_duty.subject, every="day")(_run)


@check("np-2075", "contacts", subject="account", every="day")
def viber_contacts_kept(question: Question) -> Iterator[Outcome]:
    """Numbers are kept with whose they are. Where none is, nobody can tell whether nobody wrote."""
    kept = ViberContact.objects.filter(account=OuterRef("pk"), at__lt=end_of(question.day))
    accounts = active_accounts(question.day).filter(question.whose("lineage"), platform=Platform.VIBER)
    rows = accounts.annotate(kept=Exists(kept))
    for pk, office, lineage, some in rows.values_list("pk", "office_id", "lineage", "kept"):
        yield Outcome(pk, office, lineage, (Status.MET if some else Status.COULD_NOT_CHECK).value)


@check("bd-2016", "5-nga", subject="account", every="day")
def credentials_changed_in_time(question: Question) -> Iterator[Outcome]:
    """Credentials were changed within the interval; an account without any change counts from its first activation."""
    interval = timedelta(days=int(question.parameters["credential_rotation"]))
    accounts = active_accounts(question.day).filter(question.whose("lineage"))
    made = CredentialRotation.objects.filter(account=OuterRef("pk"), on__lte=question.day).order_by("-on")
    began = ActiveSpan.objects.filter(account=OuterRef("pk")).order_by("since").values("since")[:1]
    rows = accounts.annotate(changed_on=Subquery(made.values("on")[:1]), began=Subquery(began))
    for pk, office, lineage, on, since in rows.values_list("pk", "office_id", "lineage", "changed_on", "began"):
        status = Status.MET if question.day < (on or timezone.localdate(since)) + interval else Status.BREACHED
        yield Outcome(pk, office, lineage, status.value, {"changed_on": on.isoformat() if on else None})


@check("bd-2016", "5-jha", subject="office", every="day")
def known_to_the_grs(question: Question) -> Iterator[Outcome]:
    """The office of an active account has recorded by what name the Grievance Redress System knows it."""
    known = GrsIdentity.objects.filter(office=OuterRef("pk"), since__lte=question.day)
    rows = offices_with_accounts(question).annotate(known=Exists(known))
    for pk, lineage, is_known in rows.values_list("pk", "lineage", "known").iterator():
        yield Outcome(pk, pk, lineage, (Status.MET if is_known else Status.BREACHED).value)


def acknowledged_by_the_team(question: Question) -> Iterator[Outcome]:
    """Every member of the team of an active account has acknowledged the edition; a person on several teams counts
    once, at the office of the oldest account."""
    given = Acknowledgement.objects.filter(person=OuterRef("person"), edition=question.edition, on__lte=question.day)
    rows = seats_then(question).annotate(holds_until=Subquery(given.order_by("-until").values("until")[:1]))
    columns = ("person_id", "account__office_id", "account__lineage", "holds_until")
    ordered = rows.order_by("person_id", "account_id").values_list(*columns).iterator()
    for person, group in groupby(ordered, key=lambda row: row[0]):
        _person, office, lineage, until = next(group)
        status = Status.MET if until and question.day < until else Status.BREACHED
        yield Outcome(person, office, lineage, status.value, {"until": until.isoformat() if until else None})


ACKNOWLEDGED = {
    "bd-2016": ("5-ta", "5-ta-a", "5-ta-aa", "5-ta-i", "5-ta-ii"),
    "cg-2017": ("conduct", "d3", "d10"),
}
for _edition, _clauses in ACKNOWLEDGED.items():
    for _clause in _clauses:
        check(_edition, _clause, subject="person", every="day")(acknowledged_by_the_team)

for _clause, (_subject, _person_check) in CHECKS.items():
    check("np-2075", _clause, subject=_subject, every="day")(_person_check)
