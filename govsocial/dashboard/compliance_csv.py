"""What the compliance dashboard compares, as CSV."""

import csv

from django.http import HttpResponse

from govsocial.dashboard.choice import Choice
from govsocial.dashboard.found import Found, under_every_clause
from govsocial.tallies.models import COUNTED
from govsocial.web.inert import inert
from reviews.figures import NOTHING


def csv_of(choice: Choice, found: Found) -> HttpResponse:
    """Every compared office × clause, with how many subjects were in each state: ASCII digits, codes as everywhere."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="compliance-{choice.period.name}.csv"'
    writer = csv.writer(response)
    writer.writerow(["period", "edition", "clause", "office", *COUNTED])
    offices = [office for office, _figure in found.rows]
    figured = under_every_clause(choice, found, offices)
    for office in [choice.office, *offices]:
        for clause in found.clauses:
            counts = figured.get((office.pk, clause.code), NOTHING).counts
            cells = (choice.period.name, choice.edition, clause.code, office.code)
            writer.writerow([*map(inert, cells), *(counts[name] for name in COUNTED)])
    return response
