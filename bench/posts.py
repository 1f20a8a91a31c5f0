"""Posts by the million, written by the database itself: versions, screenings, decisions, publications, words, notices,
entries."""

import psycopg2
import psycopg2.extensions

from bench.country import BUSY, HEADED, ORPHANED
from content.search_index import indexed

LETTERS = "কখগঘঙচছজঝঞ"  # for the digits 0 to 9
# Beginnings of words with how many of each kind there are: every kind stands in as many posts as the others.
COMMON, MIDDLE, RARE = ("সাধারণ", 10), ("মাঝারি", 1_000), ("বিরল", 100_000)
SOURCE = "অফিস আদেশ"
TEXT = "শীতের পিঠা উৎসব\n\n" + "জেলা শিল্পকলা একাডেমিতে শুক্রবার বিকেলে পিঠা উৎসব। সবাই আমন্ত্রিত। " * 4
TABLES = (
    "content_post",
    "content_postversion",
    "content_screeningrun",
    "content_screeninghit",
    "content_decision",
    "content_publication",
    "content_posttext",
    "notifications_notice",
    "audit_entry",
)
# Slots 0 to 3 are the busy accounts, 4 the headed one, 5 the orphaned one, the others everyone else's.
SLOTS = f"""
CREATE TEMP TABLE slot AS
SELECT row_number() OVER (ORDER BY array_position(ARRAY['{BUSY}', '{HEADED}', '{ORPHANED}']::varchar[], o.code), a.id)
    - 1 AS slot, a.id AS account, a.lineage, a.platform, a.url, w1.id AS writer1, w2.id AS writer2, a1.id AS approver1,
    a2.id AS approver2
FROM accounts_officialaccount a JOIN accounts_office o ON o.id = a.office_id
JOIN accounts_person w1 ON w1.email = lower('writer1-' || o.code) || '@bench.example'
JOIN accounts_person w2 ON w2.email = lower('writer2-' || o.code) || '@bench.example'
JOIN accounts_person a1 ON a1.email = lower('approver1-' || o.code) || '@bench.example'
JOIN accounts_person a2 ON a2.email = lower('approver2-' || o.code) || '@bench.example'
"""
# Of 100 posts 15 wait: 12 for a first approval, 3 for a second one. One in five has an older version.
PLAN = """
CREATE TEMP TABLE plan AS
SELECT i, slot.*, now() - (%(rows)s - i) * (interval '3 years' / %(rows)s) AS at, 1 + (i %% 5 = 0)::int AS last,
    CASE WHEN s < 70 THEN 'published' WHEN s < 78 THEN 'approved' WHEN s < 90 THEN 'submitted' WHEN s < 93 THEN
        'second' WHEN s < 96 THEN 'returned' WHEN s < 97 THEN 'rejected' ELSE 'draft' END AS status,
    %(text)s || i || ' ' || words AS text, i || ' ' || words AS words
FROM generate_series(1, %(rows)s) AS i CROSS JOIN LATERAL (SELECT @hash AS h) AS drawn
CROSS JOIN LATERAL (SELECT @words AS words) AS said CROSS JOIN LATERAL (SELECT i / 20 %% 100 AS s) AS share
JOIN slot ON slot.slot = CASE WHEN i %% 20 < 6 THEN i %% 20 ELSE 6 + i %% (SELECT count(*) - 6 FROM slot) END
"""
HASH = "hashint8extended(i, 0) & 9223372036854775807"
WORDS = " || ' ' || ".join(
    f"'{word}' || translate(lpad((h %% {kinds})::text, {len(str(kinds)) - 1}, '0'), '0123456789', '{LETTERS}')"
    for word, kinds in (COMMON, MIDDLE, RARE)
)
PLAN = PLAN.replace("@hash", HASH).replace("@words", WORDS)
FILL = (
    """INSERT INTO content_post (id, account_id, lineage, headline, status, version, current_id, started_by_id,
    started_at, submitted_at, decide_by, first_approved_by_id)
    SELECT i, account, lineage, 'শীতের পিঠা উৎসব ' || i, status, 2, i, writer1, at, CASE WHEN status <> 'draft' THEN at
        END, CASE WHEN status <> 'draft' THEN at + interval '2 days' END, CASE WHEN status = 'second' THEN approver2 END
    FROM plan ORDER BY plan.i""",
    """INSERT INTO content_postversion (id, post_id, number, text, purpose, purpose_other, source, written_by_id,
    written_at, submitted_at, text_hash)
    SELECT CASE WHEN n = last THEN i ELSE %(rows)s + i END, i, n, text, '4-ga', '', %(source)s,
        CASE WHEN n = 1 THEN writer1 ELSE writer2 END, at, at, encode(sha256(convert_to('{"targets": [[' || account ||
        ', "' || platform || '", "' || url || '"]], "text": ' || to_json(text)::text || '}', 'UTF8')), 'hex')
    FROM plan CROSS JOIN LATERAL generate_series(1, last) AS n ORDER BY plan.i""",
    """INSERT INTO content_screeningrun (id, version_id, ruleset_id, text_sha256, screened_at, truncated)
    SELECT i, i, (SELECT max(id) FROM content_ruleset), repeat('0', 64), at, false FROM plan ORDER BY plan.i""",
    """INSERT INTO content_screeninghit (run_id, term_code, category, clause, severity, start, "end", word_start,
    word_end, matched_text, why_bn, why_en, explanation)
    SELECT i, 'ka-001', 'ka', '9-ka', CASE WHEN status = 'second' THEN 'block' ELSE 'warn' END, 0, 5, 0, 5, 'শীতের',
        'কারণ', 'reason', '' FROM plan WHERE status = 'second' OR i %% 10 = 0 ORDER BY plan.i""",
    """INSERT INTO content_decision (post_id, version_id, kind, by_id, at, reason, clause, text_hash)
    SELECT i, i, CASE status WHEN 'published' THEN 'approved' WHEN 'second' THEN 'first' ELSE status END,
        CASE WHEN status = 'second' THEN approver2 ELSE approver1 END, at + interval '1 day', '', '', repeat('0', 64)
    FROM plan WHERE status NOT IN ('draft', 'submitted') ORDER BY plan.i""",
    """INSERT INTO content_publication (post_id, version_id, account_id, link, link_key, published_at, is_unchanged,
    recorded_by_id, recorded_at, text_hash)
    SELECT i, i, account, url || '/posts/' || i, url || '/posts/' || i, at + interval '2 days', true, writer1,
        at + interval '2 days', repeat('0', 64) FROM plan WHERE status = 'published' ORDER BY plan.i""",
    """INSERT INTO content_posttext (post_id, text) SELECT i, %(folded)s || ' ' || words FROM plan ORDER BY plan.i""",
    # The approver was told of every post and has read all but the last few.
    """INSERT INTO notifications_notice (kind, subject_type, subject_id, recipient_id, address, stage, period, facts,
    url, created_at, not_before, read_at, mailed_at, attempts)
    SELECT 'post_waiting', 'content.post', i::text, approver1, 'approver@bench.example', '1', '',
        '{"headline": "শীতের পিঠা উৎসব"}', '/content/posts/' || i || '/', at, at,
        CASE WHEN i <= %(rows)s - 200 THEN at END, at, 1
    FROM plan WHERE status <> 'draft' ORDER BY plan.i""",
    """INSERT INTO audit_entry (seq, at, actor_id, actor_label, action, subject_type, subject_id, lineage, note, data,
    previous_hash, hash)
    SELECT i, at, writer1, 'জনাব', 'post_submitted', 'content.post', i::text, lineage, '', '{}',
        encode(sha256((i - 1)::text::bytea), 'hex'), encode(sha256(i::text::bytea), 'hex') FROM plan ORDER BY plan.i""",
    """UPDATE audit_head SET seq = %(rows)s, hash = encode(sha256((%(rows)s)::text::bytea), 'hex')""",
)


def load(url: str, rows: int) -> None:
    """Write `rows` posts with all that belongs to them into an empty country."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            # Neither foreign keys nor triggers are checked for rows that are right by construction.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute("TRUNCATE audit_entry")
            indexes = _drop_indexes(cursor)
            cursor.execute(SLOTS)
            _set_defaults(cursor)
            values = {"rows": rows, "text": TEXT, "source": SOURCE, "folded": indexed(TEXT, SOURCE)}
            cursor.execute(PLAN, values)
            for statement in FILL:
                cursor.execute(statement, values)
            for statement in indexes:
                cursor.execute(statement)
            for table in ("content_post", "content_postversion", "content_screeningrun", "content_publication"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    finally:
        connection.close()


def _drop_indexes(cursor: psycopg2.extensions.cursor) -> list[str]:
    """Drop what no constraint needs, for building it in one go afterwards; returns the statements that do."""
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS (
            SELECT 1 FROM pg_constraint WHERE conindid = (schemaname || '.' || quote_ident(indexname))::regclass)""",
        [list(TABLES)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def _set_defaults(cursor: psycopg2.extensions.cursor) -> None:
    """Let columns that the statements do not name be empty: text, number, list or false."""
    cursor.execute(
        """SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name = ANY(%s)
            AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'""",
        [list(TABLES)],
    )
    empty = {"boolean": "false", "jsonb": "'[]'", "text": "''", "character varying": "''"}
    empty |= {"integer": "0", "smallint": "0", "bigint": "0"}
    for table, column, kind in cursor.fetchall():
        if kind in empty:
            cursor.execute(f'ALTER TABLE {table} ALTER "{column}" SET DEFAULT {empty[kind]}')
