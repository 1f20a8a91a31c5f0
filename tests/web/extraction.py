"""Collects the product's translatable strings; `python -m tests.web.extraction` lists what the Bangla .po lacks."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from babel.messages.extract import extract
from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale/bn/LC_MESSAGES/django.po"
NOT_OURS = {"node_modules", "var", "tests", "bench", "docs", "__pycache__"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Message = tuple[str | None, str, str | None]  # context, msgid, plural


def messages(root: Path) -> set[Message]:
    """Every translatable string in the Python files and templates at or below `root`, hidden folders left out."""
    found: set[Message] = set()
    for path in [root] if root.is_file() else _files(root):
        found |= _messages_of(path)
    return found


def _files(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if name not in NOT_OURS and not name.startswith(".")]
        yield from (Path(folder) / name for name in names if name.endswith((".py", ".html", ".txt")))


def _messages_of(path: Path) -> set[Message]:
    code = path.read_text("utf-8")
    if path.suffix != ".py":
        lines = templatize(code, origin=str(path)).splitlines()
        code = "\n".join(line.strip() for line in lines)  # indentation means nothing in a template
    found: set[Message] = set()
    source = io.BytesIO(code.encode())
    for _line, words, _comments, context in extract("python", source, KEYWORDS, options={"encoding": "utf-8"}):
        msgid, plural = words if isinstance(words, tuple) else (words, None)
        found.add((context, msgid, plural))
    return found


def translated(po: Path = PO) -> dict[Message, polib.POEntry]:
    """The entries of a .po file by message."""
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry for entry in polib.pofile(str(po))}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govsocial.settings")
    django.setup()
    for missing in sorted(messages(ROOT) - set(translated()), key=lambda message: message[1]):
        print(missing)
