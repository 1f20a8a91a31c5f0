"""The working calendar's pages: everybody reads it, an administrator at the root keeps it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from accounts.permissions import can_keep_calendar
from govsocial.errors import RuleError
from govsocial.web.digits import to_ascii
from govsocial.workdays.forms import HolidayForm
from govsocial.workdays.models import HolidayRow, HoursRule, RestDay
from govsocial.workdays.services import save_holiday


@require_safe
def holiday_list(request: SignedInRequest) -> HttpResponse:
    """Holidays of a year, rest days and office hours that hold in it."""
    wanted = to_ascii(request.GET.get("year", ""))
    this_year = timezone.localdate().year
    year = int(wanted) if wanted in map(str, range(1991, 2100)) else this_year
    context = {
        "year": year,
        "years": [this_year - 1, this_year, this_year + 1],
        "holidays": HolidayRow.objects.filter(on__year=year),
        "hours": HoursRule.objects.all(),
        "rest_days": RestDay.objects.all(),
        "may_keep": can_keep_calendar(request.user),
    }
    return render(request, "workdays/holiday_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_add(request: SignedInRequest) -> HttpResponse:
    return _save(request, HolidayRow())


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(HolidayRow, pk=pk))


def _save(request: SignedInRequest, row: HolidayRow) -> HttpResponse:
    if not can_keep_calendar(request.user):
        raise Http404
    form = HolidayForm(request.POST or None, instance=row)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            save_holiday(row=form.save(commit=False), by=request.user)
            return redirect("workdays:holiday_list")
        except RuleError as error:
            problem = error.message
    status = 422 if request.method == "POST" else 200
    return render(request, "workdays/holiday_form.html", {"form": form, "problem": problem, "row": row}, status=status)
