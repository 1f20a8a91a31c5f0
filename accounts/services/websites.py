"""Looking for the accounts' addresses on the offices' websites (clause 5-ja); recording a website, asking for a look.

A website is asked outside of any transaction: claim, look, store.
"""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person, WebsiteCheck, WebsiteWatch
from accounts.models.official_account import PLATFORM_HOSTS, AccountState
from accounts.models.website import Reason, Seen
from accounts.page_links import leads_to, links_of
from accounts.permissions import can_keep_website
from accounts.websites import HOLDS, https, own_hosts, rests
from govsocial.audit.actions import Action
from govsocial.audit.chain import canonical
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.fetch import FetchError, fetch
from govsocial.rulebook.services import parameter

BATCH, SECONDS = 20, 30.0  # of one sweep: whatever comes first
LEASE = timedelta(minutes=15)  # a look that died is tried again after that
HTML = {"text/html", "application/xhtml+xml"}


@dataclass(frozen=True)
class Look:
    """What one visit of a website showed: the result of each account, and why it could not be checked."""

    office: Office
    at: datetime
    results: dict[int, Seen]
    reason: str = ""


def check_due() -> str:
    """Sweep: look at the websites that are due, a bounded number of them; each at most once in the interval."""
    began, looks = time.monotonic(), []
    for office in _due(timezone.now())[:BATCH]:
        if time.monotonic() - began > SECONDS:
            break
        if _claim(office, timezone.now()):
            looks.append(look(office))
    store_looks(looks)
    return f"{len(looks)} websites checked"


def watched() -> QuerySet[Office]:
    """Offices with a website and an active account, with when the website is due (none: at once)."""
    accounts = _sought().filter(office=OuterRef("pk"))
    return Office.objects.filter(Exists(accounts)).exclude(website="").annotate(due_at=F("website_watch__due_at"))


def _due(now: datetime) -> QuerySet[Office]:
    waiting = watched().filter(Q(due_at=None) | Q(due_at__lte=now))
    return waiting.order_by(F("due_at").asc(nulls_first=True), "pk")


def _sought() -> QuerySet[OfficialAccount]:
    return OfficialAccount.objects.filter(status=AccountState.ACTIVE).exclude(url_key="")


def _claim(office: Office, now: datetime) -> bool:
    """Compare-and-set: of two sweeps one looks."""
    seen: datetime | None = office.due_at  # type: ignore[attr-defined]
    if seen:
        return bool(WebsiteWatch.objects.filter(pk=office.pk, due_at=seen).update(due_at=now + LEASE))
    return _begun(office, now + LEASE)


def _begun(office: Office, due_at: datetime) -> bool:
    """The first row of an office; False when somebody else made it meanwhile."""
    try:
        with transaction.atomic():
            WebsiteWatch.objects.create(office=office, due_at=due_at)
    except IntegrityError:
        return False
    return True


def look(office: Office) -> Look:
    """Ask the start page and look for the address of each active account; belongs outside a transaction."""
    at, accounts = timezone.now(), list(_sought().filter(office=office))
    try:
        page = fetch(https(office.website), own_hosts(office.website))
    except FetchError as error:
        return _could_not(office, at, accounts, error.code.value)
    if page.content_type not in HTML:
        return _could_not(office, at, accounts, Reason.UNREADABLE.value)
    links = links_of(page.text, page.url)
    if not links:
        return _could_not(office, at, accounts, Reason.NO_LINKS.value)
    found = {row.pk: leads_to(links, row.platform, row.url_key) for row in accounts}
    return Look(office, at, {pk: Seen.FOUND if there else Seen.NOT_FOUND for pk, there in found.items()})


def _could_not(office: Office, at: datetime, accounts: list[OfficialAccount], reason: str) -> Look:
    return Look(office, at, dict.fromkeys([row.pk for row in accounts], Seen.COULD_NOT_CHECK), reason)


@transaction.atomic
def store_looks(looks: list[Look]) -> None:
    """Keep what was seen, say when each website is due again, one audit entry for all."""
    if not looks:
        return
    interval = HOLDS[parameter("link_check", timezone.localdate())]
    WebsiteCheck.objects.bulk_create(
        WebsiteCheck(account_id=pk, website=one.office.website, at=one.at, result=result, reason=one.reason)
        for one in looks
        for pk, result in one.results.items()
    )
    for one in looks:
        times = {"due_at": one.at + interval, "checked_at": one.at}
        WebsiteWatch.objects.update_or_create(office=one.office, defaults=times)
    counts = Counter(result.value for one in looks for result in one.results.values())
    rows = [[one.office.code, one.office.website, one.reason, sorted(one.results.items())] for one in looks]
    digest = hashlib.sha256(canonical(rows).encode()).hexdigest()
    about = looks[0].office if len(looks) == 1 else Office.objects.get(parent=None)
    facts = {"websites": len(looks), **counts, "sha256": digest}
    record(Action.WEBSITES_CHECKED, about, lineage=about.lineage, data=facts)


@transaction.atomic
def ask_for_check(*, account: OfficialAccount, by: Person) -> bool:
    """Have the website looked at again soon; False where it is waiting already, or was looked at within ten minutes.

    Raises not_allowed, wrong_state, no_website.
    """
    office, now = account.office, timezone.now()
    _check_keeper(by, office)
    if account.status != AccountState.ACTIVE:
        raise RuleError("wrong_state", _("The website is looked at for active accounts only."))
    if not office.website:
        raise RuleError("no_website", _("The office has no website in the register."))
    watch = WebsiteWatch.objects.filter(office=office).first()
    if watch is None:
        asked = _begun(office, now)
    elif watch.due_at <= now or rests(watch, now):
        asked = False
    else:
        asked = bool(WebsiteWatch.objects.filter(pk=watch.pk, due_at=watch.due_at).update(due_at=now))
    if asked:
        record(Action.WEBSITE_CHECK_ASKED, account, by=by, lineage=account.lineage, note=office.website)
    return asked


@transaction.atomic
def record_website(*, office: Office, website: str, seen: str, by: Person) -> None:
    """The address of the office's website, in place of the one the person saw; an import leaves it from then on.

    Raises not_allowed, wrong_address, is_platform, unchanged, changed_meanwhile.
    """
    _check_keeper(by, office)
    hosts = own_hosts(website)
    if not hosts or not website.startswith("https://"):
        raise RuleError("wrong_address", _("This is no plain https address of a website."))
    known = [host for found in PLATFORM_HOSTS.values() for host in found]
    if any(hosts[0] == host or hosts[0].endswith(f".{host}") for host in known):
        raise RuleError("is_platform", _("A page on a platform does not take the place of a website (clause 5-ja)."))
    if website == seen:
        raise RuleError("unchanged", _("The register holds this address already."))
    rows = Office.objects.filter(pk=office.pk, website=seen)
    if not rows.update(website=website, has_own_website=True):
        raise RuleError("changed_meanwhile", _("Somebody changed the address before you: look at it again."))
    WebsiteWatch.objects.filter(office=office).update(due_at=timezone.now())
    facts = {"website": website, "before": seen}
    record(Action.WEBSITE_RECORDED, office, by=by, lineage=office.lineage, note=website, data=facts)


def _check_keeper(by: Person, office: Office) -> None:
    if not can_keep_website(by, office):
        raise RuleError("not_allowed", _("The head of the office or an administrator does this."))
