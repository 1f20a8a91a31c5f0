"""The compliance dashboard: offices of a scope × clauses, in a week or a quarter, and the same as CSV."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Office
from govsocial.dashboard import heat
from govsocial.dashboard.choice import Choice, choice_of, periods_to_choose
from govsocial.dashboard.compliance_csv import csv_of
from govsocial.dashboard.found import Found, find, under_every_clause
from govsocial.tallies.models import TOTAL, Evaluation
from govsocial.web.templatetags.web import num
from reviews.figures import EXCUSED, NOTHING
from reviews.selectors import BELOW

GROUP_WORDS = {
    "ministry": gettext_lazy("Ministries"),
    "division": gettext_lazy("Divisions"),
    "district": gettext_lazy("Districts"),
    "upazila": gettext_lazy("Upazilas"),
    BELOW: gettext_lazy("Offices directly below"),
}


@require_safe
def compliance(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """The state of a scope: a sentence, the worst offices by clause, map, trend, comparison."""
    choice = choice_of(request, pk)
    found = find(choice)
    if request.GET.get("format") == "csv":
        return csv_of(choice, found)
    shown = found.rows if choice.every else found.rows[: heat.WORST]
    concerns = heat.concerns(found.clauses, found.now, found.before, choice.office.pk)
    context = {
        "choice": choice,
        "found": found,
        "is_judged": (choice.office.pk, TOTAL) in found.now,
        "rows": _with_cells(choice, found, shown),
        "hidden": len(found.rows) - len(shown),
        "silent": len(found.offices) - len(found.rows),
        "concerns": concerns,
        "sentence": _sentence(choice, found, concerns),
        "above": _above(choice),
        "periods": periods_to_choose(choice.period),
        "evaluated": Evaluation.objects.filter(period=choice.period.name).first(),
        **_drawn(choice, found),
        **_links(choice, found),
    }
    return render(request, "dashboard/compliance.html", context)


def _drawn(choice: Choice, found: Found) -> dict[str, Any]:
    """The map, the trend, and the comparison: its best, unless all are asked for."""
    into, stops = _into(choice), heat.stops_of(found.trend)
    standings = _standings(choice, found, into)
    return {
        "points": heat.points_of(found.rows, found.offices, into),
        "stops": stops,
        "line": heat.line_of(stops),
        "standings": standings if choice.every else standings[: heat.WORST],
        "unranked": 0 if choice.every else len(standings[heat.WORST :]),
    }


def _into(choice: Choice, **changes: str) -> Callable[[Office], str]:
    """The address of the same page about another office. One is made, the others from it: there are hundreds."""
    url = f"{reverse('dashboard:compliance_of', args=[0])}?{choice.query(all='', by='', **changes)}"
    before, after = url.split("/0/")
    return lambda office: f"{before}/{office.pk}/{after}"


def _with_cells(choice: Choice, found: Found, rows: list[heat.Judged]) -> list[heat.Row]:
    """The shown offices with a cell for each clause."""
    figured = under_every_clause(choice, found, [office for office, _figure in rows])
    behind = f"{reverse('dashboard:compliance_clause', args=[0, 'CODE'])}?{choice.query(clause='', all='', by='')}"
    before, between, after = behind.replace("CODE", "/0/").split("/0/")
    into, digits = _into(choice), cache(num)

    def cell(office: Office, code: str) -> heat.Cell:
        figure = figured.get((office.pk, code), NOTHING)
        has_rows = code != TOTAL and (figure.breached or figure.counts[EXCUSED])
        url = f"{before}/{office.pk}/{between}{code}{after}" if has_rows else ""
        return heat.Cell(figure.shade, digits(figure.shown), url)

    codes = [clause.code for clause in found.clauses]
    return [
        heat.Row(
            office, into(office), cell(office, TOTAL), cell(office, found.sorted_by), [cell(office, c) for c in codes]
        )
        for office, _figure in rows
    ]


def _links(choice: Choice, found: Found) -> dict[str, Any]:
    """The same page otherwise: compared otherwise, sorted by a clause, all or the worst, as CSV; `down` goes with the
    way into an office or to the rows behind a figure."""
    return {
        "group_words": GROUP_WORDS,
        "group_links": [(group, choice.query(by=group, all="")) for group in choice.groups],
        "clause_links": [(one, choice.query(clause=one.code)) for one in found.clauses],
        "by_all": choice.query(clause=""),
        "every": choice.query(all="1"),
        "worst": choice.query(all=""),
        "csv": choice.query(format="csv"),
        "down": choice.query(by="", all=""),
    }


def _above(choice: Choice) -> list[Office]:
    """The offices above that she may see too, the widest first."""
    above = reversed(list(Office.objects.above(choice.office)))
    return [one for one in above if any(top.holds(one.lineage) for top in choice.tops)]


def _sentence(choice: Choice, found: Found, concerns: list[heat.Concern]) -> str:
    """The state in words: how many of the compared offices have no breach, what is breached most often."""
    clear = sum(not found.now[office.pk, TOTAL].breached for office, _figure in found.rows)
    if found.rows:
        words = ngettext(
            "%(clear)s of %(all)s office has no breach.",
            "%(clear)s of %(all)s offices have no breach.",
            len(found.rows),
        ) % {"clear": num(clear), "all": num(len(found.rows))}
    elif total := found.now.get((choice.office.pk, TOTAL)):
        words = _("%(met)s of %(judged)s duties are met.") % {"met": num(total.met), "judged": num(total.judged)}
    else:
        return _("Nothing was judged in this period yet.")
    if concerns:
        worst = {"label": concerns[0].clause.label, "title": concerns[0].clause.title}
        words += " " + _("Breached most often: %(label)s, %(title)s.") % worst
    return words


def _standings(choice: Choice, found: Found, into: Callable[[Office], str]) -> list[heat.Standing]:
    """A fair comparison is among offices of one kind."""
    if choice.group == BELOW and len({office.kind for office in found.offices}) > 1:
        return []
    return heat.standings(found.offices, found.now, found.before, into)
