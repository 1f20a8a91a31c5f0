"""No secret reaches a log (promise L5): canaries are put through the forms and looked for in what is logged."""

import logging
import re
from io import StringIO

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models.role import RoleKind
from accounts.services.people import invite
from govsocial.notifications.services import deliver_due
from govsocial.web.logs import masked
from tests.conftest import FormClient

CANARY = "কানারি পাখি ডালে বসে canary-81534"
LOGGERS = ("", "django", "django.request", "django.security", "django.server", "gunicorn.error", "govsocial")


@pytest.fixture
def log(settings):
    """What the installation's handlers write, whichever logger they are on."""
    handlers = {handler for name in LOGGERS for handler in logging.getLogger(name or None).handlers}
    ours = [
        each for each in handlers if isinstance(each, logging.StreamHandler) and "_pytest" not in type(each).__module__
    ]
    assert ours
    written = StringIO()
    before = [(handler, handler.setStream(written)) for handler in ours]
    yield written
    for handler, stream in before:
        handler.setStream(stream)


def key_in_mail(before):
    return re.search(rf"{before}(\S+?)/?\s", mail.outbox[-1].body)[1]


def test_the_key_of_an_invitation_is_in_no_log(world, log):
    by, office = world.person("head"), world.office("DIST")
    invite(office=office, email="new@test.example", name_bn="নতুন", name_en="", role=RoleKind.OFFICER, by=by)
    deliver_due()
    token = key_in_mail("/join/")
    path = reverse("accounts:join", args=[token])
    typed = {"password": CANARY, "again": CANARY}
    refused = [
        FormClient().submit(path, {**typed, "again": "another"}),
        FormClient(enforce_csrf_checks=True).submit(path, typed),
        FormClient().post(path, typed),  # without the form's key
        FormClient().put(path),
        FormClient().get(path + "nothing/"),
    ]
    assert [response.status_code for response in refused] == [422, 403, 400, 405, 404]
    assert log.getvalue().count("/join/***") == 5
    FormClient().submit(path, typed)
    assert FormClient().submit(path, typed).status_code == 410
    assert token not in log.getvalue()
    assert CANARY not in log.getvalue()
    assert_in_no_table(token, CANARY)


def test_the_key_of_a_password_reset_is_in_no_log(world, log):
    Client().post(reverse("account_reset_password"), {"email": "author@test.example"})
    deliver_due()
    key = key_in_mail("/password/reset/key/")
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/sign-in/password/reset/key/{key}/").status_code == 403
    assert "/password/reset/key/***" in log.getvalue()
    assert key not in log.getvalue()
    assert key.split("-", 1)[1] not in log.getvalue()
    assert_in_no_table(key)


def test_a_failure_shows_no_key_in_its_traceback(log):
    path = reverse("accounts:join", args=["canary-token"])
    try:
        raise RuntimeError(f"no answer from {path}")
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", path)
    logging.getLogger("gunicorn.error").warning("Invalid request %s", path)
    assert "RuntimeError" in log.getvalue()
    assert log.getvalue().count("/join/***") == 3
    assert "canary-token" not in log.getvalue()


def assert_in_no_table(*secrets):
    """Sessions apart: a browser's own session holds its key while the form is open."""
    for model in apps.get_models():
        if model._meta.label != "sessions.Session":
            rows = str(list(model._base_manager.values_list()))
            assert not [secret for secret in secrets if secret in rows], model._meta.label


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Gone: /join/abc_D-9/", "Gone: /join/***/"),
        ("GET /join/abc?x=1 HTTP/1.1", "GET /join/*** HTTP/1.1"),
        ("next=%2Fjoin%2Fabc%2F", "next=%2Fjoin%2F***"),
        ("https://portal.example/sign-in/password/reset/key/1a-xyz-123/", None),
        ("/offices/12/ and /joint/", "/offices/12/ and /joint/"),
    ],
)
def test_what_is_masked_and_what_is_not(line, shown):
    assert masked(line) == (shown or "https://portal.example/sign-in/password/reset/key/***/")
