"""The chain's arithmetic. Pure: what an entry's hash covers, and what a reader must find."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
COVERED = (
    "seq",
    "at",
    "actor_id",
    "actor_label",
    "action",
    "subject_type",
    "subject_id",
    "lineage",
    "note",
    "data",
    "previous_hash",
)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spare space and all of Unicode as it is: the same value is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def moment(at: datetime) -> str:
    """A moment in UTC with microseconds, the way it enters the hash on both databases."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(fields: dict[str, Any]) -> str:
    """SHA-256 (hex) over the covered columns of one entry, the previous hash among them."""
    covered = {name: moment(fields[name]) if name == "at" else fields[name] for name in COVERED}
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def first_fault(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """Walk entries in order; yield (seq, hash, fault) for each, `fault` empty while the chain holds."""
    previous, expected = GENESIS, 1
    for row in rows:
        fault = ""
        if row["seq"] != expected:
            fault = f"expected entry {expected}, found {row['seq']}"
        elif row["previous_hash"] != previous:
            fault = "does not follow the entry before it"
        elif entry_hash(row) != row["hash"]:
            fault = "was altered: its content does not give its hash"
        yield row["seq"], row["hash"], fault
        previous, expected = row["hash"], row["seq"] + 1
