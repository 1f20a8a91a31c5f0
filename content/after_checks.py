"""Checks of what came to light after publication; `content.compliance` registers them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.standing import active_accounts
from content.models import Mistake, Publication
from content.models.after import UPHELD, MistakeState
from govsocial.rulebook.checks import Outcome, Question
from govsocial.tallies.models import Status
from govsocial.workdays.periods import bounds_utc

# A named person decides them before publication; a finding after it that is upheld is the breach.
FINDABLE = ("6", "6-kha", "6-ga", "9-ka", "9-kha", "9-ga", "9-gha", "9-nga", "9-cha", "9-chha")


def no_finding_upheld(question: Question) -> Iterator[Outcome]:
    """No mistake that names the clause was settled in the week by a correction or by taking the post down.

    A week in which nothing went out and nothing was found has nothing to judge.
    """
    start, end = bounds_utc(question.period, settings.TIME_ZONE)
    sent = Publication.objects.filter(account=OuterRef("pk"), published_at__gte=start, published_at__lt=end)
    found = Mistake.objects.filter(clause=question.clause, state__in=UPHELD, post__account=OuterRef("pk"))
    found = found.filter(settled_at__gte=start, settled_at__lt=end)
    rows = active_accounts(question.period.last).filter(question.whose("lineage"))
    rows = rows.annotate(
        sent=_number(sent.order_by().values("account").annotate(n=Count("pk"))),
        upheld=_number(found.order_by().values("post__account").annotate(n=Count("pk"))),
    )
    for pk, office, lineage, number, upheld in rows.values_list("pk", "office_id", "lineage", "sent", "upheld"):
        status = Status.BREACHED if upheld else Status.MET if number else Status.NOT_APPLICABLE
        yield Outcome(pk, office, lineage, status.value, {"published": number, "upheld": upheld})


def corrected_in_time(question: Question) -> Iterator[Outcome]:
    """Every mistake that was to be settled in the week was, by its due time; what was found to be none does not count.

    The week is that of the due time: when it is over, each mistake is in time or late, whatever comes after.
    """
    start, end = bounds_utc(question.period, settings.TIME_ZONE)
    owed = Mistake.objects.filter(post__account=OuterRef("pk"), due_at__gte=start, due_at__lt=end)
    owed = owed.exclude(state=MistakeState.DISMISSED)
    late = owed.filter(Q(settled_at=None) | Q(settled_at__gt=F("due_at")))
    rows = active_accounts(question.period.last).filter(question.whose("lineage"))
    rows = rows.annotate(
        owed=_number(owed.order_by().values("post__account").annotate(n=Count("pk"))),
        late=_number(late.order_by().values("post__account").annotate(n=Count("pk"))),
    )
    for pk, office, lineage, number, overdue in rows.values_list("pk", "office_id", "lineage", "owed", "late"):
        status = Status.BREACHED if overdue else Status.MET if number else Status.NOT_APPLICABLE
        yield Outcome(pk, office, lineage, status.value, {"mistakes": number, "late": overdue})


def _number(counted: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(counted.values("n")), 0)
