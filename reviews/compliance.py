"""Check of circulars: each addressed office acknowledges in time."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from govsocial.rulebook.checks import Outcome, Question, check
from govsocial.tallies.models import Status
from govsocial.workdays.periods import day_bounds_utc
from reviews.models import Addressee


@check("bd-2016", "circular", subject="office", every="day")
def circulars_acknowledged(question: Question) -> Iterator[Outcome]:
    """No circular is older than the parameter's calendar days without the office's acknowledgement.

    Before that, an office that has acknowledged none owes nothing yet; one that was sent none is no subject.
    """
    end = day_bounds_utc(question.day, settings.TIME_ZONE)[1]
    term = timedelta(days=int(question.parameters["circular_acknowledgement"]))
    owed_before = day_bounds_utc(question.day - term, settings.TIME_ZONE)[0]
    open_then = Q(acknowledged_at=None) | Q(acknowledged_at__gte=end)
    overdue = open_then & Q(circular__issued_at__lt=owed_before)
    rows = (
        Addressee.objects.filter(question.whose("office__lineage"), circular__issued_at__lt=end)
        .values("office_id", "office__lineage")
        .annotate(
            overdue=Count("pk", filter=overdue),
            acknowledged=Count("pk", filter=~open_then),
            oldest=Min("circular_id", filter=overdue),
        )
    )
    for row in rows.order_by("office_id").iterator():
        met = Status.MET if row["acknowledged"] else Status.NOT_APPLICABLE
        status = Status.BREACHED if row["overdue"] else met
        facts = {"overdue": row["overdue"], "circular": row["oldest"]}
        yield Outcome(row["office_id"], row["office_id"], row["office__lineage"], status.value, facts)
