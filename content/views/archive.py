"""The archive of what went out: search, filters, a file of it, and each post as it looked when it did."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import OfficialAccount
from accounts.models.official_account import Platform
from content.archive import NEWEST, STATES, ArchiveFilters
from content.models import Publication, ScreeningHit
from content.models.after import MistakeState
from content.models.post import Purpose
from content.models.screening import TEXT_PART
from content.services.archive_exports import MOST, csv_lines
from content.views.media_context import media_parts
from content.views.presentation import looks_of, marked
from govsocial.rulebook.services import clauses_shown
from govsocial.web.paging import page_of


@require_safe
def post_archive(request: SignedInRequest) -> HttpResponse:
    """Everything published that this person may see, the newest first by its time on the platform."""
    filters = ArchiveFilters.of(request.GET)
    rows = filters.rows(request.user).select_related("post", "account")
    page = page_of(request, rows, order=NEWEST)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "page": page,
        "filters": filters,
        "given": request.GET,
        "choices": _choices(filters, request, page.rows),
        "query": query.urlencode(),
        "most": MOST,
    }
    return render(request, "content/post_archive.html", context)


def _choices(filters: ArchiveFilters, request: SignedInRequest, shown: list[Publication]) -> list[tuple[Any, ...]]:
    """Lists to choose from: name, label, values, the chosen one. Of accounts her own and the chosen one; no query."""
    own: dict[int, OfficialAccount] = {seat.account_id: seat.account for seat in request.user.present_seats}
    own |= {row.account_id: row.account for row in shown if row.account_id == filters.account}
    accounts = [(pk, f"{account.get_platform_display()} · {account.name}") for pk, account in own.items()]
    if filters.account and filters.account not in own:
        accounts.append((filters.account, _("the chosen account")))
    return [
        *([("account", _("Account"), accounts, filters.account)] if accounts else []),
        ("platform", _("Platform"), Platform.choices, filters.platform),
        ("state", _("State"), [(state.value, state.label) for state in STATES], filters.state),
        ("purpose", _("Purpose"), Purpose.choices, filters.purpose),
    ]


@require_safe
def post_archive_export(request: SignedInRequest) -> StreamingHttpResponse:
    """What the archive's page shows by the same filters, as CSV."""
    rows = ArchiveFilters.of(request.GET).rows(request.user)
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="archive.csv"'
    return response


@require_safe
def post_archived(request: SignedInRequest, pk: int) -> HttpResponse:
    """A post as it went out: nothing on this page changes anything."""
    rows = Publication.objects.visible_to(request.user).select_related(
        "post__account",
        "post__corrects",
        "post__shares",
        "account",
        "version__written_by",
        "version__screening",
        "recorded_by",
    )
    publication = get_object_or_404(rows, post=pk)
    post, version = publication.post, publication.version
    hits = _hits(publication)
    runs = marked(version.text, [hit for hit in hits if hit.part == TEXT_PART])
    context = {
        **media_parts(request.user, post, version),
        **looks_of(request, post, version, runs),
        "publication": publication,
        "post": post,
        "account": publication.account,
        "current": version,
        "hits": hits,
        "marked": runs,
        "truncated": version.screening.truncated,
        "has_legacy": version.screening.has_legacy,
        "approvals": post.decisions.standing().filter(version=version).select_related("by"),
        "corrections": Publication.objects.filter(post__corrects=post).order_by("published_at"),
        "mistakes": post.mistakes.exclude(state=MistakeState.DISMISSED).select_related("settled_by"),
    }
    return render(request, "content/post_archived.html", context)


def _hits(publication: Publication) -> list[ScreeningHit]:
    """What screening found in the version that went out, with its clauses as the office reads them now."""
    clauses = clauses_shown(publication.post.lineage)
    hits = list(publication.version.screening.hits.all())
    for hit in hits:
        rule = clauses.get(hit.clause)
        hit.label, hit.rule = rule.label if rule else hit.clause, rule  # type: ignore[attr-defined]
    return hits
