"""What the racing processes do. An act gets its number and `meet`, and returns plain data: codes, ids, counts."""

import os
import random
import secrets
import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.role import RoleKind
from accounts.services import people as people_services
from accounts.services import teams
from content.models import Post
from content.models.post import Asked
from content.services.decisions import approve_post, reject_post, return_post
from content.services.posts import edit_post, start_post, submit_post
from content.services.versions import Draft
from govsocial.errors import RuleError
from govsocial.notifications import jobs
from govsocial.notifications import services as notifications
from govsocial.notifications.services import deliver_due, notify
from tests.factories import (
    CLEAN,
    EXPLANATION,
    REASON,
    AccountFactory,
    PersonFactory,
    PostFactory,
    RoleFactory,
    fresh_post,
    officer,
)
from tests.world import OFFICES, World, build, import_offices

Meet = Callable[[], Any]
WORLD = World()
PASSWORD = "বৃষ্টির দিনে খিচুড়ি"


def outcome(call: Callable[[], object]) -> str:
    """ "ok", the code of the rule that said no, or whatever should never have come out."""
    try:
        call()
    except RuleError as error:
        return error.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "ok"


def _address() -> str:
    """Free in every process: the factories count from zero in each."""
    return f"{secrets.token_hex(8)}@test.example"


def _officer(office: Office) -> Person:
    return officer(office, email=_address())


# ---- setting up -----------------------------------------------------------------------------------------------------


def build_world(number: int, meet: Meet) -> None:
    build()


def build_root(number: int, meet: Meet) -> None:
    import_offices("\n".join(OFFICES.splitlines()[:2]).encode())


def crowd(number: int, meet: Meet, size: int) -> dict[str, Any]:
    """People of DIST and an account of theirs with an empty team."""
    office = WORLD.office("DIST")
    people = [_officer(office).pk for _ in range(size)]
    account = AccountFactory(state="preparing", office=office, head=WORLD.person("head"), number=secrets.randbits(40))
    return {"account": account.pk, "people": people}


def waiting_posts(number: int, meet: Meet, count: int) -> list[int]:
    """Posts that wait, and a third approver on the team."""
    account = WORLD.account()
    third = WORLD.person("officer")
    teams.add_member(account=account, person=third, may_write=False, may_approve=True, by=WORLD.person("head"))
    people = {"author": WORLD.person("author"), "approver": WORLD.person("approver")}
    return [PostFactory(state="submitted", account=account, **people).pk for _ in range(count)]


def notices(number: int, meet: Meet, count: int) -> int:
    """Notices that are due, none mailed yet; those of the small country itself are taken as mailed."""
    notifications.Notice.objects.update(mailed_at=timezone.now())
    to = [WORLD.person("author"), WORLD.person("approver")]
    for index in range(count // len(to)):
        notify("post_approved", WORLD.account(), to, url="/", facts={"headline": f"h{index}"}, stage=str(index))
    return notifications.Notice.objects.due_by_mail(timezone.now()).count()


def invitation(number: int, meet: Meet) -> str:
    """An open invitation's token."""
    people_services.invite(
        office=WORLD.office("DIST"),
        email="new@test.example",
        name_bn="নতুন",
        name_en="New",
        role=RoleKind.OFFICER,
        by=WORLD.person("head"),
    )
    notice = notifications.Notice.objects.get(kind="invitation")
    return notice.url.rstrip("/").rsplit("/", 1)[-1]


def set_password(number: int, meet: Meet, login: str) -> dict[str, str]:
    person = WORLD.person(login)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return {"login": person.email, "password": PASSWORD}


# ---- racing ---------------------------------------------------------------------------------------------------------


def take_seat(number: int, meet: Meet, account: int, people: list[int]) -> str:
    row, person = OfficialAccount.objects.select_related("office").get(pk=account), people[number % len(people)]
    who, head = Person.objects.get(pk=person), WORLD.person("head")
    meet()
    return outcome(lambda: teams.add_member(account=row, person=who, may_write=True, may_approve=True, by=head))


def shuffle_team(number: int, meet: Meet, account: int, people: list[int], rounds: int) -> list[str]:
    """Add and remove at random, each time as somebody who has the page open."""
    dice, head = random.Random(number), WORLD.person("head")
    row = OfficialAccount.objects.select_related("office").get(pk=account)
    said = []
    meet()
    for _ in range(rounds):
        seats = list(TeamMember.objects.filter(account=row, until=None).select_related("account__office", "person"))
        if seats and dice.random() < 0.5:
            call = partial(teams.remove_member, member=dice.choice(seats), by=head)
        else:
            who = Person.objects.get(pk=dice.choice(people))
            call = partial(teams.add_member, account=row, person=who, may_write=True, may_approve=True, by=head)
        said.append(outcome(call))
    return said


def decide(number: int, meet: Meet, posts: list[int]) -> list[dict[str, Any]]:
    """One of three sessions, each with its own decision, each post at the same instant."""
    by = WORLD.person(("approver", "approver2", "officer")[number])
    said = []
    for pk in posts:
        post = fresh_post(Post(pk=pk))
        seen = {"post": post, "by": by, "version": post.version, "seen": post.current.number}
        calls = (
            partial(approve_post, reason=REASON),
            partial(return_post, reason=REASON),
            partial(reject_post, clause="9-ga", reason=REASON),
        )
        meet()
        try:
            decision = calls[number](**seen)
            said.append({"code": "ok", "by": decision.by_id, "kind": decision.kind})
        except RuleError as error:
            told = error.facts.get("decision")
            said.append({"code": error.code, "by": told and told.by_id, "kind": told and told.kind})
        except Exception as error:
            said.append({"code": f"{type(error).__name__}: {error}"})
    return said


def join(number: int, meet: Meet, token: str) -> str:
    meet()
    return outcome(lambda: people_services.accept_invitation(token=token, password=PASSWORD))


def become_first(number: int, meet: Meet) -> str:
    meet()
    return outcome(
        lambda: people_services.create_first_administrator(
            email=f"first{number}@test.example", name_bn="প্রথম", password=PASSWORD
        )
    )


def administrators(number: int, meet: Meet, count: int) -> list[int]:
    """So many administrators at the root, and no other; their roles' ids."""
    root, kind = WORLD.office("GOB"), RoleKind.ADMINISTRATOR
    Role.objects.filter(office=root, kind=kind).update(until=timezone.localdate())
    return [RoleFactory(office=root, kind=kind, person__email=_address()).pk for _ in range(count)]


def end_the_next(number: int, meet: Meet, roles: list[int]) -> str:
    """Each administrator ends the role of the one after; the last one that of the first."""
    rows = Role.objects.select_related("office", "person").in_bulk(roles)
    role, by = rows[roles[(number + 1) % len(roles)]], rows[roles[number]].person
    meet()
    return outcome(lambda: people_services.end_role(role=role, by=by))


def mixed_writes(number: int, meet: Meet, writers: int, rounds: int) -> list[str]:
    """The first `writers` processes write what people write in a day; the others sweep until those are done."""
    meet()
    if number >= writers:
        said = []
        for _ in range(rounds // 4):
            said += [line for line in jobs.run_all().values() if line.startswith("FAILED")] or ["ok"]
        return said
    dice = random.Random(number)
    works = (_write_post, _write_post, _change_team, _give_and_end_role, _change_settings)
    return [line for _ in range(rounds) for line in dice.choice(works)(dice)]


def _write_post(dice: random.Random) -> list[str]:
    author, approver = WORLD.person(dice.choice(("author", "author2"))), WORLD.person("approver")
    draft = Draft(text=CLEAN, purpose="4-ga", source="অফিস আদেশ")
    made: list[Post] = []
    said = [outcome(lambda: made.append(start_post(account=WORLD.account(), draft=draft, by=author)))]
    said.append(outcome(lambda: edit_post(post=fresh_post(made[0]), draft=draft, by=author, version=1)))
    said.append(
        outcome(
            lambda: submit_post(
                post=fresh_post(made[0]),
                by=author,
                version=2,
                explanations=dict.fromkeys(range(3), EXPLANATION),
                asked=Asked.values,
            )
        )
    )
    said.append(outcome(lambda: approve_post(post=fresh_post(made[0]), by=approver, version=3, seen=1)))
    return said


def _change_team(dice: random.Random) -> list[str]:
    account, by = WORLD.account("upz"), WORLD.person("upz_head")
    who = _officer(account.office)
    said = [outcome(lambda: teams.add_member(account=account, person=who, may_write=True, may_approve=False, by=by))]
    seat = TeamMember.objects.filter(account=account, person=who, until=None).select_related("account__office").first()
    return said + ([outcome(lambda: teams.remove_member(member=seat, by=by))] if seat else [])


def _give_and_end_role(dice: random.Random) -> list[str]:
    office, by, today = WORLD.office("DIST"), WORLD.person("administrator"), timezone.localdate()
    roles: list[Any] = []
    fields = {"person": PersonFactory(email=_address()), "office": office}
    kind = RoleKind.OFFICER
    give = lambda: roles.append(  # noqa: E731
        people_services.give_role(**fields, kind=kind, by=by, since=today, until=today + timedelta(days=9))
    )
    return [outcome(give), outcome(lambda: people_services.end_role(role=roles[0], by=by))]


def _change_settings(dice: random.Random) -> list[str]:
    who = WORLD.person(dice.choice(("author", "head")))
    wish = {"language": dice.choice(("bn", "en")), "bangla_digits": True}
    return [outcome(lambda: people_services.change_settings(person=who, **wish))]


def sweep(number: int, meet: Meet, later_minutes: int = 0, rounds: int = 1) -> int:
    """How many mails this process sent; a round takes 500 notices at most."""
    meet()
    now = timezone.now() + timedelta(minutes=later_minutes)
    return sum(int(deliver_due(now).split()[0]) for _ in range(rounds))


def wake(number: int, meet: Meet) -> None:
    """What beat does each minute."""
    notifications.wake()


def sweep_and_die(number: int, meet: Meet) -> None:
    """The mail server takes the third mail, and this process is gone before it can say so in the database."""
    taken = []
    send = notifications.EmailMessage.send

    def send_then_die(self: Any, *args: Any, **kwargs: Any) -> int:
        done = send(self, *args, **kwargs)
        taken.append(self)
        if len(taken) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    notifications.EmailMessage.send = send_then_die
    deliver_due()
