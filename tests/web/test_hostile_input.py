"""Whatever is sent, no page fails, none is slow, and nothing that was typed runs as a script."""

import time

import pytest
from django import forms as django_forms
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import get_language

from accounts import committee_forms as committees
from accounts import contact_forms as lists
from accounts import duty_forms as duties
from accounts import forms as people
from accounts import misuse_forms as misuse
from accounts import number_forms as numbers
from accounts import personnel_forms as personnel
from accounts.models.official_account import Platform
from accounts.views.imports import tried
from content import after_forms as after
from content import decided_forms as decided
from content import desk_forms, term_forms
from content import forms as posts
from content import media_forms as files
from content.models import Post
from govsocial.dashboard import context
from govsocial.workdays.forms import HolidayForm, HoursForm, RestDaysForm
from reviews import draft_forms
from reviews import excusal_forms as excusals
from reviews import forms as rules
from tests.access_objects import body_of
from tests.conftest import read_once
from tests.content.conftest import form_of
from tests.web.hostile import BYTES, CHOSEN, HOSTILE, MARKUP, SHORT, TEXTS, encoded
from tests.web.pages import FORMS_ONLY, PAGES, address
from tests.web.test_headers import is_page, read

pytestmark = pytest.mark.both_databases
SLOW = 5  # seconds
REFUSED = {value for value in BYTES if b"\0" in value}  # in an address: 400, and no page is asked
MARKED = set(MARKUP)
FORM = "application/x-www-form-urlencoded"
TEXT = django_forms.CharField
# Every address that takes a form: its form class, or the names of its fields.
FORMS = {
    "account_login": ["login", "password", "next", "remember"],
    "account_logout": ["next"],
    "account_reset_password": ["email"],
    "account_change_password": ["oldpassword", "password1", "password2"],
    "account_reset_password_from_key": ["password1", "password2"],
    "web:language": ["language", "next"],
    "dashboard:notices_read": ["extra"],
    "dashboard:notice_open": ["extra"],
    "accounts:person_invite": people.InviteForm,
    "accounts:role_give": people.RoleForm,
    "accounts:office_move": people.MoveForm,
    "accounts:invitation_withdraw": ["extra"],
    "accounts:role_end": ["extra"],
    "accounts:job_description_write": personnel.JobDescriptionForm,
    "accounts:orientation_record": personnel.OrientationForm,
    "accounts:hand_over_record": ["kind", "since", "until", "note", "shortfall_reason"],
    "accounts:hand_over_withdraw": people.VersionForm,
    "accounts:hand_over_end": people.VersionForm,
    "accounts:misuse_report_make": misuse.MisuseForm,
    "accounts:misuse_report_decide": misuse.MisuseOutcomeForm,
    "accounts:committee_form": committees.CommitteeForm,
    "accounts:committee_member_add": committees.CommitteeMemberForm,
    "accounts:committee_member_end": ["extra"],
    "accounts:committee_decision_record": committees.CommitteeDecisionForm,
    "accounts:committee_dissolve": people.ReasonForm,
    "accounts:join": people.PasswordForm,
    "accounts:person_settings": people.SettingsForm,
    "accounts:official_account_apply": people.ApplyForm,
    "accounts:official_account_register": people.RegisterForm,
    "accounts:official_account_import": ["step", "file", "tried"],
    "accounts:official_account_decide": people.DecideForm,
    "accounts:official_account_link": people.UrlForm,
    "accounts:official_account_activate": people.VersionForm,
    "accounts:official_account_approvals": people.ApprovalsForm,
    "accounts:official_account_suspend": people.ReasonForm,
    "accounts:official_account_close": people.ReasonForm,
    "accounts:team_member_add": people.MemberForm,
    "accounts:team_member_remove": ["extra"],
    "content:post_media": ["version", "alt_text", "file", "poster"],
    "content:post_media_describe": files.DescribeForm,
    "content:post_media_remove": ["version"],
    "content:post_create": posts.ComposeForm,
    "content:post_edit": posts.ComposeForm,
    "accounts:account_duty_attest": ["purpose", "audience", "users", "on", "evidence", "link", "seen"],
    "accounts:office_duty_attest": duties.AttestForm,
    "accounts:credentials_rotate": duties.RotationForm,
    "accounts:grs_identity_record": duties.GrsForm,
    "accounts:peer_add": lists.PeerForm,
    "accounts:peer_end": ["extra"],
    "accounts:contact_add": lists.ContactForm,
    "accounts:contact_show": ["extra"],
    "accounts:contact_end": ["extra"],
    "accounts:website_record": people.WebsiteForm,
    "accounts:office_number_add": numbers.OfficeNumberForm,
    "accounts:office_number_end": ["extra"],
    "accounts:website_check": ["extra"],
    "accounts:single_officer_permit": people.ReasonForm,
    "accounts:single_officer_withdraw": people.ReasonForm,
    "accounts:acknowledgement_give": ["extra"],
    "content:post_check": ["text", "account", "link"],
    "content:post_keep": ["text", "account", "link", "source", "draft_key", "post", "version", "wished_at"],
    "content:kept_draft_discard": ["back"],
    "content:post_template_create": desk_forms.TemplateForm,
    "content:post_template_edit": desk_forms.TemplateForm,
    "content:post_template_retire": posts.VersionForm,
    "content:post_take_over": posts.VersionForm,
    "content:post_remark": ["remark-text"],
    "content:post_submit": ["version", "asked", "explain-1", "explain-²", "explain-99999999999999999999"],
    "content:post_withdraw": posts.VersionForm,
    "content:post_approve": posts.ApproveForm,
    "content:post_return": posts.ReturnForm,
    "content:post_reject": posts.RejectForm,
    "content:post_looking": ["extra"],
    "content:post_bulk_approve": ["post", "queue"],
    "content:post_bulk_return": ["post", "queue", "what_for", "words", "reason"],
    "content:post_publish": posts.PublishForm,
    "content:post_emergency": decided.EmergencyForm,
    "content:post_undo": posts.VersionForm,
    "content:post_time": decided.TimeForm,
    "content:second_look_record": decided.LookForm,
    "content:post_mistake": after.MistakeForm,
    "content:mistake_dismiss": after.DismissForm,
    "content:post_correct": after.CorrectForm,
    "content:post_retract": after.RetractForm,
    "content:post_archive_put": posts.VersionForm,
    "content:post_mark": after.MarkForm,
    "content:post_share_again": ["extra"],
    "content:post_found": after.FoundForm,
    "content:prohibited_term_create": term_forms.NewTermForm,
    "content:prohibited_term_edit": term_forms.TermForm,
    "content:prohibited_term_import": ["step", "office", "file", "reason", "tried"],
    "content:prohibited_text_test": ["text", "office", "entry"],
    "content:prohibited_term_look": ["text", "kind", "language", "aliases", "chosen", "office"],
    "content:prohibited_term_bulk": ["act", "row", "to_status", "reason"],
    "content:prohibited_term_propose": term_forms.StateChangeForm,
    "content:prohibited_term_dry_run": ["extra"],
    "content:term_change_confirm": posts.VersionForm,
    "content:term_change_refuse": term_forms.RefuseForm,
    "content:term_change_withdraw": posts.VersionForm,
    "rulebook:parameter_change": rules.ProposalForm,
    "rulebook:proposal_confirm": rules.VersionForm,
    "rulebook:proposal_withdraw": rules.VersionForm,
    "rulebook:edition_copy": draft_forms.CopyForm,
    "rulebook:edition_change": draft_forms.EditionChangeForm,
    "rulebook:edition_put_in_force": rules.VersionForm,
    "rulebook:edition_withdraw": rules.VersionForm,
    "rulebook:clause_change": draft_forms.ClauseForm,
    "rulebook:clause_add": draft_forms.NewClauseForm,
    "rulebook:clause_remove": rules.VersionForm,
    "rulebook:draft_value_add": draft_forms.NewValueForm,
    "rulebook:draft_value_change": draft_forms.DraftValueForm,
    "rulebook:draft_value_remove": rules.VersionForm,
    "rulebook:office_edition": rules.FollowForm,
    "rulebook:office_edition_end": rules.StopForm,
    "reviews:clarification_ask": rules.AskForm,
    "reviews:clarification_answer": rules.AnswerForm,
    "reviews:clarification_publish": rules.VersionForm,
    "reviews:clarification_withdraw": rules.VersionForm,
    "reviews:circular_issue": rules.CircularForm,
    "reviews:circular_remind": ["extra"],
    "reviews:circular_acknowledge": ["extra"],
    "reviews:account_excusal_ask": excusals.ExcusalForm,
    "reviews:office_excusal_ask": excusals.ExcusalForm,
    "reviews:excusal_decide": excusals.ReasonedForm,
    "reviews:excusal_end": excusals.ReasonedForm,
    "dashboard:breach_remind": ["finding", "on_page", "whole_page"],
    "workdays:holiday_add": HolidayForm,
    "workdays:holiday_edit": HolidayForm,
    "workdays:rest_days_add": RestDaysForm,
    "workdays:rest_days_edit": RestDaysForm,
    "workdays:hours_add": HoursForm,
    "workdays:hours_edit": HoursForm,
}
EACH_MAKE = {
    "account_login",
    "accounts:person_invite",
    "content:post_create",
    "content:post_publish",
    "workdays:holiday_add",
}
WITHOUT_FORM = {"account_signup", "account_set_password", "accounts:first_administrator"}
ARCHIVE = ["q", "account", "platform", "state", "purpose", "important", "changed", "since", "until"]
PARAMETERS = {
    "content:post_archive": [*ARCHIVE, "after"],
    "content:post_archive_export": ARCHIVE,
    "content:post_calendar": ["week", "account", "after"],
    "content:post_list": ["state", "account", "mine", "after"],
    "content:post_create": ["kept", "template"],
    "content:post_edit": ["kept"],
    "content:post_template_list": ["after"],
    "content:post_queue": ["account", "platform", "hits", "only", "after"],
    "content:post_bulk": ["post", "queue"],
    "content:post_detail": ["view", "account", "hits"],
    "content:prohibited_term_list": ["status", "category", "language", "severity", "office", "q", "after"],
    "content:prohibited_term_create": ["office"],
    "content:prohibited_term_import": ["office"],
    "content:prohibited_term_export": ["format", "status", "category", "language", "severity", "office", "q"],
    "content:prohibited_text_test": ["entry"],
    "content:prohibited_term_propose": ["what"],
    "dashboard:notice_list": ["after"],
    "accounts:office_list": ["after"],
    "accounts:office_detail": ["after"],
    "accounts:office_search": ["q", "after"],
    "accounts:official_account_list": ["state", "after"],
    "accounts:account_duty_attest": ["after"],
    "accounts:office_duty_attest": ["after"],
    "accounts:credentials_rotate": ["after"],
    "accounts:grs_identity_record": ["after"],
    "accounts:peer_add": ["after"],
    "accounts:contact_add": ["after"],
    "accounts:job_description_write": ["after"],
    "accounts:orientation_record": ["after"],
    "accounts:hand_over_record": ["after"],
    "accounts:misuse_report_list": ["state", "after"],
    "accounts:committee_form": ["after"],
    "accounts:committee_detail": ["after"],
    "workdays:holiday_list": ["year"],
    "rulebook:proposal_list": ["after"],
    "reviews:clarification_list": ["q", "state", "after"],
    "reviews:clarification_ask": ["clause"],
    "reviews:circular_list": ["after"],
    "reviews:excusal_list": ["state", "after"],
    "dashboard:compliance": ["period", "by", "clause", "edition", "all"],
    "dashboard:compliance_of": ["period", "by", "clause", "edition", "all"],
    "dashboard:compliance_clause": ["period", "edition", "state", "after"],
    "dashboard:breach_remind": ["finding", "on_page", "whole_page"],
    "reviews:public_circular_list": ["after"],
    "reviews:circular_offices": ["state", "after"],
    "account_login": ["next"],
    "account_logout": ["next"],
    "web:help": ["anything"],
}


OF_PEOPLE = {
    "accounts:committee_form",
    "accounts:committee_member_add",
    "accounts:committee_decision_record",
    "accounts:job_description_write",
    "accounts:orientation_record",
    "accounts:hand_over_record",
    "accounts:misuse_report_make",
    "accounts:misuse_report_decide",
    "accounts:office_number_add",
}


def fields_of(name):
    """(fields that take free text, all others)."""
    form = FORMS[name]
    if isinstance(form, list):
        return form, []
    plain = [n for n, field in form.base_fields.items() if isinstance(field, TEXT) and type(field) is not TEXT]
    return plain, [n for n in form.base_fields if n not in plain]


def valid(name, world, path):
    """Fields that would pass, so that one hostile field among them reaches as far as it can."""
    pk = int(path.strip("/").split("/")[2]) if name.startswith("content:post_") and path[15:16].isdigit() else 0
    action = name.removeprefix("content:post_")
    own = form_of(action, Post.objects.get(pk=pk)) if pk else {}
    common = {"version": 1, "reason": "যাচাই করে দেখা হয়েছে", "decision": "approve", "role": "officer", "kind": "officer"}
    common |= {"since": "2026-01-01", "email": "nobody@test.example", "name_bn": "নাম", "name_en": "Name"}
    common |= {"office": world.office("DIST").pk, "platform": Platform.FACEBOOK.value, "name": "পেজ", "goal": "লক্ষ্য"}
    common |= {"audience": "সবাই", "terms_note": "পড়া", "access_note": "টিম", "url": "https://facebook.com/new"}
    common |= {"on_platform_since": "2020-01-31", "person": world.person("officer").pk, "may_write": "on"}
    common |= {
        "account": world.account().pk,
        "text": "পাঠ",
        "purpose": "4-other",
        "purpose_other": "কাজ",
        "source": "আদেশ",
    }
    common |= {"until": "2026-12-31", "weekdays": "5", "opens": "10:00", "closes": "16:00", "seen": 1}
    common |= {"users": "টিম", "evidence": "দেখা হয়েছে", "contact": "অনিক"}
    if name in {"accounts:account_duty_attest", "accounts:office_duty_attest", "accounts:credentials_rotate"}:
        return {**common, **body_of(name, None)}
    if name in OF_PEOPLE:
        return {**common, **body_of(name, None)}
    if name.startswith(("content:prohibited_", "content:term_")):
        return {**common, **body_of(name, world.office("DIST"))}
    if name.startswith(("rulebook:", "reviews:")):
        return {**common, **body_of(name, world.office("DIST")), "copy": ""}
    common |= {"on": "2026-12-01", "language": "en", "change_note": "বানান", "changed": "yes"}
    return {**common, **own}


def attempt(client, path, fields, *values):
    """Send a form, follow where it leads, and take everything back."""
    sent = (path, {name: value[:60] for name, value in fields.items() if value in values})
    with transaction.atomic():
        started = time.monotonic()
        try:
            response = client.post(path, encoded({**fields, "idem": client.key()}), content_type=FORM)
            leads = response.status_code == 302 and response.url.startswith("/")
            shown = client.get(response.url) if leads else response
        except Exception as error:
            error.add_note(f"sent: {sent}")
            raise
        took = time.monotonic() - started
        transaction.set_rollback(True)
    for answer in (response, shown):
        assert answer.status_code < 500, (sent, answer.status_code)
        assert took < SLOW, (sent, took)
        if MARKED & set(values) and is_page(answer):
            assert read(answer).wrong == [], sent


@pytest.fixture(autouse=True)
def _quick(monkeypatch, settings):
    """Thousands of requests: quick hashing, no copies of contexts, people and the frame of the pages read once."""
    monkeypatch.setattr("django.contrib.auth.middleware.auth.get_user", read_once(auth.get_user, {}))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(context, "_frame", once_for_each(context._frame))


def once_for_each(frame):
    """A page's frame made once for each person and language; the address it leads back to is that of each request."""
    made = {}

    def kept(request):
        key = (getattr(getattr(request, "user", None), "pk", None), get_language())
        made[key] = made.get(key) or frame(request)
        here = request.get_full_path() if request.method == "GET" else "/"
        return {**made[key], "here": getattr(request, "here", here)}

    return kept


@pytest.fixture
def opened(client_for, world):
    def do(name):
        login, path = address(name, world)
        return client_for(login), path

    return do


def test_every_form_of_the_portal_is_tried():
    pages = {name for name in PAGES if name in FORMS or name in WITHOUT_FORM}
    assert set(FORMS) | WITHOUT_FORM == pages | set(FORMS_ONLY)


@pytest.mark.parametrize("name", FORMS)
def test_no_hostile_field_breaks_a_form(opened, world, name):
    """All of the list on one form of each make; a fifth of it, another fifth for each, on the others."""
    start, step = (0, 1) if name in EACH_MAKE else (list(FORMS).index(name) % 5, 5)
    send_all(*opened(name), name, world, HOSTILE[start::step], CHOSEN[start::step])


@pytest.mark.soak
@pytest.mark.parametrize("name", FORMS)
def test_no_hostile_field_breaks_any_form(opened, world, name):
    send_all(*opened(name), name, world, HOSTILE, HOSTILE)


def send_all(client, path, name, world, values, singly):
    """Each value in all fields at once, in the fields of free text alone, and in each other field."""
    text, other = fields_of(name)
    usual = valid(name, world, path)
    for value in values:
        if value in TEXTS and text:
            attempt(client, path, {**usual, **dict.fromkeys(text, value)}, value)
        else:
            attempt(client, path, dict.fromkeys([*text, *other], value), value)
        if value in MARKUP and text and text != ["extra"]:
            attempt(client, path, {**usual, **dict.fromkeys(text, value)}, value)
    for fields in combined(name, other, singly):
        try:
            attempt(client, path, {**usual, **fields}, *fields.values())
        except Exception:  # whichever it was, is named by the field that fails alone
            for field, value in fields.items():
                attempt(client, path, {**usual, field: value}, value)
            raise


def combined(name, fields, values):
    """Each value in each field: what the fields refuse together, a different value in each; what one takes, alone."""
    for turn in range(len(values)):
        each = {field: values[(turn + place) % len(values)] for place, field in enumerate(fields)}
        taken = {field for field, value in each.items() if takes(FORMS[name].base_fields[field], value)}
        if refused := {field: value for field, value in each.items() if field not in taken}:
            yield refused
        yield from ({field: each[field]} for field in taken)


def takes(field, value):
    """Whether a value gets past its field: refused by none, it reaches further into the portal."""
    try:
        field.clean(value.decode("utf-8", "replace") if isinstance(value, bytes) else value)
    except ValidationError:
        return False
    except Exception:
        return True  # not by intention: it goes alone, and the request says what happens
    return True


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_hostile_parameter_breaks_a_page(opened, name):
    """Each value in each parameter, another one in each other; one of each kind alone, so that nothing stops it.

    All on PostgreSQL, which refuses more; on SQLite a half, the other half on the next page.
    """
    client, path = opened(name)
    queries = [*turns(PARAMETERS[name]), *alone(PARAMETERS[name])]
    for query in queries if connection.vendor == "postgresql" else queries[list(PARAMETERS).index(name) % 2 :: 2]:
        said = {parameter: value[:60] for parameter, value in query.items()}
        response = client.get(f"{path}?{encoded(query).decode()}")
        assert response.status_code in ({400} if REFUSED & set(query.values()) else {200, 302}), said
        if MARKED & set(query.values()) and is_page(response):
            assert read(response).wrong == [], said


def turns(parameters):
    """Queries with a hostile value in every parameter, each a different one; none that is refused before a page is."""
    values = [value for value in SHORT if value not in REFUSED]
    for turn in range(len(values)):
        yield {name: values[(turn + 5 * place) % len(values)] for place, name in enumerate(parameters)}


def alone(parameters):
    """Queries of one parameter: what is refused at once, and where there are several, a value of each kind."""
    kinds = [value for value in (*CHOSEN, "NaN") if value not in REFUSED] if len(parameters) > 1 else []
    return [{name: value} for name in parameters for value in (*sorted(REFUSED), *kinds)]


@pytest.mark.parametrize(
    "path", ["/content/posts/{}/", "/offices/{}/", "/join/{}/", "/rule-book/{}/", "/rule-book/bd-2016/{}/", "/{}"]
)
def test_no_hostile_address_breaks_a_page(client_for, path):
    client = client_for("author")
    for value in SHORT:
        part = encoded({"": value}).decode()[1:].replace("+", "%20")
        response = client.get(path.format(part))
        assert response.status_code in {200, 301, 302, 400, 404, 410}, value[:60]
        if is_page(response):
            assert read(response).wrong == [], value


@pytest.mark.parametrize(
    "cookie",
    [
        f'{settings.SESSION_COOKIE_NAME}="\\000aaaaaaaaaaaa"',
        f'{settings.SESSION_COOKIE_NAME}="\\377\\376aaaaaaaaaa"',
        f"{settings.SESSION_COOKIE_NAME}={'a' * 7000}",
        f"{settings.LANGUAGE_COOKIE_NAME}=../../x",
        'messages="\\000:1:x"',
        "messages=[[1]]:x:y",
        f'{settings.CSRF_COOKIE_NAME}="\\000"',
        "=;;=\x7f",
    ],
)
def test_no_hostile_cookie_breaks_a_page(client_for, cookie):
    for path in ("/", "/help/", "/sign-in/"):
        client = client_for("")
        client.cookies.clear()
        assert client.get(path, headers={"Cookie": cookie}).status_code in {200, 302, 400}


@pytest.mark.parametrize(
    "header", ["User-Agent", "Accept-Language", "X-Forwarded-For", "Referer", "HX-Current-URL", "Accept"]
)
def test_no_hostile_header_breaks_signing_in(client_for, header):
    for number, value in enumerate([*BYTES, *MARKUP, "x" * 4000]):
        text = value.decode("latin-1") if isinstance(value, bytes) else value.encode().decode("latin-1")
        data = {"login": f"a{number}@test.example", "password": "x"}
        response = client_for("").post("/sign-in/", data, headers={header: text[:4000]})
        assert response.status_code == (400 if "\0" in text else 200), value


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data", f"{FORM}; charset=utf-16", "x"]
)
def test_no_body_of_another_kind_breaks_a_form(client_for, kind):
    for body in (b"{", b"\x00\xff", b'{"text": "\\ud800"}', b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"):
        for path in ("/content/posts/new/", "/content/posts/check/", "/sign-in/", "/accounts/import/"):
            response = client_for("administrator").generic("POST", path, body, content_type=kind)
            assert response.status_code in {200, 302, 400}, (path, body)


@pytest.mark.parametrize(
    "value", [*BYTES, *MARKUP, *TEXTS, b"\xef\xbb\xbf", b"a,b\n" * 1000, b'"' * 999, b"\x1f\x8b\x08", b"PK\x03\x04"]
)
def test_no_hostile_file_breaks_the_import(client_for, value):
    raw = value if isinstance(value, bytes) else value.encode()
    head = b"office,platform,name,url,since,members\n"
    client = client_for("administrator")
    for content in (raw, head + raw, head + b",".join([raw[:5000]] * 6)):
        file = SimpleUploadedFile("odd\u202e.csv", content)
        body = {"step": "write", "file": file, "tried": tried(content)}
        response = client.submit(reverse("accounts:official_account_import"), body)
        assert response.status_code == (302 if content == head else 422)
        assert not is_page(response) or read(response).wrong == []


def test_more_fields_or_bytes_than_any_form_has_are_refused(client_for):
    client = client_for("author")
    for fields in (
        {str(number): 1 for number in range(600)},
        {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
    ):
        assert client.submit("/content/posts/new/", fields).status_code == 400
