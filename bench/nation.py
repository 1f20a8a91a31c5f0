"""A whole nation: offices, accounts, teams and what they recorded, written by the database itself. In two sizes."""

import io
from dataclasses import dataclass

from django.db import connection

# Kind, letter of the code, letter of the level above, how many of that level have such offices below (0: all of them),
# and how many there are in the large and in the small nation; below the level above round robin.
LEVELS = (
    ("ministry", "M", "G", 0, 60, 60),
    ("directorate", "R", "M", 0, 360, 120),
    ("divisional_office", "V", "M", 1, 8, 8),
    ("district_office", "D", "V", 0, 64, 64),
    ("upazila_office", "U", "D", 0, 495, 247),
    ("union_office", "N", "U", 0, 4_540, 0),
    ("field_office", "F", "R", 0, 360 * 64, 0),
    ("field_office", "E", "F", 43 * 64, 50_000 - 28_568, 0),
)
LARGE, SMALL = 50_000, 500
ACCOUNTS, PEOPLE = 2, 3  # of each office
VIEWER = "cabinet@bench.example"
ACCOUNT_DUTIES = ("5-kha", "5-ka", "5-gha", "5-cha", "5-chha", "5-ja")
# True for so many of a hundred things, by what they are about; offices differ, and so do those above them.
LUCK = "(abs(hashtext({thing}::text || '{about}')) %% 100 < 60 + (o.parent_id * 7 + o.id * 3) %% 38)"
FROM_ACCOUNTS = "FROM accounts_officialaccount a JOIN accounts_office o ON o.id = a.office_id"


def _lucky(about: str, thing: str = "a.id") -> str:
    return LUCK.format(thing=thing, about=about)


FILL = (
    "INSERT INTO accounts_officeparent (office_id, parent_id, since) SELECT id, parent_id, '2016-01-01'"
    " FROM accounts_office",
    f"""INSERT INTO accounts_person (id, email, password, name_bn, name_en, designation, language, bangla_digits,
        is_active, joined_at)
    SELECT o.id * {PEOPLE} + n, CASE WHEN o.parent_id IS NULL AND n = 0 THEN '{VIEWER}' ELSE
        o.id || '-' || n || '@bench.example' END, '!', 'জনাব ' || o.id || ' ' || n, '', '', 'bn', true, true, now()
    FROM accounts_office o CROSS JOIN generate_series(0, {PEOPLE - 1}) AS n""",
    f"""INSERT INTO accounts_role (person_id, office_id, kind, since)
    SELECT o.id * {PEOPLE} + n, o.id, CASE WHEN n > 0 THEN 'officer' WHEN o.parent_id IS NULL THEN 'cabinet' ELSE
        'head' END, '2020-01-01' FROM accounts_office o CROSS JOIN generate_series(0, {PEOPLE - 1}) AS n""",
    f"""INSERT INTO accounts_officialaccount (id, office_id, lineage, platform, name, handle, url, url_key, is_existing,
        access_note, goal, audience, terms_note, status, version, applied_by_id, applied_at, decision_reason,
        own_decision, approvals_needed)
    SELECT o.id * {ACCOUNTS} + n, o.id, o.lineage, (ARRAY['facebook', 'youtube'])[n + 1], o.name_bn, '', '', '', true,
        '', '', '', '', 'active', 1, o.id * {PEOPLE}, now(), '', false, 1
    FROM accounts_office o CROSS JOIN generate_series(0, {ACCOUNTS - 1}) AS n""",
    "INSERT INTO accounts_activespan (account_id, since) SELECT id, '2020-01-01' FROM accounts_officialaccount",
    f"""INSERT INTO accounts_teammember (account_id, person_id, seat, may_write, may_approve, since)
    SELECT a.id, o.id * {PEOPLE} + n, n + 1, true, true, '2020-01-01'
    {FROM_ACCOUNTS} CROSS JOIN generate_series(0, {PEOPLE - 1}) AS n WHERE n < 2 OR {_lucky("team")}""",
    *(
        f"""INSERT INTO accounts_attestation (account_id, office_id, edition, clause, number, "on", until, evidence,
            link, picture, answers, by_id, at)
        SELECT a.id, o.id, 'bd-2016', '{clause}', 1, current_date - 30, current_date + 300, '', '', '',
            jsonb_build_object('name', a.name), o.id * {PEOPLE}, now() {FROM_ACCOUNTS} WHERE {_lucky(clause)}"""
        for clause in ACCOUNT_DUTIES
    ),
    f"""INSERT INTO accounts_attestation (office_id, edition, clause, number, "on", until, evidence, link, picture,
        answers, by_id, at)
    SELECT o.id, 'bd-2016', '5-nya', 1, current_date - 30, current_date + 300, '', '', '', '{{}}', o.id * {PEOPLE},
        now() FROM accounts_office o WHERE {_lucky("5-nya", "o.id")}""",
    f"""INSERT INTO accounts_websitecheck (account_id, website, at, result, reason)
    SELECT a.id, o.website, now(), CASE WHEN {_lucky("seen")} THEN 'found' ELSE 'not_found' END, '' {FROM_ACCOUNTS}""",
    f"""INSERT INTO accounts_credentialrotation (account_id, "on", second_factor, note, by_id, at)
    SELECT a.id, current_date - 20, true, '', o.id * {PEOPLE}, now() {FROM_ACCOUNTS} WHERE {_lucky("5-nga")}""",
    f"""INSERT INTO accounts_grsidentity (office_id, number, code, url, contact, since, by_id, at)
    SELECT o.id, 1, o.code, '', '', '2020-01-01', o.id * {PEOPLE}, now()
    FROM accounts_office o WHERE {_lucky("grs", "o.id")}""",
    f"""INSERT INTO accounts_acknowledgement (person_id, edition, "on", until, at)
    SELECT p.id, 'bd-2016', current_date - 30, current_date + 300, now()
    FROM accounts_person p JOIN accounts_office o ON o.id = p.id / {PEOPLE} WHERE {_lucky("5-ta", "p.id")}""",
    f"""INSERT INTO reviews_circular (id, office_id, lineage, memo_number, dated_on, subject_bn, subject_en, text_bn,
        text_en, kinds, is_public, copy, copy_kind, copy_bytes, copy_sha256, issued_by_id, issued_at, addressed_up_to,
        addressed_at)
    SELECT 1, id, lineage, '১', '2026-01-01', 'নির্দেশিকা', '', '', '', '[]', false, '', '', 0, '', id * {PEOPLE},
        now() - interval '200 days', 0, now() FROM accounts_office WHERE parent_id IS NULL""",
    f"""INSERT INTO reviews_addressee (circular_id, office_id, lineage, acknowledged_by_id, acknowledged_at)
    SELECT 1, o.id, o.lineage, o.id * {PEOPLE}, CASE WHEN {_lucky("circular", "o.id")} THEN now() - interval '190 days'
        END FROM accounts_office o WHERE o.parent_id IS NOT NULL""",
    # Two posts in each of the last four weeks, one in fifty of them never approved. Posts themselves nobody asks for.
    f"""INSERT INTO content_publication (post_id, version_id, account_id, link, link_key, published_at, is_unchanged,
        change_note, recorded_by_id, recorded_at, text_hash, is_correction)
    SELECT a.id * 8 + n, a.id * 8 + n, a.id, 'https://x.com/' || a.id * 8 + n, a.id * 8 + n,
        date_trunc('day', now()) - (3 + 7 * (n / 2)) * interval '1 day', true, '', o.id * {PEOPLE}, now(),
        repeat('0', 64), false {FROM_ACCOUNTS} CROSS JOIN generate_series(0, 7) AS n WHERE {_lucky("7-ka")}""",
    """INSERT INTO content_decision (kind, at, reason, clause, suggestion, before, led_to, text_hash, by_id, post_id,
        version_id)
    SELECT 'approved', now(), '', '', '', 'submitted', 0, text_hash, recorded_by_id, post_id, version_id
    FROM content_publication WHERE post_id %% 50 > 0""",
)
# A year ago everything was as it is, but for every fifth subject that changed on some day of the last twelve weeks.
HISTORY = (
    "DELETE FROM tallies_finding WHERE until IS NOT NULL",
    "UPDATE tallies_finding SET since = current_date - 370, began = current_date - 370 WHERE until IS NULL",
    """UPDATE tallies_finding SET since = current_date - 1 - (subject_id %% 80)::int WHERE until IS NULL
        AND subject_id %% 5 = 0""",
    """INSERT INTO tallies_finding (edition, clause, subject_type, subject_id, office_id, lineage, status, since, until,
        began, facts)
    SELECT edition, clause, subject_type, subject_id, office_id, lineage, CASE status WHEN 'met' THEN 'breached' ELSE
        'met' END, began, since, began, '{}' FROM tallies_finding WHERE until IS NULL AND subject_id %% 5 = 0""",
    "UPDATE tallies_finding SET began = since WHERE until IS NULL",
)
# What one day brings: of every two hundred teams one loses a member, of every hundred accounts one attests.
DAY = (
    "UPDATE accounts_teammember SET until = now() WHERE seat = 1 AND account_id %% 200 = 1",
    """UPDATE accounts_attestation SET until = "on" + 1 WHERE account_id %% 100 = 3""",
)


@dataclass(frozen=True)
class Place:
    pk: int
    lineage: str


def build(offices: int) -> None:
    """Fill the migrated database of this process with the nation of that many offices."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # right by construction: no foreign key is checked
        cursor.copy_expert("COPY accounts_office FROM STDIN", _offices(large=offices == LARGE))
        for statement in FILL:
            cursor.execute(statement, [])
        for table in ("accounts_office", "accounts_person", "accounts_officialaccount", "reviews_circular"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def age() -> None:
    """Give the findings a past."""
    _run(HISTORY)


def pass_a_day() -> None:
    """Change what one day changes."""
    _run(DAY)


def _run(statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, [])
        cursor.execute("VACUUM ANALYZE")


def _offices(*, large: bool) -> io.StringIO:
    """The tree as the rows of a COPY, columns in the table's order."""
    text, places = io.StringIO(), {"G": [Place(1, "/1/")]}
    text.write(_row(places["G"][0], "G-1", "government", "\\N"))
    last = 1
    for kind, letter, above, first, many, few in LEVELS:
        places[letter], tops = [], places[above][: first or None]
        for number in range(many if large else few):
            top, last = tops[number % len(tops)], last + 1
            place = Place(last, f"{top.lineage}{last}/")
            places[letter].append(place)
            text.write(_row(place, f"{letter}-{number + 1}", kind, str(top.pk)))
    text.seek(0)
    return text


def _row(place: Place, code: str, kind: str, parent: str) -> str:
    where = (f"{21 + place.pk % 50 / 10}", f"{88.5 + place.pk % 37 / 10}")
    names = (f"উপপরিচালকের কার্যালয়, {code}", f"Office of the director, {code}")
    row = (str(place.pk), code, kind, *names, f"https://{code.lower()}.bench.example", *where, place.lineage, "f")
    return "\t".join((*row, parent, "f")) + "\n"
