"""Names of uploaded files: what stays of them is for people to read, never for a disk to obey."""

import re
import unicodedata

import regex

NAME_MAX = 60  # characters before the ending, cut between graphemes: 180 bytes of Bangla
_JOINERS = "\u200c\u200d"  # without them some Bangla words are spelled wrongly
_NOT_ON_DISKS = re.compile(r'[<>:"|?*]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}


def clean_name(name: str, ending: str) -> str:
    """NFC, without folders, control and direction characters, clipped, with the ending of what the file really is.

    A name that Windows would take for a device gets a line before it; one of which nothing is left is called “file”.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(ch for ch in last if ch in _JOINERS or unicodedata.category(ch)[0] != "C")
    shown = " ".join(_NOT_ON_DISKS.sub("_", shown).split())
    stem = shown.rpartition(".")[0] or shown
    stem = _clipped(stem.strip(". ") or "file")
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem}.{ending}"


def _clipped(text: str) -> str:
    kept = ""
    for cluster in regex.findall(r"\X", text):
        if len(kept) + len(cluster) > NAME_MAX:
            break
        kept += cluster
    return kept.rstrip(". ") or "file"
