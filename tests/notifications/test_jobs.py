"""The sweeps: each alone, known to have run, and never needed for a request to succeed."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from content.models import Post
from govsocial.audit.triggers import drop_triggers, remake_triggers
from govsocial.dashboard import views
from govsocial.notifications import jobs, tasks
from govsocial.notifications.models import JobRun
from govsocial.notifications.services import notify
from tests.content.conftest import form_of

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def sweeps(monkeypatch):
    """The registered sweeps and two more, the first of which fails."""
    calls = []

    def fails():
        calls.append("fails")
        raise RuntimeError("disk full")

    def works():
        calls.append("works")
        return "3 done"

    three = {"a": fails, "notices": jobs.sweeps()["notices"], "z": works}
    monkeypatch.setattr(jobs, "sweeps", lambda: three)
    return calls


@pytest.fixture
def no_broker(monkeypatch):
    """Every task goes to a Redis that is not there, by the real transport."""
    send = tasks.run_due_jobs.apply_async
    tried = []

    def to_nowhere(**options):
        tried.append(1)
        return send(connection=Connection(NOWHERE, connect_timeout=1), **options)

    monkeypatch.setattr(tasks.run_due_jobs, "apply_async", to_nowhere)
    return tried


@pytest.mark.both_databases
def test_a_sweep_that_fails_is_noted_and_stops_no_other(db, sweeps):
    said = jobs.run_all()
    assert sweeps == ["fails", "works"]
    assert said == {"a": "FAILED: RuntimeError", "notices": "0 sent, 0 failed", "z": "3 done"}
    assert dict(JobRun.objects.values_list("name", "result")) == said
    assert not JobRun.objects.filter(finished_at=None).exists()


def test_a_second_run_replaces_the_note_of_the_first(db, sweeps):
    jobs.run_all()
    before = JobRun.objects.get(name="z").finished_at
    jobs.run_all()
    assert JobRun.objects.filter(name="z").count() == 1
    assert JobRun.objects.get(name="z").finished_at > before


def test_the_outbox_is_swept_by_hand_without_a_broker(world, no_broker):
    notify("team_short", world.office("DIST"), [world.person("head")], url="/", facts={"name": "পেজ"})
    out = StringIO()
    call_command("run_due_jobs", stdout=out)
    assert "notices: 1 sent, 0 failed" in out.getvalue()
    assert len(mail.outbox) == 1
    assert no_broker == []


def test_by_hand_a_failed_sweep_ends_with_an_error_after_all_have_run(db, sweeps):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("run_due_jobs", stdout=out)
    assert ended.value.code == 1
    assert "a: FAILED: RuntimeError" in out.getvalue()
    assert sweeps == ["fails", "works"]


def test_a_server_that_is_away_fails_the_sweep_and_says_so(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notify("team_short", world.office("DIST"), [world.person("head")], url="/", facts={"name": "পেজ"})
    assert jobs.run_all()["notices"].startswith("FAILED: ")


def test_the_worker_runs_the_same_sweeps(db, sweeps):
    tasks.run_due_jobs()
    assert sweeps == ["fails", "works"]


def test_without_a_broker_a_request_succeeds_and_the_notice_waits(
    client_for, post_in, no_broker, django_capture_on_commit_callbacks
):
    post = post_in("draft")
    with django_capture_on_commit_callbacks(execute=True):
        path = reverse("content:post_submit", args=[post.pk])
        response = client_for("author").submit(path, form_of("submit", post))
    assert no_broker
    assert (response.status_code, Post.objects.get().status) == (302, "submitted")
    jobs.run_all()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["approver2@test.example", "approver@test.example"]


def test_the_worker_is_woken_only_after_the_change_is_stored(world, no_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        notify("team_short", world.office("DIST"), [world.person("head")], url="/", facts={"name": "পেজ"})
        assert no_broker == []
    assert tasks.wake in waiting


def ready(client):
    """Status, and the checks that fail."""
    response = client.get(reverse("dashboard:readyz"))
    return response.status_code, [name for name, fine in response.json()["checks"].items() if not fine]


@pytest.mark.both_databases
def test_ready_when_the_database_the_triggers_and_the_sweeps_are(client_for):
    client = client_for("")
    assert ready(client) == (503, ["sweeps"])
    jobs.run_all()
    assert ready(client) == (200, [])


def test_not_ready_when_the_sweeps_stopped_ten_minutes_ago(client_for):
    jobs.run_all()
    old = timezone.now() - timedelta(seconds=views.STALE_SECONDS + 1)
    JobRun.objects.update(finished_at=old)
    assert ready(client_for("")) == (503, ["sweeps"])


@pytest.mark.both_databases
def test_not_ready_when_a_trigger_of_the_audit_trail_is_missing(client_for):
    jobs.run_all()
    drop_triggers()
    assert ready(client_for("")) == (503, ["audit_triggers"])
    remake_triggers()
    assert ready(client_for(""))[0] == 200


def test_not_ready_while_a_sweep_fails(client_for, sweeps):
    jobs.run_all()
    assert ready(client_for("")) == (503, ["sweeps_succeed"])


def test_not_ready_when_the_database_does_not_answer(client_for, monkeypatch):
    monkeypatch.setattr(views, "database_answers", lambda: False)
    assert ready(client_for("")) == (503, ["database"])


def test_alive_is_answered_without_the_database(client_for, django_assert_num_queries):
    client = client_for("")
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_broker_folder_that_is_just_being_written_does_not_stop_a_request(monkeypatch, tmp_path):
    """The folder broker keeps its exchange in a file; a reader may find it empty for a moment."""
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    (tmp_path / "celery.exchange").write_text("")
    send = tasks.run_due_jobs.apply_async
    broken = Connection("filesystem://", transport_options=folders)
    monkeypatch.setattr(tasks.run_due_jobs, "apply_async", lambda **options: send(connection=broken, **options))
    with pytest.raises(ValueError, match="Expecting value"):
        tasks.run_due_jobs.apply_async()
    tasks.wake()
