"""The calendar of posts by week, with the updates each account owes in it."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from content.archive import number_in
from content.calendar import OF_ONE, SHOWN, agenda_of, days_of, lines_of, my_accounts
from govsocial.web.fields import DateField
from govsocial.web.paging import page_of
from govsocial.workdays.periods import Period, parse, week_of
from govsocial.workdays.services import load_calendar


@require_safe
def post_calendar(request: SignedInRequest) -> HttpResponse:
    """A week of her accounts: what went out, what is to go out, what is missing."""
    week = _week(request.GET.get("week", ""))
    mine, chosen = my_accounts(request.user), number_in(request.GET.get("account", ""))
    page = page_of(request, mine.filter(pk=chosen) if chosen else mine, order="id")
    days = days_of(week, load_calendar(week.first))
    lines = lines_of(request.user, page.rows, week, days, shown=OF_ONE if chosen else SHOWN)
    context = {
        "page": page,
        "week": week,
        "before": week.previous(),
        "after": week.next(),
        "now": week_of(timezone.localdate()),
        "days": days,
        "lines": lines,
        "agenda": agenda_of(days, lines),
        "own": {seat.account_id: seat.account for seat in request.user.present_seats}.values(),
        "chosen": chosen,
    }
    return render(request, "content/post_calendar.html", context)


def _week(name: str) -> Period:
    """The week of that name or with that day, as dates are typed, in either script; this week for anything else."""
    with suppress(ValueError):
        if (period := parse(name)).kind == "week":
            return period
    with suppress(ValidationError, OverflowError):
        if day := DateField(required=False).clean(name):
            return week_of(day)
    return week_of(timezone.localdate())
