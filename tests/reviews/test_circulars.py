"""Circulars: issued to the offices below, acknowledged by their heads, reminded each week, public where said."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from reviews.models import Addressee, Circular
from reviews.services import circulars as services
from tests.reviews.factories import PDF, CircularFactory, below

pytestmark = pytest.mark.both_databases
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
WEEK = timedelta(days=7)


@pytest.fixture
def issue(world):
    def do(office="MIN", by="supervisor", **fields):
        return CircularFactory(office=world.office(office), by=world.person(by), **fields)

    return do


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def told(kind):
    rows = Notice.objects.filter(kind=kind, read_at=None).values_list("address", flat=True)
    return sorted(address.split("@")[0] for address in rows)


def codes(circular, **only):
    return sorted(circular.addressees.filter(**only).values_list("office__code", flat=True))


def sent(circular, code):
    return Addressee.objects.select_related("circular", "office").get(circular=circular, office__code=code)


def test_it_goes_to_every_office_below_and_to_no_other(issue):
    circular = issue()
    assert codes(circular) == ["DIST", "OTH", "UPZ"]
    assert told("circular_issued") == ["head", "oth_head", "upz_head"]
    assert circular.addressed_at is not None


def test_it_goes_to_the_kinds_that_were_chosen(issue):
    assert codes(issue(kinds=["upazila_office"])) == ["UPZ"]
    with pytest.raises(RuleError) as refused:
        issue(kinds=["college"])
    assert refused.value.code == "nobody"


@pytest.mark.parametrize(
    ("office", "by"),
    [("MIN", "cabinet"), ("MIN", "auditor"), ("DIST", "author"), ("DIST", "upz_head"), ("GOB", "keeper")],
)
def test_only_who_leads_or_oversees_from_the_office_issues(issue, office, by):
    with pytest.raises(RuleError) as refused:
        issue(office, by)
    assert refused.value.code == "not_allowed"


def test_a_memo_number_is_used_once_by_an_office(world, issue):
    issue(memo_number="০৫.১")
    with pytest.raises(RuleError) as refused:
        issue(memo_number="০৫.১")
    assert refused.value.code == "memo_taken"
    issue("DIST", "head", memo_number="০৫.১")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "jpg"),
        (b"<html>", None),
        (b"MZ" + PDF, None),
        (b"", None),
        (PDF + bytes(5 * 1024 * 1024), None),
    ],
)
def test_a_copy_is_known_by_its_bytes_whatever_its_name(issue, body, kind):
    copy = ContentFile(body, name="../../../x.pdf")
    if kind is None:
        with pytest.raises(RuleError) as refused:
            issue(copy=copy)
        assert refused.value.code == "bad_file"
        return
    circular = issue(copy=copy)
    assert (circular.copy_kind, circular.copy_bytes) == (kind, len(body))
    folder, _slash, name = circular.copy.name.partition("/")
    assert (folder, len(name), name.isalnum()) == ("circulars", 32, True)


def test_the_copy_is_a_download_that_no_browser_runs(client_for, issue):
    circular = issue()
    response = client_for("head").get(reverse("reviews:circular_copy", args=[circular.pk]))
    assert response.content == PDF
    assert response.headers["Content-Disposition"] == f'attachment; filename="circular-{circular.pk}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Type"] == "application/pdf"


def test_without_a_copy_there_is_nothing_to_download(client_for, issue):
    circular = issue(copy=None, is_public=True)
    for name in ("circular_copy", "public_circular_copy"):
        assert client_for("head").get(reverse(f"reviews:{name}", args=[circular.pk])).status_code == 404


def test_the_head_acknowledges_once_and_the_notice_is_gone(world, issue):
    circular = issue()
    services.acknowledge(addressee=sent(circular, "DIST"), by=world.person("head"))
    row = sent(circular, "DIST")
    assert (row.acknowledged_by, row.acknowledged_at is not None) == (world.person("head"), True)
    assert told("circular_issued") == ["oth_head", "upz_head"]
    assert refusal(services.acknowledge, addressee=row, by=world.person("head")) == "already_acknowledged"
    entry = Entry.objects.about(circular).first()
    assert (entry.action, entry.actor, entry.lineage) == (
        Action.CIRCULAR_ACKNOWLEDGED,
        row.acknowledged_by,
        row.lineage,
    )


@pytest.mark.parametrize("login", ["author", "oth_head", "supervisor", "administrator"])
def test_nobody_else_acknowledges_for_an_office(world, issue, login):
    assert refusal(services.acknowledge, addressee=sent(issue(), "DIST"), by=world.person(login)) == "not_allowed"


def test_the_missing_are_reminded_once_in_seven_days(world, issue):
    circular, by = issue(), world.person("supervisor")
    services.acknowledge(addressee=sent(circular, "OTH"), by=world.person("oth_head"))
    assert services.remind_missing(circular=circular, by=by) == 2
    assert told("circular_reminder") == ["head", "upz_head"]
    assert refusal(services.remind_missing, circular=circular, by=by) == "nobody"
    almost = timezone.now() - WEEK + timedelta(minutes=1)
    circular.addressees.filter(office__code="DIST").update(reminded_at=almost)
    assert refusal(services.remind_missing, circular=circular, by=by) == "nobody"
    circular.addressees.filter(office__code="DIST").update(reminded_at=almost - timedelta(minutes=2))
    assert services.remind_missing(circular=circular, by=by) == 1


@pytest.mark.parametrize("login", ["head", "auditor", "cabinet", "far_supervisor"])
def test_only_the_issuing_office_reminds(world, issue, login):
    assert refusal(services.remind_missing, circular=issue(), by=world.person(login)) == "not_allowed"


def test_the_sweep_reminds_by_itself_after_a_week_and_no_earlier(issue):
    circular = issue()
    assert services.go_on() == "0 addressed, 0 reminded"
    Circular.objects.update(issued_at=timezone.now() - WEEK)
    assert services.go_on() == "0 addressed, 3 reminded"
    assert services.go_on() == "0 addressed, 0 reminded"
    assert codes(circular, reminded_at=None) == []


def test_many_offices_are_written_in_batches_by_the_sweep(world, issue, small_batches):
    below(world.office("MIN"), number=4)
    circular = issue()
    assert (circular.addressees.count(), circular.addressed_at) == (2, None)
    assert services.go_on() == "5 addressed, 0 reminded"
    circular.refresh_from_db()
    assert (circular.addressees.count(), circular.addressed_at is None) == (7, False)
    batches = Entry.objects.about(circular).filter(action=Action.CIRCULAR_ADDRESSED)
    assert batches.count() == 4
    assert services.go_on() == "0 addressed, 0 reminded"


def test_reminders_to_many_go_on_in_the_sweep(world, issue, small_batches):
    below(world.office("MIN"), number=4)
    circular = issue()
    services.go_on()
    assert services.remind_missing(circular=circular, by=world.person("supervisor")) == 2
    assert services.go_on() == "0 addressed, 5 reminded"
    circular.refresh_from_db()
    assert (circular.reminding_since, codes(circular, reminded_at=None)) == (None, [])


def test_a_batch_asks_as_often_for_many_offices_as_for_few(world, issue):
    below(world.office("FAR"), number=3)
    counts = []
    for more in (0, 60):
        below(world.office("FAR"), number=more)
        with CaptureQueriesContext(connection) as asked:
            issue("FAR", "far_supervisor")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_list_of_the_missing_is_paged_and_for_the_issuer(world, client_for, issue):
    below(world.office("MIN"), number=30)
    circular = issue()
    services.acknowledge(addressee=sent(circular, "DIST"), by=world.person("head"))
    address = reverse("reviews:circular_offices", args=[circular.pk])
    client = client_for("supervisor")
    first = client.get(address)
    assert (len(first.context["page"].rows), first.context["counts"]["missing"]) == (25, 32)
    second = client.get(address + first.context["page"].next_url)
    assert len(second.context["page"].rows) == 7
    done = client.get(address, {"state": "acknowledged"}).context["page"].rows
    assert [row.office.code for row in done] == ["DIST"]
    assert client_for("head").get(address).status_code == 404


def test_who_sees_a_circular(client_for, issue):
    address = reverse("reviews:circular_detail", args=[issue("DIST", "head").pk])
    seen = {
        login: client_for(login).get(address).status_code for login in ("author", "upz_head", "supervisor", "oth_head")
    }
    assert seen == {"author": 200, "upz_head": 200, "supervisor": 200, "oth_head": 404}


def test_public_ones_are_read_without_signing_in_and_others_are_not(client_for, issue):
    public, inner = issue(is_public=True), issue()
    client = client_for("")
    page = client.get(reverse("reviews:public_circular_list")).content.decode()
    for circular, there in ((public, True), (inner, False)):
        address = reverse("reviews:public_circular_detail", args=[circular.pk])
        assert (address in page) == there
        assert client.get(address).status_code == (200 if there else 404)
        assert client.get(address + "copy/").status_code == (200 if there else 404)
    assert client.get(reverse("reviews:circular_detail", args=[public.pk])).status_code == 302


def test_an_unacknowledged_circular_is_work_of_the_head_and_overdue_after_the_term(world, client_for, issue):
    circular = issue()
    address = reverse("reviews:circular_detail", args=[circular.pk])

    def groups(login):
        found = client_for(login).get("/").context["groups"]
        return {group.code for group in found if any(item.url == address for item in group.items)}

    assert (groups("head"), groups("author"), groups("supervisor")) == ({"waiting"}, set(), set())
    Circular.objects.update(issued_at=timezone.now() - timedelta(days=8))
    assert groups("head") == {"overdue"}
    services.acknowledge(addressee=sent(circular, "DIST"), by=world.person("head"))
    assert groups("head") == set()


def test_by_the_browser_from_issue_to_acknowledgement(world, client_for):
    form = {"memo_number": "০৫.৭", "dated_on": timezone.localdate().isoformat(), "subject_bn": "বিষয়", "text_bn": "পাঠ"}
    client, address = client_for("supervisor"), reverse("reviews:circular_issue")
    bad = {**form, "office": world.office("MIN").pk, "copy": SimpleUploadedFile("a.pdf", b"<html>")}
    assert client.submit(address, bad).status_code == 422
    assert client.submit(address, {**bad, "office": world.office("FAR").pk}).status_code == 422
    good = {**bad, "copy": SimpleUploadedFile("a.exe", PDF), "is_public": "on", "kinds": ["district_office"]}
    assert client.submit(address, good).status_code == 302
    circular = Circular.objects.get()
    assert codes(circular) == ["DIST", "OTH"]
    acknowledge = reverse("reviews:circular_acknowledge", args=[sent(circular, "DIST").pk])
    assert client_for("oth_head").submit(acknowledge).status_code == 404
    assert client_for("author").submit(acknowledge).status_code == 403
    assert client_for("head").submit(acknowledge).status_code == 302
    assert client_for("head").submit(acknowledge).status_code == 409
    remind = reverse("reviews:circular_remind", args=[circular.pk])
    assert client.submit(remind).status_code == 302
    assert client.submit(remind).status_code == 422
