"""Existing accounts with their teams from a CSV file: tried first, then written."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import sleep

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.csv_rows import MAX_ROWS, ImportRefused, RowError, read_rows
from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import APPROVERS_MIN, TEAM_MAX, TEAM_MIN, AccountState, Platform
from accounts.permissions import can_import
from accounts.platforms import address_key, hosts_in_words
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.web.digits import to_ascii
from govsocial.web.templatetags.web import num

COLUMNS = ("office", "platform", "name", "url", "since", "members")
RIGHTS = {"w": (True, False), "a": (False, True), "wa": (True, True)}
BATCH = 200
FIRST_YEAR = 1990
# Longer than SQLite sleeps between two tries for its lock: somebody who waits gets it between two batches.
PAUSE = 0.12  # seconds


@dataclass(frozen=True)
class AccountRow:
    """One valid row; members are (person, may write, may approve)."""

    office: Office
    platform: str
    name: str
    url: str
    key: str
    since: date
    members: tuple[tuple[Person, bool, bool], ...]


def import_accounts(source: Path | bytes, *, by: Person, dry_run: bool = False, most: int = MAX_ROWS) -> int:
    """Register the accounts of a file with their teams; known addresses are left as they are. Returns how many are new.

    Raises not_allowed, and ImportRefused that names every bad row or says that there are more than `most`; then
    nothing is written. Writing is done in transactions of at most 200 rows, so that nobody waits behind an import; a
    run that is cut off is completed by running it again. `members` is a list
    `e-mail:rights` separated by `|`, rights `w` (writes), `a` (approves) or `wa`: a whole team, or nobody.
    """
    if not can_import(by):
        raise RuleError("not_allowed", _("Imports are for an administrator at the root."))
    rows = _read(source, most)
    known = set(OfficialAccount.objects.exclude(url_key="").values_list("url_key", flat=True))
    new = [row for row in rows if row.key not in known]
    if dry_run:
        return len(new)
    done = 0
    for start in range(0, len(new), BATCH):
        if start and connection.vendor == "sqlite":
            sleep(PAUSE)
        done += _register_batch(new[start : start + BATCH], by)
    return done


@transaction.atomic
def _register_batch(rows: list[AccountRow], by: Person) -> int:
    """Register what nobody else has meanwhile, all of it before the first audit entry; how many those are."""
    here = set(OfficialAccount.objects.filter(url_key__in=[row.key for row in rows]).values_list("url_key", flat=True))
    new = [row for row in rows if row.key not in here]
    for row, account in [(row, _register(row, by)) for row in new]:
        facts = {"office": row.office.code, "url": row.url, "team": [person.email for person, _w, _a in row.members]}
        record(Action.ACCOUNTS_IMPORTED, account, by=by, lineage=account.lineage, data=facts)
    return len(new)


def _read(source: Path | bytes, most: int) -> list[AccountRow]:
    lines = list(read_rows(source, COLUMNS, most))
    offices = Office.objects.in_bulk([cells["office"] for _line, cells in lines], field_name="code")
    emails = {pair.partition(":")[0].lower() for _line, cells in lines for pair in _pairs(cells["members"])}
    people = Person.objects.filter(is_active=True).in_bulk(list(emails), field_name="email")
    rows, errors, seen = [], [], set()
    for line, cells in lines:
        row, wrong = _parse(line, cells, offices, people)
        key = _key(cells)
        if key and key in seen:
            wrong.append(RowError(line, "url", _("stands twice in the file")))
        seen.add(key)
        errors += wrong
        if row:
            rows.append(row)
    if errors:
        raise ImportRefused(errors)
    return rows


def _key(cells: dict[str, str]) -> str:
    return address_key(cells["url"], cells["platform"]) if cells["platform"] in Platform.values else ""


def _pairs(members: str) -> list[str]:
    return [pair.strip() for pair in members.split("|") if pair.strip()]


def _parse(
    line: int, cells: dict[str, str], offices: dict[str, Office], people: dict[str, Person]
) -> tuple[AccountRow | None, list[RowError]]:
    errors = []
    office = offices.get(cells["office"])
    if office is None:
        errors.append(RowError(line, "office", _("“%(code)s” is not in the register") % {"code": cells["office"]}))
    if not cells["name"] or len(cells["name"]) > 200:
        errors.append(RowError(line, "name", _("must have 1 to 200 characters")))
    if cells["platform"] not in Platform.values:
        message = _("must be one of: %(values)s") % {"values": ", ".join(Platform.values)}
        errors.append(RowError(line, "platform", message))
    elif len(cells["url"]) > 300 or not _key(cells):
        message = _("must be the page itself, beginning with https:// and on %(hosts)s, without spaces")
        message %= {"hosts": hosts_in_words(cells["platform"])}
        errors.append(RowError(line, "url", message))
    since = _date(cells["since"])
    if since is None:
        errors.append(RowError(line, "since", _("is not a date such as 2020-01-31")))
    elif not date(FIRST_YEAR, 1, 1) <= since <= timezone.localdate():
        message = _("must lie between %(year)s and today") % {"year": num(str(FIRST_YEAR))}
        errors.append(RowError(line, "since", message))
    members, wrong = _members(line, cells["members"], office, people)
    errors += wrong
    if errors or office is None or since is None:
        return None, errors
    return AccountRow(office, cells["platform"], cells["name"], cells["url"], _key(cells), since, tuple(members)), []


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(to_ascii(text), "%Y-%m-%d").date()
    except ValueError:
        return None


def _members(
    line: int, text: str, office: Office | None, people: dict[str, Person]
) -> tuple[list[tuple[Person, bool, bool]], list[RowError]]:
    found: dict[str, tuple[Person, bool, bool]] = {}
    errors = []
    for pair in _pairs(text):
        email, _colon, rights = pair.lower().partition(":")
        person = people.get(email)
        if person is None:
            message = _("nobody here has the address %(email)s") % {"email": email}
        elif office and not Role.objects.current().filter(person=person, office=office).exists():
            message = _("%(email)s holds no role in this office") % {"email": email}
        elif rights not in RIGHTS:
            message = _("%(email)s: the rights must be w, a or wa") % {"email": email}
        elif email in found:
            message = _("%(email)s stands twice") % {"email": email}
        else:
            found[email] = (person, *RIGHTS[rights])
            continue
        errors.append(RowError(line, "members", message))
    if not errors and (problem := _team_problem(list(found.values()))):
        errors.append(RowError(line, "members", problem))
    return list(found.values()), errors


def _team_problem(team: list[tuple[Person, bool, bool]]) -> str:
    """What is wrong with a team as a whole. Naming nobody is right: the head of the office seats the team later."""
    if len(team) > TEAM_MAX:
        return _("a team has at most %(most)s members (clause 5-ga)") % {"most": num(TEAM_MAX)}
    approvers = sum(may_approve for _person, _may_write, may_approve in team)
    if team and (len(team) < TEAM_MIN or approvers < APPROVERS_MIN):
        return _("An account needs a team of 3 to 5, two of whom may approve.")
    return ""


def _register(row: AccountRow, by: Person) -> OfficialAccount:
    account = OfficialAccount.objects.create(
        office=row.office,
        lineage=row.office.lineage,
        platform=row.platform,
        name=row.name,
        url=row.url,
        url_key=row.key,
        is_existing=True,
        on_platform_since=row.since,
        status=AccountState.PREPARING,
        applied_by=by,
    )
    TeamMember.objects.bulk_create(
        TeamMember(account=account, person=person, seat=seat, may_write=writes, may_approve=approves)
        for seat, (person, writes, approves) in enumerate(row.members, 1)
    )
    return account
