"""A made-up country: offices in five levels, their people, accounts and teams. The same in every database."""

import csv
import io
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import Person
from accounts.office_import import COLUMNS
from accounts.services.offices import import_offices
from content.services.shipped_list import load_first_list

OFFICES = 4_540
# Kind, letter of the code, how many. Each level hangs below the one before, round robin.
LEVELS = (
    ("government", "G", 1),
    ("ministry", "M", 9),
    ("divisional_office", "V", 8),
    ("district_office", "D", 64),
    ("upazila_office", "U", 495),
    ("union_office", "N", OFFICES - 577),
)
BUSY = "D-1"  # four accounts with a fifth of all posts, all decided by one approver
HEADED = "U-1"  # nobody on the team approves: the head decides
ORPHANED = "N-1"  # nobody on the team, no head: a supervisor decides. It stands below U-1, D-1, V-1, M-1 and G-1
QUIET = "N-10"  # one account like thousands of others
SUPERVISED = {"upazila": "U-1", "district": "D-1", "division": "V-1", "ministry": "M-1", "government": "G-1"}
# Of the other unions one in 25 has no approver, and half of those no head either.
NO_APPROVER = f"(o.code IN ('{HEADED}', '{ORPHANED}') OR (o.kind = 'union_office' AND o.id %% 25 = 7))"
NO_HEAD = f"(o.code = '{ORPHANED}' OR (o.kind = 'union_office' AND o.id %% 50 = 7))"

PEOPLE = """
INSERT INTO accounts_person (email, password, name_bn, name_en, designation, language, bangla_digits, is_active,
    joined_at)
SELECT lower(duty || '-' || o.code) || '@bench.example', '!', 'জনাব ' || duty || ' ' || o.id, 'Mx ' || o.id, '', 'bn',
    true, true, now()
FROM accounts_office o CROSS JOIN unnest(ARRAY['head', 'writer1', 'writer2', 'approver1', 'approver2', 'supervisor'])
    AS duty
"""
ROLES = f"""
INSERT INTO accounts_role (person_id, office_id, kind, since)
SELECT p.id, o.id, CASE split_part(p.email, '-', 1) WHEN 'head' THEN 'head' WHEN 'supervisor' THEN
    CASE WHEN o.parent_id IS NULL THEN 'cabinet' ELSE 'supervisor' END ELSE 'officer' END, '2020-01-01'
FROM accounts_office o JOIN accounts_person p ON split_part(split_part(p.email, '@', 1), '-', 2) || '-' ||
    split_part(split_part(p.email, '@', 1), '-', 3) = lower(o.code)
WHERE (p.email NOT LIKE 'head-%%' OR NOT {NO_HEAD})
    AND (p.email NOT LIKE 'supervisor-%%' OR o.code = ANY(%s))
"""
ACCOUNTS = """
INSERT INTO accounts_officialaccount (office_id, lineage, platform, name, handle, url, url_key, is_existing,
    access_note, goal, audience, terms_note, status, version, applied_by_id, applied_at, decision_reason, own_decision,
    approvals_needed)
SELECT o.id, o.lineage, 'facebook', o.name_bn || ' ' || n, '', 'https://www.facebook.com/bench.' || o.id || '.' || n,
    'facebook.com/bench.' || o.id || '.' || n, true, '', '', '', '', 'active', 1, p.id, now(), '', false, 1
FROM accounts_office o CROSS JOIN generate_series(1, 4) AS n
JOIN accounts_person p ON p.email = lower('writer1-' || o.code) || '@bench.example'
WHERE n = 1 OR o.code = %s
"""
TEAMS = f"""
INSERT INTO accounts_teammember (account_id, person_id, seat, may_write, may_approve, since)
SELECT a.id, p.id, seat, duty LIKE 'writer%%', duty LIKE 'approver%%', now()
FROM accounts_officialaccount a JOIN accounts_office o ON o.id = a.office_id
CROSS JOIN unnest(ARRAY['writer1', 'writer2', 'approver1', 'approver2']) WITH ORDINALITY AS k(duty, seat)
JOIN accounts_person p ON p.email = lower(duty || '-' || o.code) || '@bench.example'
WHERE duty LIKE 'writer%%' OR NOT {NO_APPROVER}
"""


def offices_csv() -> bytes:
    """The offices as a file for the import."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(_rows())
    return text.getvalue().encode()


def _rows() -> Iterator[tuple[str, ...]]:
    above: list[str] = []
    for kind, letter, count in LEVELS:
        level = [f"{letter}-{number}" for number in range(1, count + 1)]
        for index, code in enumerate(level):
            parent = above[index % len(above)] if above else ""
            site = f"https://{code.lower()}.bench.example"
            yield code, parent, kind, f"কার্যালয় {code}", f"Office {code}", site, "23.4", "91.1"
        above = level


def build() -> None:
    """Fill the migrated database with everything but posts."""
    import_offices(offices_csv())
    load_first_list()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE)
        cursor.execute(ROLES, [list(SUPERVISED.values())])
        cursor.execute(ACCOUNTS, [BUSY])
        cursor.execute(TEAMS, [])
        cursor.execute("ANALYZE")


def person(kind: str, code: str) -> Person:
    """One of the people: head, writer1, writer2, approver1, approver2 or supervisor of an office."""
    return Person.objects.get(email=f"{kind}-{code}@bench.example".lower())


def sign_in(who: Person) -> str:
    """The Cookie header of a new session."""
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
