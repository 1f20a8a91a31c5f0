"""Asking about the guideline and answering (clause 11)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person, Role
from accounts.models.role import RoleKind
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.rulebook.models import Clause
from reviews.models import Clarification
from reviews.models.clarification import ClarificationState
from reviews.permissions import can_answer, can_ask, can_take_back

S = ClarificationState


@transaction.atomic
def ask(*, office: Office, clause: Clause, kind: str, question: str, by: Person) -> Clarification:
    """Bring a problem or a question of interpretation to the Cabinet Division. Raises not_allowed."""
    if not can_ask(by, office):
        raise RuleError("not_allowed", _("Officers and the head of an office ask for it."))
    clarification = Clarification.objects.create(
        office=office, lineage=office.lineage, clause=clause, kind=kind, question=question, asked_by=by
    )
    answerers = Role.objects.current().of(RoleKind.CABINET).filter(office__parent=None).people()
    _tell("clarification_asked", clarification, set(answerers) - {by})
    _record(Action.CLARIFICATION_ASKED, clarification, by)
    return clarification


@transaction.atomic
def give_answer(
    *, clarification: Clarification, answer: str, authority: str, publish: bool, by: Person, version: int
) -> None:
    """Answer for the Cabinet Division or a2i; published for all or for the office alone. Raises not_allowed,
    already_answered."""
    if not can_answer(by):
        raise RuleError("not_allowed", _("The Cabinet Division answers."))
    now = timezone.now()
    fields = {"answer": answer, "authority": authority, "answered_by": by, "answered_at": now}
    to = S.PUBLISHED if publish else S.ANSWERED
    _move(clarification, S.ASKED, to, version, **fields, published_at=now if publish else None)
    withdraw(clarification, ["clarification_asked"])
    _tell("clarification_answered", clarification, {clarification.asked_by} - {by})
    action = Action.CLARIFICATION_PUBLISHED if publish else Action.CLARIFICATION_ANSWERED
    _record(action, clarification, by, authority=authority)


@transaction.atomic
def publish_answer(*, clarification: Clarification, by: Person, version: int) -> None:
    """Publish an answer that was kept between the two. Raises not_allowed, already_answered."""
    if not can_answer(by):
        raise RuleError("not_allowed", _("The Cabinet Division publishes."))
    _move(clarification, S.ANSWERED, S.PUBLISHED, version, published_at=timezone.now())
    _record(Action.CLARIFICATION_PUBLISHED, clarification, by, authority=clarification.authority)


@transaction.atomic
def withdraw_clarification(*, clarification: Clarification, by: Person, version: int) -> None:
    """The office takes an open question back; the Cabinet Division takes a published answer back. Raises not_allowed,
    already_answered."""
    published = clarification.status == S.PUBLISHED
    if not (can_answer(by) if published else can_take_back(by, clarification)):
        raise RuleError("not_allowed", _("You may not withdraw this."))
    _move(clarification, S.PUBLISHED if published else S.ASKED, S.WITHDRAWN, version)
    withdraw(clarification, ["clarification_asked"])
    if published:
        _tell("clarification_withdrawn", clarification, {clarification.asked_by} - {by})
    _record(Action.CLARIFICATION_WITHDRAWN, clarification, by)


def _move(clarification: Clarification, from_: S, to: S, version: int, **fields: object) -> None:
    if not Clarification.objects.filter(pk=clarification.pk).move(from_, to, version, **fields):
        now = Clarification.objects.select_related("answered_by").get(pk=clarification.pk)
        facts = {"state": now.get_status_display()}
        raise RuleError("already_answered", _("Somebody was first: it is now “%(state)s”.") % facts)


def _tell(kind: str, clarification: Clarification, people: set[Person]) -> None:
    url = reverse("reviews:clarification_detail", args=[clarification.pk])
    facts = {"clause": clarification.clause.label_bn, "office": clarification.office.name_bn}
    notify(kind, clarification, people, url=url, facts=facts)


def _record(action: Action, clarification: Clarification, by: Person, **data: str) -> None:
    facts = {"clause": clarification.clause.code, "kind": clarification.kind, **data}
    record(action, clarification, by=by, lineage=clarification.lineage, data=facts)
