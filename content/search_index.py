"""Full-text search of posts: what a word is, the index on both databases, and the expression that asks it.

Both databases get the same words, cut here: their own readers part Bangla signs from their letters, or not, by their
version and locale. PostgreSQL holds them in a column it keeps itself and a GIN index over it, SQLite in an FTS5 table
beside the rows.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func

from content.screening.fold import fold

WORDS_MAX, WORD_MAX, PREFIX_MIN = 8, 60, 2  # words of a search, characters of a word, of the beginning of one
# Letters and digits with the marks of the Indic scripts, as in screening.words, without the low line.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0971-\u09f1\u09fc\u09fe])+")
FTS = "content_posttext_words"
MAKE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5"
        "(text, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
    ],
    "postgresql": [
        "ALTER TABLE content_posttext ADD COLUMN IF NOT EXISTS words tsvector "
        "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(text, ' '))) STORED",
        f"CREATE INDEX IF NOT EXISTS {FTS} ON content_posttext USING gin (words)",
    ],
}
PRESENT = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = %s",
    "postgresql": "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid",
}


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: folded, in order, overlong ones clipped."""
    return [word[:WORD_MAX] for word in _WORD.findall(fold(text))]


def indexed(*texts: str, link: str = "") -> str:
    """What is kept of texts and of a link's host: their words, one space between."""
    host = urlsplit(link).hostname or "" if link else ""
    return " ".join(word for text in (*texts, host) for word in words_of(text))


def make_index(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing of the index."""
    with connection.cursor() as cursor:
        for statement in MAKE[connection.vendor]:
            cursor.execute(statement)


def has_index(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor], [FTS])
        return cursor.fetchone() is not None


class Holds(Func):
    """True where a post's text holds all the words; each from PREFIX_MIN characters on may go on: মেলা finds মেলার.

    `walked`: the rows are read in their own order and each is looked at. What stands in a CASE is found by no index,
    and the planner takes it for true of every second row, so that it expects to be done soon.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, words: list[str], *, path: str = "", walked: bool = False) -> None:
        self.words, self.walked = list(dict.fromkeys(words))[:WORDS_MAX], walked
        super().__init__(F(f"{path}pk"), F(f"{path}text"))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[1])
        asked = " & ".join(f"'{word}'{':*' if len(word) >= PREFIX_MIN else ''}" for word in self.words)
        column = sql.removesuffix('"text"') + "words"
        match = f"{column} @@ %s::tsquery"
        return f"CASE WHEN {match} THEN true ELSE false END" if self.walked else match, [*params, asked]

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        asked = " AND ".join(f'"{word}"{"*" if len(word) >= PREFIX_MIN else ""}' for word in self.words)
        found = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608  (a constant)
        return f"{sql} IN ({found})", [*params, asked]
