"""The working calendar's pages: everybody reads it, an administrator at the root keeps it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from accounts.permissions import can_keep_calendar
from accounts.services.calendar import keep_calendar
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.digits import to_ascii
from govsocial.workdays.forms import CalendarForm, HolidayForm, HoursForm, RestDaysForm
from govsocial.workdays.models import HolidayRow, HoursRule, RestDay
from govsocial.workdays.services import CalendarRow

FORMS: dict[type[CalendarRow], tuple[type[CalendarForm], Any]] = {
    HolidayRow: (HolidayForm, _("Day off")),
    RestDay: (RestDaysForm, _("Weekly rest days")),
    HoursRule: (HoursForm, _("Office hours")),
}


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


@require_http_methods(["GET", "HEAD", "POST"])
def rest_days_add(request: SignedInRequest) -> HttpResponse:
    return _save(request, RestDay())


@require_http_methods(["GET", "HEAD", "POST"])
def rest_days_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(RestDay, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def hours_add(request: SignedInRequest) -> HttpResponse:
    return _save(request, HoursRule())


@require_http_methods(["GET", "HEAD", "POST"])
def hours_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(HoursRule, pk=pk))


def _save(request: SignedInRequest, row: CalendarRow) -> HttpResponse:
    """The form of a row; who comes second sees who was first, and what he typed on top of the row as it is now."""
    if not can_keep_calendar(request.user):
        raise Http404
    make, title = FORMS[type(row)]
    form = make(request.POST or None, instance=row)
    context: dict[str, Any] = {"form": form, "title": title, "problem": None}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            keep_calendar(row=form.save(commit=False), seen=form.cleaned_data["seen"] or 0, by=request.user)
            return redirect("workdays:holiday_list")
        except RuleError as error:
            context["problem"] = error.message
            if error.code == "changed_meanwhile":
                status = 409
                context["entries"] = Entry.objects.about(row)[:3]
                _see_again(form, row)
    return render(request, "workdays/calendar_form.html", context, status=status)


def _see_again(form: CalendarForm, row: CalendarRow) -> None:
    fresh: Any = form.data
    fresh = fresh.copy()
    fresh["seen"] = str(type(row)._default_manager.values_list("version", flat=True).get(pk=row.pk))
    form.data = fresh
