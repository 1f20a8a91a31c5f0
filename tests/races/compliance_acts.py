"""What people do to compliance in a day, all at once; acts like those of `acts`, in the country of `districts`."""

import random
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from time import sleep
from typing import Any

from django.utils import timezone

from accounts.models import Attestation, HandOver, Office, OfficialAccount, Person, TeamMember
from accounts.models.personnel import HandOverState
from accounts.services import teams
from accounts.services.duties import attest
from accounts.services.hand_overs import end_leave
from accounts.services.moves import move_office
from accounts.services.people import end_role
from content.services.publications import record_publication
from govsocial.rulebook.models import Edition
from govsocial.tallies.models import Finding
from govsocial.workdays.periods import week_of
from reviews.models import Addressee, Excusal
from reviews.models.excusal import ExcusalState
from reviews.services.circulars import acknowledge
from reviews.services.editions import follow_edition
from reviews.services.evaluation import run_step, steps_of_day, steps_of_end
from reviews.services.excusals import ask_excusal, decide_excusal, end_excusal
from reviews.services.reminders import send_reminders
from tests.accounts.test_duties import DUTY, PAGE
from tests.factories import PostFactory, RoleFactory, hand_over
from tests.races.acts import outcome
from tests.races.districts import HEADER, WORLD, clause_of
from tests.reviews.factories import CircularFactory
from tests.world import import_offices

Meet = Callable[[], Any]
Dice = random.Random
CLAUSES = ("5-ka", "5-kha", "5-gha", "5-chha", "7-ka")


def busy_day(number: int, meet: Meet, offices: list[int], rounds: int, rows: int, pause: float) -> list[str]:
    """The first process imports offices below those that the others move; each of the others does this and that, with
    pauses of so many seconds at most: SQLite has no queue, thirty who write without a pause starve somebody."""
    dice = Dice(number)
    meet()
    if number == 0:
        return [outcome(partial(_import_below, offices, rows, turn)) for turn in range(rounds)]
    said = []
    for _ in range(rounds):
        sleep(dice.random() * pause)
        said += dice.choice(WORKS)(dice, offices)
    return said


def _import_below(offices: list[int], rows: int, turn: int) -> None:
    """New offices below every district and its upazila, and new names for those of the turn before."""
    codes = [office.code for office in Office.objects.filter(pk__in=offices).order_by("pk")]
    parents = [code.replace("R", letter) for code in codes for letter in "RS"]
    new = [f"N{turn}-{n},{parents[n % len(parents)]},field_office,দপ্তর {n},,,,\n" for n in range(rows)]
    old = Office.objects.filter(code__startswith=f"N{turn - 1}-").select_related("parent")
    named = [f"{row.code},{row.parent and row.parent.code},field_office,নাম {row.code},,,,\n" for row in old]
    import_offices((HEADER + "".join(new + named)).encode())


def _account(dice: Dice, offices: list[int]) -> OfficialAccount:
    rows = OfficialAccount.objects.select_related("office").filter(office_id__in=offices)
    return dice.choice(list(rows.order_by("pk")))


def _of(office: Office, seat: str) -> Person:
    return WORLD.person(f"{office.code.lower()}.{seat}")


def _attest(dice: Dice, offices: list[int]) -> list[str]:
    account = _account(dice, offices)
    code, answers = dice.choice([("5-kha", PAGE), ("5-chha", {"terms_version": "২০২৬", "read_by": "প্রধান"})])
    last = Attestation.objects.filter(account=account, clause=code).first()
    given = {"on": timezone.localdate(), "evidence": "দেখা হয়েছে", "link": "", "answers": answers}
    by, seen = _of(account.office, "head"), last.number if last else 0
    return [outcome(partial(attest, duty=DUTY[code], subject=account, seen=seen, by=by, **given))]


def _change_team(dice: Dice, offices: list[int]) -> list[str]:
    account = _account(dice, offices)
    head = _of(account.office, "head")
    who = RoleFactory(office=account.office, person__email=f"{secrets.token_hex(8)}@test.example").person
    rights = {"may_write": True, "may_approve": False}
    said = [outcome(partial(teams.add_member, account=account, person=who, by=head, **rights))]
    seats = TeamMember.objects.filter(account=account, person=who, until=None)
    for seat in seats.select_related("account__office", "person"):
        said.append(outcome(partial(teams.remove_member, member=seat, by=head)))
    return said


def _leave(dice: Dice, offices: list[int]) -> list[str]:
    """Somebody of two teams is away from today on, and back at once."""
    office = _account(dice, offices).office
    who, head = _of(office, dice.choice(["deputy", "approver2"])), _of(office, "head")
    said = [outcome(partial(hand_over, office, who, head, days=0))]
    rows = HandOver.objects.filter(office=office, person=who, status=HandOverState.BEGUN)
    for row in rows.select_related("office", "person"):
        said.append(outcome(partial(end_leave, hand_over=row, by=head, version=row.version)))
    return said


def _end_role(dice: Dice, offices: list[int]) -> list[str]:
    """Somebody who was given a seat on both pages leaves the office."""
    office = _account(dice, offices).office
    role = RoleFactory(office=office, person__email=f"{secrets.token_hex(8)}@test.example")
    by, rights = _of(office, "head"), {"may_write": True, "may_approve": False}
    said = []
    for account in OfficialAccount.objects.filter(office=office).select_related("office").order_by("pk"):
        said.append(outcome(partial(teams.add_member, account=account, person=role.person, by=by, **rights)))
    return [*said, outcome(partial(end_role, role=role, by=WORLD.person("administrator")))]


def _publish(dice: Dice, offices: list[int]) -> list[str]:
    account = _account(dice, offices)
    author, approver = _of(account.office, "writer"), _of(account.office, "approver")
    made: list[Any] = []
    make = partial(PostFactory, state="approved", account=account, author=author, approver=approver)
    said = [outcome(lambda: made.append(make()))]
    link = f"{account.url}/posts/{secrets.randbits(60)}"
    given = {"link": link, "published_at": timezone.now(), "is_unchanged": True, "change_note": ""}
    for post in made:
        said.append(outcome(partial(record_publication, post=post, by=author, version=post.version, **given)))
    return said


def _ask_excusal(dice: Dice, offices: list[int]) -> list[str]:
    account, today = _account(dice, offices), timezone.localdate()
    words = {"reason": "বন্যা", "evidence": "আদেশ ১২", "link": ""}
    days = {"since": today - timedelta(days=dice.randrange(5)), "last_day": today + timedelta(days=dice.randrange(9))}
    subject = {"clause": clause_of(dice.choice(CLAUSES)), "office": account.office, "account": account}
    return [outcome(partial(ask_excusal, **subject, **days, **words, by=_of(account.office, "head")))]


def _decide_excusal(dice: Dice, offices: list[int]) -> list[str]:
    """Ask for one, and decide or end whichever is found."""
    said = _ask_excusal(dice, offices)
    rows = Excusal.objects.filter(status__in=[ExcusalState.ASKED, ExcusalState.GRANTED])
    found = list(rows.select_related("clause__edition", "office", "account", "asked_by").order_by("pk"))
    for excusal in dice.sample(found, min(2, len(found))):
        given = {"excusal": excusal, "reason": "দেখা হয়েছে", "by": WORLD.person("cabinet"), "version": excusal.version}
        asked = excusal.status == ExcusalState.ASKED
        call = partial(decide_excusal, grant=dice.random() < 0.8, **given) if asked else partial(end_excusal, **given)
        said.append(outcome(call))
    return said


def _move(dice: Dice, offices: list[int]) -> list[str]:
    """A district goes below a ministry or another district; its upazila sometimes goes elsewhere."""
    found = {row.pk: row for row in Office.objects.filter(pk__in=offices)}
    office = dice.choice(list(found.values()))
    office = office if dice.random() < 0.7 else WORLD.office(office.code.replace("R", "S"))
    to = dice.choice([WORLD.office(code) for code in ("MIN", "FAR", "OTH", "DIST")] + list(found.values()))
    given = {"reason": "প্রজ্ঞাপন", "seen": office.parent_id, "by": WORLD.person("administrator")}
    return [outcome(partial(move_office, office=office, to=to, **given))]


def _evaluate(dice: Dice, offices: list[int]) -> list[str]:
    today = timezone.localdate()
    steps = [*steps_of_day(today, today), *steps_of_end(week_of(today).previous(), today)]
    return [outcome(partial(run_step, step, today)) for step in dice.sample(steps, 3)]


def _remind(dice: Dice, offices: list[int]) -> list[str]:
    clause = clause_of(dice.choice(CLAUSES))
    found = Finding.objects.present().filter(clause=clause.code, status="breached", office_id__in=offices)
    chosen = dice.sample(list(found.values_list("pk", flat=True)), min(2, found.count()))
    given = {"scope": WORLD.office("GOB"), "clause": clause, "findings": chosen, "by": WORLD.person("cabinet")}
    return [outcome(partial(send_reminders, **given))]


def _acknowledge(dice: Dice, offices: list[int]) -> list[str]:
    rows = Addressee.objects.missing().filter(office_id__in=offices).select_related("circular", "office")
    found = list(rows.order_by("pk")[:20])
    chosen = dice.sample(found, min(2, len(found)))
    return [outcome(partial(acknowledge, addressee=row, by=_of(row.office, "head"))) for row in chosen]


def _issue(dice: Dice, offices: list[int]) -> list[str]:
    """A circular to everybody, or another edition for an office."""
    if dice.random() < 0.5:
        memo = {"memo_number": secrets.token_hex(6), "kinds": [], "copy": None}
        root, by = WORLD.office("GOB"), WORLD.person("cabinet")
        return [outcome(partial(CircularFactory, office=root, by=by, **memo))]
    edition = Edition.objects.get(code="ssd-2020")
    given = {"edition": edition, "since": timezone.localdate() + timedelta(days=1), "by": WORLD.person("keeper")}
    return [outcome(partial(follow_edition, office=_account(dice, offices).office, **given))]


WORKS = (_attest, _change_team, _leave, _end_role, _publish, _decide_excusal, _decide_excusal, _move, _move)
WORKS += (_evaluate, _evaluate, _remind, _acknowledge, _issue)
