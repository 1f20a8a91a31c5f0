"""The first page after signing in, the notices, and the system's state."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from govsocial.audit.triggers import missing_triggers
from govsocial.dashboard.my_work import LIMIT, headed_offices, week_lines, work_groups
from govsocial.notifications.models import JobRun, Notice
from govsocial.web.paging import page_of
from govsocial.web.views import database_answers
from govsocial.workdays.periods import week_of

STALE_SECONDS = 600


@require_safe
def my_work(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    groups = work_groups(request.user, now)
    decided = sum(item.kind == "decide" for group in groups for item in group.items)
    request.waiting = decided if decided < LIMIT else None
    context = {
        "groups": groups,
        "now": now,
        "count": sum(len(group.items) for group in groups),
        "headed": headed_offices(request.user),
        "weeks": week_lines(request.user, now),
        "week": week_of(timezone.localdate(now)),
        "notices": Notice.objects.visible_to(request.user).filter(read_at=None).order_by("-id")[:5],
        "last_sweep": _last_sweep(),
    }
    return render(request, "dashboard/my_work.html", context)


@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    notices = Notice.objects.visible_to(request.user)
    unread = notices.filter(read_at=None).exists()
    return render(request, "dashboard/notice_list.html", {"page": page_of(request, notices), "unread": unread})


@require_POST
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a notice read, which cancels its mail, and go to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return redirect(notice.url)


@require_POST
def notices_read(request: SignedInRequest) -> HttpResponse:
    Notice.objects.visible_to(request.user).filter(read_at=None).update(read_at=timezone.now())
    return redirect("dashboard:notice_list")


def _last_sweep() -> datetime | None:
    return JobRun.objects.filter(name="notices").values_list("finished_at", flat=True).first()


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, audit triggers, whether the sweeps ran within ten minutes and succeeded: 503 when not."""
    checks = {"database": database_answers()}
    if checks["database"]:
        checks["audit_triggers"] = not missing_triggers()
        last = _last_sweep()
        checks["sweeps"] = bool(last and (timezone.now() - last).total_seconds() < STALE_SECONDS)
        checks["sweeps_succeed"] = not JobRun.objects.filter(result__startswith="FAILED").exists()
    healthy = all(checks.values())
    body = {"status": "ok" if healthy else "failing", "checks": checks, "database": connection.vendor}
    return JsonResponse(body, status=200 if healthy else 503)
