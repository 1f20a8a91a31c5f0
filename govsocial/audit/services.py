"""Writing and verifying the chain."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from govsocial.audit.actions import Action
from govsocial.audit.chain import COVERED, GENESIS, canonical, entry_hash, first_fault
from govsocial.audit.models import SYSTEM, Entry, Head
from govsocial.audit.triggers import missing_triggers


def record(
    action: Action,
    subject: models.Model,
    *,
    by: Any = None,
    lineage: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry in the caller's transaction, as its last statement (the head's lock is taken last).

    `by` is the person who acts, None for the system. Raises ValueError for an action that is not declared and
    RuntimeError outside a transaction: a change and its entry stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs inside the transaction of the change")
    head = Head.objects.select_for_update().get(pk=1)
    fields = {
        "seq": head.seq + 1,
        "at": timezone.now(),
        "actor_id": by.pk if by else None,
        "actor_label": by.audit_label if by else SYSTEM,
        "action": Action(action).value,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "lineage": lineage,
        "note": note,
        "data": canonical(data or {}),
        "previous_hash": head.hash,
    }
    entry = Entry.objects.create(**fields, hash=entry_hash(fields))
    Head.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash)
    return entry


@dataclass(frozen=True)
class Verdict:
    """What a verification found: `faults` is empty when the chain holds."""

    count: int
    head: str
    faults: tuple[str, ...]


def verify(anchors: dict[int, str] | None = None) -> Verdict:
    """Recompute the whole chain in constant memory; compare with the stored head and with anchors kept outside.

    `anchors` maps an entry's number to the hash it had when it was anchored. Checks triggers too.
    """
    wanted = dict(anchors or {})
    rows = Entry.objects.order_by("seq").values(*COVERED, "hash").iterator(chunk_size=2000)
    count, head, faults = 0, GENESIS, [f"the trigger {name} is missing or was changed" for name in missing_triggers()]
    for seq, found, fault in first_fault(rows):
        if fault:
            faults.append(f"entry {seq} {fault}")
            break
        if wanted.pop(seq, found) != found:
            faults.append(f"entry {seq} is not the one that was anchored")
            break
        count, head = count + 1, found
    else:
        faults += [f"entry {seq} was anchored and is gone" for seq in sorted(wanted)]
        stored = Head.objects.get(pk=1)
        if (stored.seq, stored.hash) != (count, head):
            faults.append(f"the head says entry {stored.seq}, the chain ends at {count}")
    return Verdict(count, head, tuple(faults))
