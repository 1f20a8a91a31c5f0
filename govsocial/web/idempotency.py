"""Each POST form is done once: a hidden key, its first success stored in that success's own transaction.

The same key again gives the first result; with a changed body a 409 page says what was stored and offers the newer
text as a new change. A form shown again with errors keeps its key unused.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from govsocial.web.models import FormResult

SALT = "form-key"
KEPT = timedelta(days=7)
NOT_SIGNED = {"csrfmiddlewaretoken", "idem"}
PASSWORDS = {"password", "again", "password1", "password2", "oldpassword"}
EXEMPT_MODULES = ("allauth.",)
View = Callable[..., HttpResponse]


class _NothingHappened(Exception):
    """The view did not redirect: a form with errors, or a refusal. Everything is rolled back."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def once_exempt(view: View) -> View:
    """Mark a view whose POST changes nothing that could be doubled (language, live check)."""
    view.once_exempt = True  # type: ignore[attr-defined]
    return view


def own_transactions(writes: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Mark a view that writes for long, in short transactions of its own, so that nobody waits behind it.

    Its key is claimed before and its result stored after it; a failure lets the key go, and the same form may be sent
    again. A POST of which `writes` says no is none of this middleware's business.
    """

    def mark(view: View) -> View:
        view.own_transactions = writes  # type: ignore[attr-defined]
        return view

    return mark


def new_key(request: HttpRequest) -> str:
    """A fresh key that names the person it was given to; a bound form that is shown again keeps its own."""
    person = request.user.pk or 0
    given = request.POST.get("idem", "") if request.method == "POST" else ""
    if given and key_owner(given) == person:
        return given
    return signing.Signer(salt=SALT).sign(f"{person}.{secrets.token_urlsafe(16)}")


def key_owner(key: str) -> int | None:
    """Id of the person the key was given to, 0 for nobody, None when it is no key of ours."""
    try:
        return int(signing.Signer(salt=SALT).unsign(key).split(".", 1)[0])
    except (signing.BadSignature, ValueError):
        return None


class IdempotencyMiddleware:
    """Runs every POST view in one transaction together with its stored result."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST" or getattr(view, "once_exempt", False) or _is_foreign(view):
            return None
        key = request.POST.get("idem", "")
        if key_owner(key) is None:
            return render(request, "400.html", {"stale_form": True}, status=400)
        if key_owner(key) != (request.user.pk or 0):
            return render(request, "409.html", {"other_person": True}, status=409)
        writes = getattr(view, "own_transactions", None)
        if writes and not writes(request):
            return None
        run_once = _run_apart if writes else _run_once
        try:
            return run_once(request, key, lambda: view(request, *args, **kwargs))
        except OperationalError as error:
            if not is_lock(error):
                raise
            return _busy(request, partly=bool(writes))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page, or a form that is no business of this middleware, for which the database had no time."""
        return _busy(request) if is_lock(error) else None


def forget_old() -> str:
    """Sweep: results older than a week are no longer asked for, nor are sessions that have ended."""
    gone, _rows = FormResult.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"{gone} form results removed"


def _is_foreign(view: View) -> bool:
    return getattr(view, "__module__", "").startswith(EXEMPT_MODULES)


def _run_once(request: HttpRequest, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with transaction.atomic():
            result = _claim(request, key)
            if result is None:
                raise _NothingHappened(HttpResponse(status=409))
            response = run()
            if not isinstance(response, HttpResponseRedirect):
                raise _NothingHappened(response)
            FormResult.objects.filter(pk=result.pk).update(location=response.url[:500])
            return response
    except _NothingHappened as nothing:
        stored = FormResult.objects.filter(key=key_id(key)).first()
        return _again(request, stored) if stored else nothing.response


def _run_apart(request: HttpRequest, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    stored = FormResult.objects.filter(key=key_id(key)).first()
    result = None if stored else _claim(request, key)
    if result is None:
        return _again(request, stored or FormResult.objects.get(key=key_id(key)))
    try:
        response = run()
    except BaseException:
        _release(result)
        raise
    if isinstance(response, HttpResponseRedirect):
        FormResult.objects.filter(pk=result.pk).update(location=response.url[:500])
    else:
        _release(result)
    return response


def _release(result: FormResult) -> None:
    FormResult.objects.filter(pk=result.pk).delete()


def is_lock(error: Exception) -> bool:
    """True when the database refused because others held it: nothing is wrong, and trying again will do."""
    code = getattr(error.__cause__, "pgcode", None)  # lock not available, deadlock, serialization
    if not isinstance(error, OperationalError):
        return False
    return code in {"55P03", "40P01", "40001"} or "is locked" in str(error)


def _busy(request: HttpRequest, *, partly: bool = False) -> HttpResponse:
    """503 in the person's language. A form's text stands on it with a button that sends it again under the same key;
    passwords and files have to be given anew on the form's own page."""
    sent = request.method == "POST"
    again = sent and not request.FILES and not PASSWORDS & set(request.POST)
    context = {"sent": sent, "partly": partly, "path": request.path, "fields": typed(request) if again else []}
    response = render(request, "503.html", {**context, "idem": request.POST.get("idem", "")}, status=503)
    response.headers["Retry-After"] = "5"
    return response


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody wrote into a form, without keys and passwords."""
    hidden = NOT_SIGNED | PASSWORDS
    return [(name, value) for name, values in request.POST.lists() if name not in hidden for value in values]


def _claim(request: HttpRequest, key: str) -> FormResult | None:
    """Insert the key's row; None when another request holds it (PostgreSQL waits here until that one is done)."""
    person = request.user if request.user.is_authenticated else None
    view = request.resolver_match.view_name if request.resolver_match else ""  # an address may hold a token
    try:
        with transaction.atomic():
            return FormResult.objects.create(
                key=key_id(key), person=person, view=view[:100], digest=body_digest(request)
            )
    except IntegrityError:
        return None


def key_id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def body_digest(request: HttpRequest) -> str:
    """Digest of address, fields and files under the portal's key, so that nobody can try out what was typed.

    Without the CSRF token and the form's key, and without passwords.
    """
    digest = salted_hmac(SALT, request.path, algorithm="sha256")
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_SIGNED | PASSWORDS:
            digest.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    files: dict[str, Any] = request.FILES.dict()
    for name, file in sorted(files.items()):
        file.seek(0)
        digest.update(repr((name, file.name, hashlib.file_digest(file, "sha256").hexdigest())).encode())
        file.seek(0)
    return digest.hexdigest()


def _again(request: HttpRequest, stored: FormResult) -> HttpResponse:
    if not stored.location:
        return render(request, "409.html", {"running": True}, status=409)
    if stored.digest == body_digest(request):
        messages.info(request, _("This was done already; here is the result."))
        return HttpResponseRedirect(stored.location)
    context = {"stored": stored, "fields": typed(request), "path": request.path, "new_idem": _fresh(request)}
    return render(request, "409.html", context, status=409)


def _fresh(request: HttpRequest) -> str:
    return signing.Signer(salt=SALT).sign(f"{request.user.pk or 0}.{secrets.token_urlsafe(16)}")
