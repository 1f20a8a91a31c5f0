"""Checks of publications."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models.official_account import ActiveSpan
from accounts.standing import active_accounts
from content.models import Decision, Publication
from content.models.decision import DecisionKind
from govsocial.rulebook.checks import Outcome, Question, check
from govsocial.tallies.models import Status
from govsocial.workdays.periods import bounds_utc
from govsocial.workdays.services import load_calendar


@check("bd-2016", "7-ka", subject="account", every="week")
def two_updates_a_week(question: Question) -> Iterator[Outcome]:
    """Enough publications in the week by their time on the platform.

    First owed is the first full week after activation; a week with too few working days is not applicable.
    """
    start, end = bounds_utc(question.period, settings.TIME_ZONE)
    days = load_calendar(question.period.first).working_days_in(question.period.first, question.period.last)
    full = ActiveSpan.objects.filter(account=OuterRef("pk"), since__lt=start).filter(Q(until=None) | Q(until__gte=end))
    sent = Publication.objects.filter(account=OuterRef("pk"), published_at__gte=start, published_at__lt=end)
    accounts = active_accounts(question.period.last).filter(question.whose("lineage"))
    rows = accounts.annotate(
        owed=Exists(full),
        updates=Coalesce(Subquery(sent.order_by().values("account").annotate(n=Count("pk")).values("n")), 0),
    )
    enough = int(question.parameters["updates_per_week"])
    workable = days >= int(question.parameters["update_week_min_working_days"])
    for pk, office, lineage, owed, updates in rows.values_list("pk", "office_id", "lineage", "owed", "updates"):
        met = Status.MET if updates >= enough else Status.BREACHED
        status = met if owed and workable else Status.NOT_APPLICABLE
        yield Outcome(pk, office, lineage, status.value, {"updates": updates, "working_days": days})


@check("bd-2016", "6-ka", subject="account", every="week")
def nothing_published_unapproved(question: Question) -> Iterator[Outcome]:
    """Every publication of the week rests on an approval of exactly its version; a week without any has nothing to
    approve."""
    start, end = bounds_utc(question.period, settings.TIME_ZONE)
    approval = Decision.objects.filter(version=OuterRef("version"), kind=DecisionKind.APPROVED)
    approval = approval.filter(text_hash=OuterRef("text_hash"))
    sent = Publication.objects.filter(account=OuterRef("pk"), published_at__gte=start, published_at__lt=end).order_by()
    bare = sent.exclude(Exists(approval))
    rows = (
        active_accounts(question.period.last)
        .filter(question.whose("lineage"))
        .annotate(
            sent=Coalesce(Subquery(sent.values("account").annotate(n=Count("pk")).values("n")), 0),
            bare=Coalesce(Subquery(bare.values("account").annotate(n=Count("pk")).values("n")), 0),
        )
    )
    for pk, office, lineage, number, unapproved in rows.values_list("pk", "office_id", "lineage", "sent", "bare"):
        status = Status.BREACHED if unapproved else Status.MET if number else Status.NOT_APPLICABLE
        yield Outcome(pk, office, lineage, status.value, {"published": number, "unapproved": unapproved})
