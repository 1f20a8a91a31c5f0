"""Offices' websites: which hosts belong to one, how long a look at it holds, and what a page of the portal shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import OfficialAccount, Person, WebsiteCheck, WebsiteWatch
from accounts.models.official_account import AccountState
from accounts.permissions import can_keep_website
from govsocial.fetch.targets import host_of

HOLDS = {"week": timedelta(days=7), "quarter": timedelta(days=92), "year": timedelta(days=366)}  # parameter link_check
PAUSE = timedelta(minutes=10)  # between two looks that people ask for


def https(website: str) -> str:
    """The address by which a website is asked: nothing but https is spoken."""
    return f"https://{website[7:]}" if website.lower().startswith("http://") else website


def own_hosts(website: str) -> tuple[str, ...]:
    """The website's host and its twin with or without www; none where it is no plain address."""
    host = host_of(https(website))
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return (host, twin) if host else ()


def rests(watch: WebsiteWatch | None, now: datetime) -> bool:
    """True when the website was looked at a moment ago: nobody has it looked at again so soon."""
    return watch is not None and watch.checked_at is not None and now - watch.checked_at < PAUSE


@dataclass(frozen=True)
class WebsiteState:
    """What the machine last saw of an account on the present website, and whether it will look again soon."""

    check: WebsiteCheck | None
    is_asked: bool
    may_ask: bool
    may_record: bool


def website_state(account: OfficialAccount, person: Person, now: datetime) -> WebsiteState | None:
    """For the account's page; None while the account is not active."""
    if account.status != AccountState.ACTIVE:
        return None
    office = account.office
    check = WebsiteCheck.objects.filter(account=account, website=office.website).first() if office.website else None
    watch = WebsiteWatch.objects.filter(office=office).first() if office.website else None
    is_asked = bool(office.website) and (watch is None or watch.due_at <= now)
    may = can_keep_website(person, office)
    may_ask = may and bool(office.website) and not is_asked and not rests(watch, now)
    return WebsiteState(check, is_asked, may_ask, may)
