"""Moving an office to another place in the tree."""

from collections.abc import Collection
from datetime import date

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, OfficeParent, Person
from accounts.permissions import can_move
from accounts.selectors import internal_office_ids
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.tallies.models import Finding, Tally, Turn
from govsocial.tallies.services import move_findings
from govsocial.tallies.sums import Sums, count_live, shift_sums
from govsocial.workdays.periods import Period, measured, parse, quarter_of, week_of

KEPT = {"audit.Entry", "tallies.Finding"}  # what happened stays with the offices of its time


@transaction.atomic
def move_office(*, office: Office, to: Office, reason: str, seen: int, by: Person) -> Office:
    """Put an office with all below it under another one, from the first day of the week that runs.

    Closed weeks and quarters stay with the old parents, in their sums too; open items go along. `seen` is the id of
    the parent that stood on the page. Raises not_allowed, moved_meanwhile, is_root, no_change, into_itself.
    """
    Turn.take()  # one move at a time: two could close a circle
    office, to = Office.objects.get(pk=office.pk), Office.objects.get(pk=to.pk)
    _check(office, to, seen, by)
    week, old, new = week_of(timezone.localdate()), office.lineage, f"{to.lineage}{office.pk}/"
    periods, ends = (week, quarter_of(week.last)), [seen, to.pk]
    new_parents = {to.pk} - internal_office_ids()
    before = [_sums(period, old, ends) for period in periods]
    _remember(office, to, week.first)
    Office.objects.filter(pk=office.pk).update(parent=to)
    Office.objects.filter(lineage__startswith=old).update(lineage=_replaced(old, new))
    place_rows(new)
    move_findings(old, new, week.first)
    for period, counted in zip(periods, before, strict=True):
        shift_sums(period.name, counted, _sums(period, new, ends))
    sum_new_parents(new_parents, but={period.name for period in periods})
    facts = {"from": old, "to": new, "since": week.first.isoformat()}
    record(Action.OFFICE_MOVED, office, by=by, lineage=new, note=reason, data=facts)
    office.refresh_from_db()
    return office


def _check(office: Office, to: Office, seen: int, by: Person) -> None:
    if not (can_move(by, office) and can_move(by, to)):
        raise RuleError("not_allowed", _("An office is moved by an administrator of both places."))
    if office.parent is None:
        raise RuleError("is_root", _("The office at the top of the tree stays there."))
    if office.parent_id != seen:
        words = _("Somebody moved this office before you: it stands below %(office)s now.")
        raise RuleError("moved_meanwhile", words % {"office": office.parent})
    if to.pk == office.parent_id:
        raise RuleError("no_change", _("The office stands there already."))
    if office.holds(to.lineage):
        raise RuleError("into_itself", _("An office cannot stand below itself."))


def _remember(office: Office, to: Office, first: date) -> None:
    """The history of parents: a second move in one week takes the place of the first."""
    present = OfficeParent.objects.filter(office=office, until=None)
    if not present.filter(since__gte=first).update(parent=to):
        present.update(until=first)
        OfficeParent.objects.create(office=office, parent=to, since=first)


def _sums(period: Period, lineage: str, ends: list[int]) -> Sums:
    """The sums of whatever belongs to the offices below a lineage and to both ends of the move, at every office."""
    inside = Office.objects.filter(Q(lineage__startswith=lineage) | Q(pk__in=ends)).order_by()
    return count_live(*measured(period), internal_office_ids(), whose=inside.values_list("pk", flat=True))


def sum_new_parents(offices: set[int], but: Collection[str] = ()) -> None:
    """Sums are kept for offices that have some below them: those that just got their first need them for every kept
    period, except the ones that the caller sees to."""
    if not Finding.objects.filter(office_id__in=offices).exists():
        return
    Turn.take()
    for name in Tally.objects.order_by().values_list("period", flat=True).distinct():
        if name not in but:
            kept = Tally.objects.filter(period=name, office_id__in=offices).values_list("office_id", flat=True)
            new = offices.difference(kept)
            shift_sums(name, {}, count_live(*measured(parse(name)), new, only=new))


def _replaced(old: str, new: str) -> Concat:
    return Concat(Value(new), Substr("lineage", len(old) + 1))


@transaction.atomic
def place_rows(below: str = "/") -> int:
    """Bring the stored lineage of every row in line with its office's place; returns how many rows changed.

    Rows that somebody wrote while an office moved are found by the nightly run.
    """
    return sum(_place(model, below) for model in apps.get_models() if _has_place(model))


def _has_place(model: type[models.Model]) -> bool:
    names = {field.name for field in model._meta.get_fields()}
    return "lineage" in names and model is not Office and model._meta.label not in KEPT


def _place(model: type[models.Model], below: str) -> int:
    names = {field.name for field in model._meta.get_fields()}
    its = (
        Q(pk=OuterRef("office_id")) if names & {"office", "office_id"} else Q(official_accounts=OuterRef("account_id"))
    )
    place = Office.objects.filter(its, lineage__startswith=below).values("lineage")
    wrong = model._default_manager.annotate(place=Subquery(place)).exclude(place=None).exclude(lineage=F("place"))
    held = wrong.select_for_update(no_key=True).order_by("pk").values_list("pk")
    if not sum(1 for _row in held.iterator()):  # in one order: sweeps write many rows of some tables as well
        return 0
    return model._default_manager.filter(pk__in=wrong.order_by().values("pk")).update(lineage=Subquery(place))
