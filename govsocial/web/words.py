"""Compiles the translations: `python -m govsocial.web.words`."""

import os
from pathlib import Path

import polib


def compile_words(root: Path) -> list[Path]:
    """Write a .mo beside each .po below locale/; returns what was written."""
    written = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        unready = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(unready))
        unready.replace(target)  # at once: a running portal never reads half a file
        written.append(target)
    return written


if __name__ == "__main__":
    compile_words(Path(__file__).resolve().parent.parent.parent)
