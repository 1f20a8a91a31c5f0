"""What every page's frame shows: office, navigation with counts, language, footer, the system's state."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models.role import READS_SUBTREE, RoleKind
from content.models import Post
from govsocial.notifications.models import Notice
from govsocial.web.templatetags.web import num

COUNT_LIMIT = 100
WAITING_LIMIT = 99  # more than these are not counted


def ui(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page without the frame asks the database nothing."""
    return {"ui": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: Any) -> dict[str, Any]:
    person: Any = getattr(request, "user", None)
    known = bool(person and person.is_authenticated)
    waiting = _waiting(request, person) if known else 0
    language = str(get_language() or settings.LANGUAGE_CODE)
    return {
        "office_name": str(person.acting_office or "") if known else "",  # type: ignore[union-attr]
        "nav": _nav(request, _counted(waiting)) if known else [],
        "waiting": waiting,
        "waiting_shown": _counted(waiting),
        "notices": _notices(person) if known else 0,
        "notices_url": reverse("dashboard:notice_list"),
        "settings_url": reverse("accounts:person_settings"),
        "demo": settings.DEMO,
        "language": language,
        "other_language": "en" if language == "bn" else "bn",
        "language_url": reverse("web:language"),
        "here": getattr(request, "here", request.get_full_path() if request.method == "GET" else "/"),
        "search_url": reverse("content:post_archive"),
        "offices_url": reverse("accounts:office_search"),
        "help_url": reverse("web:help"),
        "sign_in_url": reverse("account_login"),
        "sign_out_url": reverse("account_logout"),
        "password_url": reverse("account_change_password"),
        "footer": [
            {"url": reverse("web:help"), "label": _("Help")},
            {"url": reverse("web:accessibility"), "label": _("Accessibility")},
            {"url": reverse("web:privacy"), "label": _("Privacy")},
            {"url": reverse("reviews:public_circular_list"), "label": _("Public circulars")},
        ],
        "now": timezone.now(),
    }


def _waiting(request: Any, person: Any) -> int:
    """Posts that wait for her; a page that has just read them says how many."""
    read: int | None = getattr(request, "waiting", None)
    return Post.objects.decidable_by(person)[: WAITING_LIMIT + 1].count() if read is None else read


def _notices(person: Any) -> int:
    return Notice.objects.visible_to(person).filter(read_at=None)[:COUNT_LIMIT].count()


def _sees_compliance(person: Any) -> bool:
    return bool(person.lineages(RoleKind.HEAD, *READS_SUBTREE))


def _keeps_terms(person: Any) -> bool:
    return bool(person.lineages(RoleKind.HEAD, RoleKind.KEEPER, RoleKind.CABINET))


def _counted(number: int) -> str:
    """A count in the reader's digits; "99+" where more were not counted."""
    return f"{num(WAITING_LIMIT)}+" if number > WAITING_LIMIT else num(number) if number else ""


def _nav(request: Any, waiting: str) -> list[dict[str, Any]]:
    rows = [
        ("dashboard:my_work", _("My work"), None),
        ("content:post_queue", _("Approval queue"), waiting or None),
        ("content:post_list", _("Posts"), None),
        ("accounts:official_account_list", _("Accounts"), None),
        ("accounts:office_list", _("Offices"), None),
        *([("dashboard:compliance", _("Compliance"), None)] if _sees_compliance(request.user) else []),
        ("rulebook:edition_list", _("Guideline"), None),
        *([("content:prohibited_term_list", _("Prohibited content"), None)] if _keeps_terms(request.user) else []),
        ("reviews:circular_list", _("Circulars"), None),
        ("workdays:holiday_list", _("Working calendar"), None),
    ]
    here = request.resolver_match.view_name if request.resolver_match else ""
    path, section = request.path, getattr(request, "section", "")  # a page may say which section it belongs to

    def is_here(name: str, url: str) -> bool:
        return section == name if section else here == name or (url != "/" and path.startswith(url))

    return [
        {"url": url, "label": label, "count": count, "current": is_here(name, url)}
        for name, label, count in rows
        for url in [reverse(name)]
    ]
