"""What stays of files on the disk: after a failure, after they were taken off, and after the sweep."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from content.models import MediaFile
from content.models.media import FOLDER, INCOMING
from content.services import media, media_files
from content.services.media_files import sweep_files
from govsocial.audit.models import Entry
from tests.content.conftest import OTHER_ALT, on_disk
from tests.content.uploads import mp4
from tests.factories import attached, fresh_post, picture

pytestmark = pytest.mark.usefixtures("empty_disk")


@pytest.mark.parametrize("broken", ["bind", "record"])
def test_what_fails_after_the_bytes_were_written_leaves_none(post_in, world, monkeypatch, broken):
    post, before = post_in("draft"), on_disk()

    def fail(*_args, **_kwargs):
        raise IntegrityError("broken")

    monkeypatch.setattr(media, broken, fail)
    given = {"poster": SimpleUploadedFile("p.png", picture())}
    with pytest.raises(IntegrityError), transaction.atomic():
        attached(post, world.person("author"), mp4(), "clip.mp4", **given)
    assert on_disk() == before
    assert not MediaFile.objects.exists()


def test_a_disk_that_is_full_leaves_no_half_of_a_file(post_in, world, monkeypatch):
    post, before, save = post_in("draft"), on_disk(), default_storage.save

    def half(name, body):
        save(name, ContentFile(b"half"))
        raise OSError("no space left on device")

    monkeypatch.setattr(media_files.default_storage, "save", half, raising=False)
    with pytest.raises(OSError), transaction.atomic():
        attached(post, world.person("author"))
    assert on_disk() == before


def test_nothing_is_held_while_the_bytes_are_looked_at(put, post_in, monkeypatch):
    """A large picture takes seconds: on SQLite nobody else could write meanwhile."""
    outside, inside = len(connection.atomic_blocks), []

    def look(upload):
        inside.append(len(connection.atomic_blocks))
        return media_files.taken_in(upload)

    monkeypatch.setattr(media, "taken_in", look)
    assert put(post_in("draft")).status_code == 302
    assert inside == [outside]


@pytest.fixture
def clock():
    """A clock that is moved by hand, also that of the disk."""
    with time_machine.travel(timezone.now(), tick=False) as moved:
        yield moved


@pytest.fixture
def sweep(clock, django_capture_on_commit_callbacks):
    """Sweep so many days from now."""
    default_storage.delete(media_files.SWEPT)
    start = timezone.now()

    def do(days: float = 0) -> str:
        clock.move_to(start + timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            return sweep_files()

    return do


def test_the_sweep_removes_what_nothing_refers_to(with_file, change, world, sweep):
    kept = attached(with_file.version.post, world.person("author"), alt_text=OTHER_ALT).file
    change("remove", with_file)
    assert sweep() == "no files removed"
    assert sweep(8) == "1 files removed, 0 without a row"
    assert MediaFile.objects.get() == kept
    assert not default_storage.exists(with_file.file.file.name)
    assert default_storage.exists(kept.file.name)
    entry = Entry.objects.filter(action="media.removed", actor_id=None).get()
    assert with_file.file.sha256 in entry.data


def test_seven_days_begin_when_a_file_is_taken_off(with_file, world, sweep):
    assert sweep() == sweep(29) == "no files removed"
    post = fresh_post(with_file.version.post)
    media.remove_file(post=post, attachment=with_file, by=world.person("author"), version=post.version)
    assert [sweep(day) for day in (30, 31, 36.5)] == ["no files removed"] * 3
    assert "1 files removed" in sweep(37.5)


def test_the_still_of_a_video_is_kept_as_long_as_the_video(post_in, world, sweep):
    post, author = post_in("draft"), world.person("author")
    row = attached(post, author, mp4(), "clip.mp4", poster=SimpleUploadedFile("p.png", picture()))
    post = fresh_post(post)
    sweep(30)
    media.remove_file(post=post, attachment=row, by=author, version=post.version)
    sweep(31)
    assert MediaFile.objects.count() == 2
    assert "2 files removed" in sweep(39)


@pytest.mark.parametrize("content", [b"", b"{", None])
def test_a_sweep_that_knows_nothing_of_those_before_removes_nothing(with_file, change, sweep, content):
    change("remove", with_file)
    sweep()
    default_storage.delete(media_files.SWEPT)
    if content is not None:
        default_storage.save(media_files.SWEPT, ContentFile(content))
    assert sweep(30) == "no files removed"
    assert "1 files removed" in sweep(38)


def test_the_sweep_removes_bytes_without_a_row(world, sweep):
    names = [default_storage.save(f"{folder}/stray.jpg", ContentFile(b"x")) for folder in (FOLDER, INCOMING)]
    assert "2 without a row" in sweep(8)
    assert not any(default_storage.exists(name) for name in names)


def test_the_sweep_leaves_what_is_young_and_works_once_a_day(with_file, change, sweep):
    change("remove", with_file)
    name = default_storage.save(f"{FOLDER}/young.jpg", ContentFile(b"x"))
    assert sweep() == "no files removed"
    assert sweep(0.5) == "done for today"
    assert MediaFile.objects.exists() and default_storage.exists(name)


def test_what_goes_while_the_sweep_looks_is_passed_over(world, sweep, monkeypatch):
    monkeypatch.setattr(media_files, "_names_in", lambda _folder: ["gone-meanwhile.tmp"])
    assert sweep() == "no files removed"


def test_a_sweep_that_fails_is_done_again_the_same_day(with_file, change, sweep, monkeypatch):
    change("remove", with_file)
    sweep()
    monkeypatch.setattr(media_files, "record", lambda *_args, **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sweep(8)
    monkeypatch.undo()
    assert "1 files removed" in sweep(8)
