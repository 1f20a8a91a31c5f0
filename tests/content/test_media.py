"""Files of posts: who may put them up, what a change does to the version, and what stays on the disk."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.models import Attachment, MediaFile, Post, ScreeningHit
from content.models.media import ATTACHMENTS_MAX
from content.models.states import EDITABLE, PostState
from content.services import media
from content.services.posts import edit_post, submit_post, withdraw_post
from content.services.versions import Draft, hash_of, is_as_bound
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from tests.content.conftest import OTHER_ALT, last_entry, on_disk, page, rows
from tests.content.uploads import mp4, pdf
from tests.factories import ALT, BLOCKED, EXPLANATION, attached, fresh_post, picture

pytestmark = pytest.mark.usefixtures("empty_disk")
BAD_WORD = "পাকিস্তান জিন্দাবাদ"


def code_of(act) -> str:
    with pytest.raises(RuleError) as refused:
        act()
    return refused.value.code


# What the forms do ---------------------------------------------------------------------------------------------------


def test_a_picture_is_put_on_a_draft_made_anew_and_written_down(put, post_in):
    post = post_in("draft")
    assert put(post).status_code == 302
    row = Attachment.objects.select_related("file").get()
    assert (row.alt_text, row.position, row.version_id) == (ALT, 1, post.current_id)
    assert (row.file.name, row.file.width, row.file.height, row.file.office) == (
        "mela.jpg",
        40,
        30,
        post.account.office,
    )
    assert hashlib.sha256(row.file.file.read()).hexdigest() == row.file.sha256
    entry = last_entry(post)
    assert entry.action == "media.attached"
    assert row.file.sha256 in entry.data
    now = fresh_post(post)
    assert now.version == post.version + 1
    assert now.current.text_hash == hash_of(now.current, now.account) != post.current.text_hash
    assert is_as_bound(now.current, now.account)


def test_a_description_is_changed_and_written_down(change, with_file):
    before = fresh_post(with_file.version.post)
    assert change("describe", with_file).status_code == 302
    with_file.refresh_from_db()
    assert with_file.alt_text == OTHER_ALT
    assert last_entry(before).action == "media.described"
    assert OTHER_ALT in last_entry(before).data
    assert fresh_post(before).current.text_hash != before.current.text_hash


def test_a_file_is_taken_off_and_those_behind_it_move_up(change, with_file, world):
    attached(with_file.version.post, world.person("author"), alt_text=OTHER_ALT)
    assert change("remove", with_file).status_code == 302
    assert list(Attachment.objects.values_list("position", "alt_text")) == [(1, OTHER_ALT)]
    assert last_entry(with_file.version.post).action == "media.removed"
    assert with_file.file.sha256 in last_entry(with_file.version.post).data


@pytest.mark.parametrize("state", [state for state in PostState if state not in EDITABLE])
def test_in_no_other_state_is_a_file_put_up_or_taken_off(put, change, with_file, state):
    post = with_file.version.post
    Post.objects.filter(pk=post.pk).update(status=state)
    before = rows(), list(Attachment.objects.values())
    assert put(fresh_post(post)).status_code == 409
    assert change("describe", with_file).status_code == 409
    assert change("remove", with_file).status_code == 409
    assert (rows(), list(Attachment.objects.values())) == before
    assert MediaFile.objects.count() == len(on_disk() & {str(MediaFile.objects.get().file).split("/")[1]})


@pytest.mark.parametrize("login", ["approver", "head"])
def test_who_does_not_write_for_the_account_changes_no_file(put, change, with_file, login):
    before = rows()
    post = fresh_post(with_file.version.post)
    assert put(post, login).status_code == 403
    assert change("describe", with_file, login).status_code == 403
    assert change("remove", with_file, login).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("login", ["oth_author", "officer", "nobody", "far_supervisor"])
def test_to_others_there_is_no_such_post_and_no_such_file(put, change, with_file, login, client_for):
    before = rows()
    assert put(fresh_post(with_file.version.post), login).status_code == 404
    assert change("describe", with_file, login).status_code == 404
    assert change("remove", with_file, login).status_code == 404
    assert client_for(login).get(reverse("content:media_file", args=[with_file.file_id])).status_code == 404
    assert rows() == before


def test_a_file_of_another_post_is_not_found_under_this_one(change, with_file, post_in, client_for):
    address = reverse("content:post_media_remove", args=[post_in("draft").pk, with_file.pk])
    assert client_for("author").submit(address, {"version": 1}).status_code == 404


def test_whoever_comes_second_is_told_and_keeps_what_she_typed(put, change, with_file):
    old = fresh_post(with_file.version.post)
    assert change("describe", with_file).status_code == 302
    before = rows()
    response = put(old)
    assert response.status_code == 409
    assert ALT in page(response)
    assert f'value="{fresh_post(old).version}"' in page(response)
    assert change("remove", with_file, version=old.version).status_code == 409
    assert rows() == before


def test_the_same_form_sent_twice_is_done_once(put, change, post_in, client_for):
    post, key = post_in("draft"), client_for("author").key()
    assert put(post, key=key).status_code == put(post, key=key).status_code == 302
    row = Attachment.objects.get()
    key = client_for("author").key()
    assert change("describe", row, key=key, version=2).status_code == 302
    assert change("describe", row, key=key, version=2).status_code == 302
    key = client_for("author").key()
    assert change("remove", row, key=key, version=3).status_code == 302
    assert Entry.objects.about(post).filter(action__startswith="media.").count() == 3


def test_what_stands_on_an_earlier_version_is_changed_by_nobody(with_file, change, world):
    author, post = world.person("author"), fresh_post(with_file.version.post)
    submit_post(post=post, by=author, version=post.version, explanations={}, asked=["source", "tone", "discontent"])
    withdraw_post(post=fresh_post(post), by=author, version=fresh_post(post).version)
    assert change("remove", with_file).status_code == 409
    assert change("describe", with_file).status_code == 409
    assert Attachment.objects.count() == 2


def test_a_change_after_sending_is_a_new_version_and_the_old_one_keeps_its_files(with_file, change, world):
    author, post = world.person("author"), fresh_post(with_file.version.post)
    sent = post.current
    submit_post(post=post, by=author, version=post.version, explanations={}, asked=["source", "tone", "discontent"])
    sent.refresh_from_db()
    withdraw_post(post=fresh_post(post), by=author, version=fresh_post(post).version)
    assert change("remove", fresh_post(post).current.attachments.get()).status_code == 302
    assert not fresh_post(post).current.attachments.exists()
    assert sent.attachments.get() == with_file
    assert sent.text_hash == hash_of(sent, post.account)


def test_another_writer_who_adds_a_file_makes_a_version_of_his_own(post_in, world):
    post = post_in("draft")
    row = attached(post, world.person("author2"))
    assert (row.version.number, row.version.written_by) == (2, world.person("author2"))
    assert not post.current.attachments.exists()


# What is asked of a file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alt", ["", "    ", "ছবি", "mela.png", "MELA", "mela.jpg"])
def test_an_alternative_text_says_what_is_seen(put, change, post_in, alt):
    post = post_in("draft")
    response = put(post, alt_text=alt)
    assert response.status_code == 422
    assert "id_alt_text" in page(response)
    assert not Attachment.objects.exists()


def test_a_bad_description_is_said_beside_its_field(change, with_file):
    response = change("describe", with_file, alt_text="ছবি")
    assert response.status_code == 422
    assert 'id="id_1_alt_text"' in page(response)
    assert "Say in at least 5 characters" in page(response)


def test_a_video_needs_a_picture_and_shows_it(put, post_in, client_for):
    post, video = post_in("draft"), {"file": SimpleUploadedFile("clip.mp4", mp4())}
    assert "Send a picture with the video" in page(put(post, **video))
    bad = {**video, "file": SimpleUploadedFile("clip.mp4", mp4()), "poster": SimpleUploadedFile("p.png", b"no picture")}
    assert put(post, **bad).status_code == 422
    good = {"file": SimpleUploadedFile("clip.mp4", mp4()), "poster": SimpleUploadedFile("p.png", picture())}
    assert put(post, **good).status_code == 302
    row = Attachment.objects.get()
    shown = page(client_for("author").get(reverse("content:post_detail", args=[post.pk])))
    assert reverse("content:media_file", args=[row.poster_id]) in shown
    assert row.bound == [row.file.sha256, ALT, row.poster.sha256]


def test_a_post_holds_ten_files(put, post_in, world, client_for):
    post = post_in("draft")
    for number in range(ATTACHMENTS_MAX):
        attached(post, world.person("author"), pdf(), f"{number}.pdf")
    assert put(fresh_post(post)).status_code == 422
    assert 'type="file"' not in page(client_for("author").get(reverse("content:post_media", args=[post.pk])))
    assert Attachment.objects.count() == ATTACHMENTS_MAX


def test_an_office_has_so_much_room_and_no_more(put, post_in, settings, world):
    post, body = post_in("draft"), pdf(extra=b"%" * 1_000_000)
    settings.MEDIA_QUOTA_MB = 2
    attached(post, world.person("author"), body, "order.pdf")
    attached(post, world.person("author"), body, "order.pdf")
    response = put(fresh_post(post), file=SimpleUploadedFile("third.pdf", body))
    assert response.status_code == 422
    assert "Your office has used 1.9 of its 2 MB" in page(response)
    other = post_in("draft", account="oth")
    assert attached(other, world.person("oth_author"), body, "order.pdf").pk


# Screening -----------------------------------------------------------------------------------------------------------


def test_descriptions_names_and_links_are_screened_each_for_itself(post_in, world):
    post, author = post_in("draft"), world.person("author")
    attached(post, author)
    attached(post, author, name=f"{BAD_WORD}.png", alt_text=f"দেয়ালে লেখা {BAD_WORD}")
    post = fresh_post(post)
    text = "পিঠা উৎসবে সবাই আমন্ত্রিত।"
    draft = Draft(text, "4-ga", "আদেশ", link=f"https://example.gov.bd/{BAD_WORD}")
    edit_post(post=post, draft=draft, by=author, version=post.version)
    hits = {hit.part: hit for hit in ScreeningHit.objects.filter(run__version=fresh_post(post).current)}
    assert {"name-2", "alt-2", "link"} == set(hits)
    alt = hits["alt-2"]
    assert f"দেয়ালে লেখা {BAD_WORD}"[alt.start : alt.end] == alt.matched_text
    assert alt.where == "ফাইল ২-এর বিবরণে"


def test_a_hit_in_a_description_needs_words_and_says_where_it_stands(post_in, world, client_for):
    post, author = post_in("draft"), world.person("author")
    attached(post, author, alt_text=f"দেয়ালে লেখা {BAD_WORD}")
    shown = page(client_for("author").get(reverse("content:post_submit", args=[post.pk])))
    assert "in the description of file 1" in shown
    assert '<mark class="hit' not in shown, "the text itself holds nothing"
    now = fresh_post(post)
    asked = ["source", "tone", "discontent"]
    send = {"post": now, "by": author, "version": now.version, "asked": asked}
    assert code_of(lambda: submit_post(**send, explanations={})) == "explanation_needed"


def test_words_about_a_hit_stay_with_its_part_when_a_file_before_it_goes(post_in, world):
    post, author = post_in("draft", text=BLOCKED), world.person("author")
    first = attached(post, author, alt_text=f"দেয়ালে লেখা {BAD_WORD}")
    attached(post, author, alt_text=f"কাগজে লেখা {BAD_WORD}")
    hits = ScreeningHit.objects.filter(run__version=fresh_post(post).current)
    for hit in hits:
        ScreeningHit.objects.filter(pk=hit.pk).update(explanation=f"{hit.part}: {EXPLANATION}")
    media.remove_file(post=fresh_post(post), attachment=first, by=author, version=fresh_post(post).version)
    kept = dict(ScreeningHit.objects.filter(run__version=fresh_post(post).current).values_list("part", "explanation"))
    assert kept == {"text": f"text: {EXPLANATION}", "alt-1": f"alt-2: {EXPLANATION}"}


# Who may fetch a file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_a_file_is_shown_to_those_who_may_see_its_post(with_file, client_for, state):
    Post.objects.filter(pk=with_file.version.post_id).update(status=state)
    address = reverse("content:media_file", args=[with_file.file_id])
    for login in ("author", "approver", "head", "supervisor", "auditor", "cabinet", "administrator", "officer", ""):
        own = login in {"author", "approver", "head"}
        above = login in {"supervisor", "auditor", "cabinet", "administrator"} and state != "draft"
        response = client_for(login).get(address)
        assert response.status_code == (200 if own or above else 404 if login else 302), login


def test_a_file_says_what_it_is_and_is_asked_for_anew_each_time(with_file, client_for):
    address, client = reverse("content:media_file", args=[with_file.file_id]), client_for("author")
    response = client.get(address)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Disposition"] == 'inline; filename="mela.jpg"'
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client_for("officer").get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 404


def test_a_document_is_downloaded_whole_under_its_name(post_in, world, client_for):
    row = attached(post_in("draft"), world.person("author"), pdf(), "আদেশ ১২.pdf")
    response = client_for("author").get(
        reverse("content:media_file", args=[row.file_id]), headers={"Accept-Encoding": "gzip"}
    )
    assert b"".join(response.streaming_content) == pdf()
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response.headers["Content-Encoding"] == "identity"


def test_a_file_whose_bytes_are_gone_is_not_found(with_file, client_for):
    default_storage.delete(with_file.file.file.name)
    assert client_for("author").get(reverse("content:media_file", args=[with_file.file_id])).status_code == 404


def test_bytes_changed_on_the_disk_are_found_out(with_file):
    post, name = fresh_post(with_file.version.post), with_file.file.file.name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(picture("JPEG", (9, 9))))
    assert not is_as_bound(post.current, post.account)


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_post_shows_its_files_with_their_descriptions(with_file, client_for):
    shown = page(client_for("author").get(reverse("content:post_detail", args=[with_file.version.post_id])))
    address = reverse("content:media_file", args=[with_file.file_id])
    assert f'src="{address}" width="40" height="30" loading="lazy" alt="{ALT}"' in shown
    assert "Files (1) – add or change" in shown


def test_files_to_save_stand_where_it_is_published(with_file, client_for):
    Post.objects.filter(pk=with_file.version.post_id).update(status="approved")
    shown = page(client_for("author").get(reverse("content:post_detail", args=[with_file.version.post_id])))
    assert 'download="mela.jpg"' in shown


def test_a_post_costs_no_more_queries_with_ten_files(post_in, world, client_for, django_assert_max_num_queries):
    post, counts = post_in("draft"), []
    address, client = reverse("content:post_media", args=[post.pk]), client_for("author")
    for number in range(9):
        client.get(address)
        with django_assert_max_num_queries(12) as queries:
            client.get(address)
        counts.append(len(queries))
        attached(post, world.person("author"), pdf(), f"{number}.pdf")
    assert counts[0] == counts[-1]
