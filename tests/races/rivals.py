"""Two or more who do the same thing at the same instant; acts like those of `acts`, in the country of `districts`."""

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from accounts.services.moves import move_office
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from govsocial.tallies.models import COUNTED, Finding, Night, Tally
from reviews.models import Excusal
from reviews.services import nightly
from reviews.services.excusals import decide_excusal
from reviews.services.reminders import send_reminders
from tests.races.acts import outcome
from tests.races.districts import WORLD, clause_of, compliance
from tests.reviews.factories import ExcusalFactory, fresh_excusal

Meet = Callable[[], Any]
REASON = "আদেশটি যাচাই করা হয়েছে।"


# ---- nights ---------------------------------------------------------------------------------------------------------


def night(number: int, meet: Meet) -> Any:
    """What a sweep that comes at the same instant as others says; the first one looks before and afterwards."""
    half = _evaluations()
    meet()
    try:
        said = nightly.go_on(300)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    meet()
    if number:
        return {"said": said}
    found, before = _evaluations(), forget_the_night()
    nightly.go_on(300)
    alone = _evaluations()
    return {"said": said, "half": half, "found": found, "alone": {**alone, "entries": alone["entries"] - before}}


def forget_the_night() -> int:
    """As if nothing had ever been evaluated; how many audit entries of evaluations there are."""
    for model in (Night, Finding, Tally):
        model.objects.all().delete()
    return Entry.objects.filter(action="clause.evaluated").count()


def night_that_dies(after: int) -> None:
    """Some steps are done; the next one has stored its findings when the process is gone."""
    done: list[Any] = []
    run_step = nightly.run_step

    def run_then_die(*args: Any) -> int:
        changed = run_step(*args)
        done.append(args)
        if len(done) > after:
            os.kill(os.getpid(), signal.SIGKILL)
        return changed

    nightly.run_step = run_then_die
    nightly.go_on(300)


def _evaluations() -> dict[str, Any]:
    """How far the night came, and what it wrote: findings without their ids, sums, audit entries."""
    columns = ("edition", "clause", "subject_type", "subject_id", "since", "status", "lineage")
    sums = Tally.objects.order_by("period", "edition", "clause", "office_id")
    row = Night.objects.get()
    return {
        "done": row.done,
        "finished": bool(row.finished_at),
        "findings": [str(line) for line in Finding.objects.order_by(*columns).values_list(*columns)],
        "sums": [str(line) for line in sums.values_list("period", "clause", "office_id", *COUNTED)],
        "entries": Entry.objects.filter(action="clause.evaluated").count(),
    }


# ---- reminders, excusals ---------------------------------------------------------------------------------------------


def remind(number: int, meet: Meet, clause: str) -> dict[str, Any]:
    """Choose every breach of a clause; which offices this sender reminded, and from the first one: who got notices."""
    found = Finding.objects.present().filter(clause=clause, status="breached")
    given = {"scope": WORLD.office("GOB"), "clause": clause_of(clause), "findings": [row.pk for row in found]}
    by, sent = WORLD.person("cabinet"), list[Any]()
    meet()
    said = outcome(lambda: sent.append(send_reminders(by=by, **given)))
    meet()
    notices = Notice.objects.filter(kind="breach_reminder").values_list("subject_id", flat=True)
    offices = [office.pk for row in sent for office in row.reminded]
    return {"said": said, "offices": offices, "notices": sorted(int(office) for office in notices)}


def decide_excusals(number: int, meet: Meet, count: int) -> Any:
    """The heads of R0, R1, … have asked; one grants and the other refuses, each at the same instant."""
    by, said = WORLD.person(("cabinet", "supervisor")[number]), []
    if number == 0:
        _ask_excusals(count)
    meet()
    asked = Excusal.objects.filter(status="asked").order_by("pk")
    excusals = [fresh_excusal(row) for row in asked]
    for excusal in excusals:
        call = partial(decide_excusal, excusal=excusal, grant=number == 0, reason=REASON, by=by, version=1)
        meet()
        said.append(outcome(call))
    meet()
    return [said, [_decided(row) for row in excusals], compliance(number, meet) if number == 0 else {}]


def _ask_excusals(count: int) -> None:
    for index in range(count):
        pages = WORLD.office(f"R{index}").official_accounts.select_related("office")
        ExcusalFactory(subject=pages.order_by("pk").first(), by=WORLD.person(f"r{index}.head"), decider=None)


def _decided(excusal: Excusal) -> dict[str, Any]:
    """Its state, its entries, and what its finding says today."""
    row = fresh_excusal(excusal)
    entries = Entry.objects.about(row).exclude(action="excusal.asked")
    key = {"clause": row.clause.code, "subject_type": row.subject_type, "subject_id": row.subject_id}
    found = Finding.objects.present().get(**key)
    return {"state": row.status, "entries": [e.action for e in entries], "finding": found.status}


# ---- moves ----------------------------------------------------------------------------------------------------------


def move(number: int, meet: Meet, moves: list[list[list[str]]]) -> Any:
    """In each round one office for each process: [[office, to], …], all at the same instant; then a look."""
    by, said = WORLD.person("administrator"), []
    for turn in moves:
        office, to = (WORLD.office(code) for code in turn[number])
        given = {"reason": "প্রজ্ঞাপন ১২", "seen": office.parent_id, "by": by}
        meet()
        said.append(outcome(partial(move_office, office=office, to=to, **given)))
        meet()
    return [said, compliance(number, meet) if number == 0 else {}]
