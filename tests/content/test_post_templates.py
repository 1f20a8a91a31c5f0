"""Texts to begin a post with: written by an office, usable below it, gone when they are retired."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from content.models import PostTemplate
from content.services.post_templates import TemplateText, change_template, retire_template, write_template
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.models import FormResult
from tests.content.conftest import page
from tests.factories import BLOCKED

WORDS = {"name": "ছুটির নোটিশ", "text": "……… উপলক্ষে ……… তারিখ কার্যালয় বন্ধ থাকবে।", "purpose": "4-ga"}
NEW = reverse("content:post_template_create")
LIST = reverse("content:post_template_list")


@pytest.fixture
def template(world):
    """A template of DIST, by its author unless said."""

    def make(code="DIST", login="author", **fields):
        words = TemplateText(**{**WORDS, **fields})
        return write_template(office=world.office(code), words=words, by=world.person(login))

    return make


@pytest.fixture
def write(client_for, world):
    def do(login="author", *, key=None, **fields):
        data = {**WORDS, "office": world.office("DIST").pk, **fields}
        return client_for(login).submit(NEW, data, key=key)

    return do


@pytest.fixture
def change(client_for):
    def do(login, row, *, key=None, **fields):
        data = {**WORDS, "office": row.office_id, "version": row.version, "text": "অন্য পাঠ", **fields}
        return client_for(login).submit(reverse("content:post_template_edit", args=[row.pk]), data, key=key)

    return do


@pytest.fixture
def retire(client_for):
    def do(login, row, *, key=None, version=None):
        path = reverse("content:post_template_retire", args=[row.pk])
        return client_for(login).submit(path, {"version": version or row.version}, key=key)

    return do


def state():
    return [list(table.objects.order_by("pk").values()) for table in (PostTemplate, Entry, FormResult)]


@pytest.mark.parametrize("login", ["author", "author2", "head"])
def test_the_head_and_the_writers_of_an_office_write_its_templates(write, world, login):
    response = write(login)
    row = PostTemplate.objects.get()
    assert response.url == reverse("content:post_template_edit", args=[row.pk])
    assert (row.office, row.name, row.text, row.written_by) == (
        world.office("DIST"),
        WORDS["name"],
        WORDS["text"],
        world.person(login),
    )
    entry = Entry.objects.about(row).first()
    assert (entry.action, entry.lineage, json.loads(entry.data)["text"]) == (
        "post_template.written",
        world.office("DIST").lineage,
        WORDS["text"],
    )


@pytest.mark.parametrize(
    "login", ["approver", "officer", "supervisor", "auditor", "administrator", "oth_head", "upz_head"]
)
def test_nobody_else_writes_one_for_the_office(write, world, login):
    before = state()
    assert write(login).status_code == 422
    assert state() == before
    with pytest.raises(RuleError) as refused:
        write_template(office=world.office("DIST"), words=TemplateText(**WORDS), by=world.person(login))
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "ক" * 121}, "name"),
        ({"text": ""}, "text"),
        ({"text": "ক" * 5001}, "text"),
        ({"purpose": "x"}, "purpose"),
        ({"office": ""}, "office"),
    ],
)
def test_bad_input_is_said_beside_its_field(write, fields, field):
    response = write(**fields)
    assert response.status_code == 422
    assert response.context["form"].has_error(field)
    assert not PostTemplate.objects.exists()


def test_one_name_stands_once_in_an_office_until_it_is_retired(write, template, retire, world):
    row = template()
    response = write()
    assert response.status_code == 422
    assert response.context["form"].has_error("name")
    template("UPZ", "upz_head")
    retire("author", row)
    assert write().status_code == 302


@pytest.mark.both_databases
def test_the_database_itself_holds_one_name_once(template):
    row = template()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostTemplate.objects.create(office=row.office, written_by=row.written_by, **WORDS)
    retire_template(template=row, by=row.written_by, version=1)
    PostTemplate.objects.create(office=row.office, written_by=row.written_by, **WORDS)


def test_a_change_is_a_version_with_its_own_entry(template, change, world):
    row = template()
    assert change("head", row, name="অন্য নাম").status_code == 302
    row.refresh_from_db()
    assert (row.version, row.name, row.text, row.written_by) == (2, "অন্য নাম", "অন্য পাঠ", world.person("head"))
    assert json.loads(Entry.objects.about(row).first().data)["version"] == 2


def test_who_changes_what_another_changed_meanwhile_is_told_by_whom_and_loses_no_word(template, change):
    row = template()
    change("author2", row, text="দ্বিতীয় লেখকের পাঠ")
    response = change("author", row, text="আমার পাঠ")
    assert response.status_code == 409
    assert "author2" in page(response) and "আমার পাঠ" in page(response)
    assert PostTemplate.objects.get().text == "দ্বিতীয় লেখকের পাঠ"


def test_a_forgotten_version_changes_nothing(template, change, retire):
    row = template()
    assert change("author", row, version="").status_code == 409
    assert retire("author", row, version="x").status_code == 409
    assert PostTemplate.objects.get(retired_at=None).text == WORDS["text"]


def test_changing_to_the_name_of_another_is_refused_beside_the_field(template, change):
    template(name="প্রথম")
    response = change("author", template(name="দ্বিতীয়"), name="প্রথম")
    assert response.status_code == 422
    assert response.context["form"].has_error("name")


def test_a_retired_one_is_gone_from_every_list_and_its_text_stays(template, retire, client_for):
    row = template()
    assert retire("head", row).url == LIST
    assert Entry.objects.about(row).first().action == "post_template.retired"
    client = client_for("author")
    assert WORDS["name"] not in page(client.get(LIST)).split('role="status"')[0] + page(client.get(NEW))
    assert client.get(reverse("content:post_template_edit", args=[row.pk])).status_code == 404
    assert PostTemplate.objects.get().text == WORDS["text"]


def test_the_second_of_two_hears_that_it_is_retired(template, retire, world):
    row = template()
    retire("author", row)
    with pytest.raises(RuleError) as refused:
        change_template(template=row, words=TemplateText(**WORDS), by=world.person("head"), version=1)
    assert refused.value.code == "changed_meanwhile"
    assert retire("head", row).status_code == 404


@pytest.mark.parametrize("login", ["approver", "officer", "supervisor", "upz_head", "administrator"])
def test_who_sees_a_template_without_writing_for_the_office_may_not_change_it(template, change, retire, login):
    row = template()
    before = state()
    assert change(login, row).status_code == 403
    assert retire(login, row).status_code == 403
    assert state() == before


@pytest.mark.parametrize("login", ["oth_head", "oth_author", "far_supervisor", "nobody"])
def test_templates_of_an_office_beside_do_not_exist(template, change, retire, client_for, login):
    row = template()
    assert (change(login, row).status_code, retire(login, row).status_code) == (404, 404)
    assert WORDS["name"] not in page(client_for(login).get(LIST))


def test_each_form_does_its_work_once(write, change, retire, client_for):
    key = [client_for("author").key() for _ in range(3)]
    assert write(key=key[0]).url == write(key=key[0]).url
    row = PostTemplate.objects.get()
    assert change("author", row, key=key[1]).url == change("author", row, key=key[1]).url
    row.refresh_from_db()
    assert retire("author", row, key=key[2]).url == retire("author", row, key=key[2]).url
    assert (row.version, Entry.objects.about(row).count()) == (2, 3)


def test_a_post_begins_with_a_template_of_the_own_office_or_of_one_above(template, client_for):
    row = template()
    for login in ("author", "upz_author"):
        client = client_for(login)
        assert row in client.get(reverse("content:post_create")).context["templates"]
        form = client.get(reverse("content:post_create"), {"template": row.pk}).context["form"]
        assert (form["text"].value(), form["purpose"].value()) == (WORDS["text"], "4-ga")


def test_no_post_begins_with_a_template_of_an_office_beside_or_below(template, client_for):
    row = template("UPZ", "upz_head")
    for login in ("author", "oth_author"):
        assert (
            client_for(login).get(reverse("content:post_create"), {"template": row.pk}).context["form"]["text"].value()
            is None
        )


def test_what_the_list_finds_in_a_template_is_shown_and_hinders_nothing(write, client_for):
    response = write(text=BLOCKED)
    shown = page(client_for("author").get(response.url))
    assert response.status_code == 302
    assert "জিন্দাবাদ</mark>" in shown


def test_who_may_write_none_is_told_so(client_for):
    assert "You may not write templates" in page(client_for("approver").get(NEW))
