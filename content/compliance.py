"""Checks of publications."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models.official_account import ActiveSpan
from accounts.standing import active_accounts
from content.after_checks import FINDABLE, corrected_in_time, no_finding_upheld
from content.models import Decision, Publication, SecondLook
from content.models.after import SecondLookQuerySet
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
    sent = sent.filter(is_correction=False)  # edited in place: not a new update
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
    """Every publication of the week rests on an approval of exactly its version, and each second look at an emergency
    that fell due in it was taken in time and upheld; a week without either has nothing to approve."""
    start, end = bounds_utc(question.period, settings.TIME_ZONE)
    approval = Decision.objects.approving().filter(version=OuterRef("version"))
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
    looks = SecondLook.objects.standing().filter(due_at__gte=start, due_at__lt=end)
    due, failed = _by_account(looks), _by_account(looks.failed(timezone.now()))
    for pk, office, lineage, number, unapproved in rows.values_list("pk", "office_id", "lineage", "sent", "bare"):
        met = Status.MET if number or pk in due else Status.NOT_APPLICABLE
        facts = {"published": number, "unapproved": unapproved}
        facts |= {"second_looks_failed": failed[pk]} if pk in failed else {}
        yield Outcome(pk, office, lineage, (Status.BREACHED if unapproved or pk in failed else met).value, facts)


def _by_account(looks: SecondLookQuerySet) -> dict[int, int]:
    return dict(looks.order_by().values_list("post__account").annotate(n=Count("pk")))


for _clause in FINDABLE:
    check("bd-2016", _clause, subject="account", every="week")(no_finding_upheld)
check("cg-2017", "d8", subject="account", every="week")(corrected_in_time)
