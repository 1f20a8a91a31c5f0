"""Nobody changes the history of an office unseen: every way to tamper with the chain is found, and where."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Office
from govsocial.audit.actions import Action
from govsocial.audit.chain import COVERED, GENESIS, canonical, entry_hash
from govsocial.audit.models import Entry, Head
from govsocial.audit.services import record, verify
from govsocial.audit.triggers import drop_triggers, remake_triggers
from tests.world import World

pytestmark = pytest.mark.both_databases


@pytest.fixture
def chain(world: World) -> list[Entry]:
    """Twelve entries of ours at the end of the country's chain."""
    office, by = world.office("DIST"), world.person("head")
    for number in range(12):
        record(Action.OFFICE_CHANGED, office, by=by, lineage=office.lineage, note=f"n{number}", data={"number": number})
    return list(Entry.objects.order_by("-seq")[:12][::-1])


@pytest.fixture
def tampering(chain: list[Entry]) -> Any:
    """What somebody with the database's password does: the triggers go, the rows change, the triggers come back."""

    def run(*statements: tuple[str, list[Any]]) -> None:
        drop_triggers()
        with connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
        remake_triggers()

    return run


def fault(**anchors: Any) -> str:
    faults = verify(anchors.get("anchors")).faults
    assert len(faults) == 1, faults
    return faults[0]


NEW_VALUES = {
    "seq": lambda row: row.seq + 1000,
    "at": lambda row: row.at + timedelta(microseconds=1),
    "actor_id": lambda row: World().person("author").pk,
    "actor_label": lambda row: row.actor_label.replace("head", "lead"),
    "action": lambda row: "role.given",
    "subject_type": lambda row: "accounts.role",
    "subject_id": lambda row: row.subject_id + "0",
    "lineage": lambda row: "/1/",
    "note": lambda row: row.note + " ",
    "data": lambda row: row.data.replace('"number":', '"number": '),
    "previous_hash": lambda row: "f" * 64,
    "hash": lambda row: "0" * 63 + "1",
}


def test_every_column_is_tried():
    """A column that is added to the entries must be added to the tampering, too."""
    assert set(NEW_VALUES) == {field.attname for field in Entry._meta.concrete_fields} == {*COVERED, "hash"}


@pytest.mark.parametrize("column", NEW_VALUES)
@pytest.mark.parametrize("place", [3, 11], ids=["in the middle", "the last"])
def test_a_changed_column_is_found(chain: list[Entry], tampering: Any, column: str, place: int):
    """One letter of one column is enough, and the auditor is told which entry to look at."""
    row = chain[place]
    tampering((f"UPDATE audit_entry SET {column} = %s WHERE seq = %s", [NEW_VALUES[column](row), row.seq]))
    named = row.seq
    if column == "seq":  # the row went elsewhere: the first entry that is wrong is the one that now stands there
        named = chain[place + 1].seq if place < 11 else row.seq + 1000
    assert fault().startswith(f"entry {named} ")


def test_a_whole_chain_has_no_fault(chain: list[Entry]):
    verdict = verify({chain[4].seq: chain[4].hash})
    assert (verdict.count, verdict.head, verdict.faults) == (chain[-1].seq, chain[-1].hash, ())
    assert Head.objects.get().hash == chain[-1].hash


def test_a_removed_entry_is_found(chain: list[Entry], tampering: Any):
    tampering(("DELETE FROM audit_entry WHERE seq = %s", [chain[5].seq]))
    assert fault().startswith(f"entry {chain[6].seq} ")


def test_a_removed_entry_whose_gap_was_closed_is_found(chain: list[Entry], tampering: Any):
    """The next one was given the removed one's number and place, and nothing else was thought of."""
    gone, after = chain[5], chain[6]
    move = "UPDATE audit_entry SET seq = %s, previous_hash = %s WHERE seq = %s"
    tampering(("DELETE FROM audit_entry WHERE seq = %s", [gone.seq]), (move, [gone.seq, gone.previous_hash, after.seq]))
    assert fault().startswith(f"entry {gone.seq} ")


INSERT = f"INSERT INTO audit_entry ({', '.join([*COVERED, 'hash'])}) VALUES ({', '.join(['%s'] * 12)})"


def values(row: Entry, **other: Any) -> list[Any]:
    fields = {name: getattr(row, name) for name in [*COVERED, "hash"]} | other
    return list(fields.values())


def test_an_inserted_entry_is_found(chain: list[Entry], tampering: Any):
    """Slipped in between two entries, hashed as it should be."""
    end = chain[-1].seq + 1
    shift = ("UPDATE audit_entry SET seq = %s WHERE seq = %s", [end, chain[-1].seq])
    forged = {name: getattr(chain[-1], name) for name in COVERED} | {"note": "forged", "previous_hash": "e" * 64}
    row = values(chain[-1], **forged, hash=entry_hash(forged))
    tampering(shift, (INSERT, row))
    assert fault().startswith(f"entry {chain[-1].seq} does not follow")


def test_a_doubled_entry_is_found(chain: list[Entry], tampering: Any):
    """The database itself refuses the same hash twice; with another hash the copy gives itself away."""
    copy = values(chain[3], seq=chain[-1].seq + 1, hash="d" * 64, previous_hash=chain[-1].hash)
    tampering((INSERT, copy))
    assert fault().startswith(f"entry {chain[-1].seq + 1} was altered")


def test_two_entries_that_changed_places_are_found(chain: list[Entry], tampering: Any):
    one, two = chain[2].seq, chain[3].seq
    move = "UPDATE audit_entry SET seq = %s WHERE seq = %s"
    tampering((move, [10**9, one]), (move, [one, two]), (move, [two, 10**9]))
    assert fault().startswith(f"entry {one} ")


def test_a_cut_off_tail_is_found(chain: list[Entry], tampering: Any):
    """Against the stored head; where that was set back, too, against the head kept outside."""
    cut, anchor = chain[7], {chain[-1].seq: chain[-1].hash}
    tampering(("DELETE FROM audit_entry WHERE seq > %s", [cut.seq]))
    assert fault() == f"the head says entry {chain[-1].seq}, the chain ends at {cut.seq}"
    Head.objects.update(seq=cut.seq, hash=cut.hash)
    assert verify().faults == ()  # from inside nobody can tell
    assert fault(anchors=anchor) == f"entry {chain[-1].seq} was anchored and is gone"


def rewrite(tampering: Any, note: str) -> None:
    """Delete everything and write a history that is sound in itself."""
    rows, previous, statements = list(Entry.objects.order_by("seq")), GENESIS, []
    for row in rows:
        fields = {name: getattr(row, name) for name in COVERED} | {"previous_hash": previous, "note": note}
        previous = entry_hash(fields)
        statements.append((INSERT, values(row, **fields, hash=previous)))
    tampering(("DELETE FROM audit_entry", []), *statements)
    Head.objects.update(seq=rows[-1].seq, hash=previous)


def test_a_rewritten_history_is_found_by_its_anchor(chain: list[Entry], tampering: Any, tmp_path: Path):
    """The whole chain replaced by one that is sound in itself: only the head kept outside the database tells."""
    file = tmp_path / "anchor.jsonl"
    call_command("verify_audit", write_anchor=file, stdout=StringIO())
    rewrite(tampering, "nothing happened here")
    assert verify().faults == ()
    with pytest.raises(CommandError, match=f"entry {chain[-1].seq} is not the one that was anchored"):
        call_command("verify_audit", anchor=file)


def test_the_command_says_how_many_and_which_head(chain: list[Entry], tmp_path: Path):
    out, file = StringIO(), tmp_path / "anchor.jsonl"
    call_command("verify_audit", write_anchor=file, stdout=out)
    assert str(chain[-1].seq) in out.getvalue()
    assert chain[-1].hash in out.getvalue()
    assert json.loads(file.read_text()) == {"seq": chain[-1].seq, "hash": chain[-1].hash}
    record(Action.OFFICE_CHANGED, World().office("DIST"))
    call_command("verify_audit", anchor=file, write_anchor=file, stdout=out)
    assert len(file.read_text().splitlines()) == 2


def test_the_command_ends_in_error_and_names_the_entry(chain: list[Entry], tampering: Any, tmp_path: Path):
    """A cron job that runs it must notice; and a broken chain is never anchored."""
    tampering(("UPDATE audit_entry SET note = 'x' WHERE seq = %s", [chain[3].seq]))
    file = tmp_path / "anchor.jsonl"
    with pytest.raises(CommandError, match=f"entry {chain[3].seq} "):
        call_command("verify_audit", write_anchor=file)
    assert not file.exists()


@pytest.mark.parametrize("text", ["nonsense", "[]", '{"seq": 1}', '{"seq": "x", "hash": "y"}', "\x80"])
def test_an_anchor_file_that_cannot_be_read_is_an_error(chain: list[Entry], tmp_path: Path, text: str):
    """A spoiled anchor must never pass for “nothing to compare”."""
    file = tmp_path / "anchor.jsonl"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(CommandError):
        call_command("verify_audit", anchor=file)


def test_a_change_that_is_rolled_back_leaves_no_entry(chain: list[Entry], world: World):
    """Change and entry stand or fall together."""
    office = world.office("DIST")
    with transaction.atomic():
        Office.objects.filter(pk=office.pk).update(name_en="Other")
        record(Action.OFFICE_CHANGED, office)
        transaction.set_rollback(True)
    assert world.office("DIST").name_en == office.name_en
    assert Head.objects.get().seq == Entry.objects.count() == chain[-1].seq
    record(Action.OFFICE_CHANGED, office)
    assert verify().faults == ()


def test_an_unknown_action_is_refused(world: World):
    with pytest.raises(ValueError, match="office.exploded"), transaction.atomic():
        record("office.exploded", world.office("DIST"))  # type: ignore[arg-type]


def test_an_entry_outside_a_transaction_is_refused():
    """No test database here: the connection is as a view without a transaction has it."""
    with pytest.raises(RuntimeError):
        record(Action.OFFICE_CHANGED, Office(pk=1))


def test_both_databases_give_the_same_hash(world: World):
    """A chain that moves from the trial's SQLite to PostgreSQL is still whole, to the microsecond."""
    dhaka = timezone(timedelta(hours=6))
    fields = {
        "seq": 10**9,
        "at": datetime(2026, 3, 1, 5, 59, 59, 120, dhaka),
        "actor_id": None,
        "actor_label": "system",
        "action": "office.changed",
        "subject_type": "accounts.office",
        "subject_id": "7",
        "lineage": "/1/7/",
        "note": "জেলা প্রশাসকের কার্যালয়, “ঢাকা”\n",
        "data": canonical({"খ": 1, "a": [None, True, "x\u200dy"]}),
        "previous_hash": "a" * 64,
    }
    Entry.objects.create(**fields, hash=entry_hash(fields))
    stored = Entry.objects.filter(seq=10**9).values(*COVERED, "hash").get()
    assert stored["at"] == datetime(2026, 2, 28, 23, 59, 59, 120, UTC)
    # Written out by hand, not by the code under test.
    text = (
        '{"action":"office.changed","actor_id":null,"actor_label":"system","at":"2026-02-28T23:59:59.000120Z",'
        '"data":"{\\"a\\":[null,true,\\"x\u200dy\\"],\\"খ\\":1}","lineage":"/1/7/",'
        '"note":"জেলা প্রশাসকের কার্যালয়, “ঢাকা”\\n","previous_hash":"' + "a" * 64 + '","seq":1000000000,'
        '"subject_id":"7","subject_type":"accounts.office"}'
    )
    assert entry_hash(stored) == stored["hash"] == hashlib.sha256(text.encode()).hexdigest()
