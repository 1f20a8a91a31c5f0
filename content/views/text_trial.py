"""The test box of the list: what screening says about a text, before anybody writes a post."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import Office, Person
from content.models import ScreeningHit
from content.services.text_trials import try_text
from content.term_file_forms import TextTestForm
from content.views.presentation import marked
from govsocial.rulebook.services import clauses_shown
from govsocial.web.digits import clean
from govsocial.web.idempotency import once_exempt


@once_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def prohibited_text_test(request: SignedInRequest) -> HttpResponse:
    """A text by the national list, or as a post of one of the reader's offices. Stores nothing."""
    person = request.user
    entry = clean(request.GET.get("entry", ""))[:40]
    form = TextTestForm(request.POST or None, person=person, initial={"entry": entry})
    if request.method != "POST":
        return render(request, "content/prohibited_text_test.html", {"form": form})
    if not form.is_valid():
        return render(request, "content/prohibited_text_test.html", {"form": form}, status=422)
    context = {"form": form, **_found(person, **form.cleaned_data)}
    return render(request, "content/prohibited_text_test.html", context)


def _found(person: Person, text: str, office: Office, entry: Any) -> dict[str, Any]:
    tested = try_text(text, office=office, draft=entry, by=person)
    followed = person.following(timezone.localdate()).of(office.lineage)
    _label(tested.hits, followed)
    return {
        "tested": tested,
        "hits": tested.hits,
        "truncated": tested.truncated,
        "has_legacy": tested.has_legacy,
        "marked": marked(text, tested.hits),
    }


def _label(hits: list[ScreeningHit], followed: Any) -> None:
    """The clause of each hit as it is followed there."""
    clauses = clauses_shown(followed=followed) if hits else {}
    for hit in hits:
        rule = clauses.get(hit.clause)
        hit.label, hit.rule = (rule.label if rule else hit.clause), rule  # type: ignore[attr-defined]
