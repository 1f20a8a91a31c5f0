"""A small country that every test finds in its database: offices, people with roles, accounts with teams."""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import Acknowledgement, Office, OfficialAccount, Person, Role
from accounts.models.role import RoleKind
from accounts.services.duties import acknowledge
from accounts.services.offices import import_offices
from content.services.shipped_list import FIRST_LIST, load_first_list
from govsocial.rulebook.models import Edition
from govsocial.rulebook.services import load_editions
from govsocial.workdays.services import seed_calendar
from tests.factories import AccountFactory, PersonFactory, RoleFactory

OF_EACH = 15  # entries of each category of the shipped list
OFFICES = """code,parent,kind,name_bn,name_en,website,lat,lon
GOB,,government,গণপ্রজাতন্ত্রী বাংলাদেশ সরকার,Government,https://bangladesh.gov.bd,,
MIN,GOB,ministry,পরীক্ষা মন্ত্রণালয়,Ministry of Tests,,,
DIST,MIN,district_office,জেলা প্রশাসকের কার্যালয়,District Office,,23.4,91.1
UPZ,DIST,upazila_office,সদর উপজেলা,Sadar Upazila,,,
OTH,MIN,district_office,পাশের জেলা,Next District,,,
FAR,GOB,ministry,দূরের মন্ত্রণালয়,Far Ministry,,,
"""
K = RoleKind
# login: office, role. DIST is “own”, UPZ its child, MIN its parent, OTH another office beside it.
PEOPLE: dict[str, tuple[str, RoleKind]] = {
    "administrator": ("GOB", K.ADMINISTRATOR),
    "cabinet": ("GOB", K.CABINET),
    "keeper": ("GOB", K.KEEPER),
    "supervisor": ("MIN", K.SUPERVISOR),
    "auditor": ("MIN", K.AUDITOR),
    "far_supervisor": ("FAR", K.SUPERVISOR),
    "head": ("DIST", K.HEAD),
    "author": ("DIST", K.OFFICER),
    "author2": ("DIST", K.OFFICER),
    "approver": ("DIST", K.OFFICER),
    "approver2": ("DIST", K.OFFICER),
    "officer": ("DIST", K.OFFICER),  # in the office, on no team
    "disabled": ("DIST", K.HEAD),
    "former": ("DIST", K.HEAD),  # the role has ended
    "upz_head": ("UPZ", K.HEAD),
    "upz_author": ("UPZ", K.OFFICER),
    "upz_approver": ("UPZ", K.OFFICER),
    "upz_approver2": ("UPZ", K.OFFICER),
    "oth_head": ("OTH", K.HEAD),
    "oth_author": ("OTH", K.OFFICER),
    "oth_approver": ("OTH", K.OFFICER),
    "oth_approver2": ("OTH", K.OFFICER),
}
TEAMS = {
    "dist": ("DIST", "head", ("author", "author2"), ("approver", "approver2")),
    "upz": ("UPZ", "upz_head", ("upz_author",), ("upz_approver", "upz_approver2")),
    "oth": ("OTH", "oth_head", ("oth_author",), ("oth_approver", "oth_approver2")),
}


def short_list() -> str:
    """The first of each category of the shipped list: all of it would be read anew for each state of the list."""
    head, *rows = FIRST_LIST.read_text(encoding="utf-8").splitlines(keepends=True)
    return head + "".join(row for row in rows if int(row.split(",", 1)[0].rpartition("-")[2]) <= OF_EACH)


def build() -> None:
    """Fill an empty database; once for each test process."""
    load_editions()
    seed_calendar()
    import_offices(OFFICES.encode())
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(short_list())
        file.flush()
        load_first_list(Path(file.name))
    since = timezone.localdate() - timedelta(days=60)
    people = {}
    for login, (code, kind) in PEOPLE.items():
        people[login] = PersonFactory(email=f"{login}@test.example", name_bn=f"জনাব {login}", name_en=f"Mx {login}")
        RoleFactory(person=people[login], office=Office.objects.get(code=code), kind=kind, since=since)
    Person.objects.filter(email="disabled@test.example").update(is_active=False)
    Role.objects.filter(person=people["former"]).update(until=timezone.localdate())
    PersonFactory(email="nobody@test.example", name_bn="রোলহীন ব্যক্তি")
    for name, (code, head, writers, approvers) in TEAMS.items():
        team = [(people[w], True, False) for w in writers] + [(people[a], False, True) for a in approvers]
        account = AccountFactory(office=Office.objects.get(code=code), head=people[head], team=team)
        OfficialAccount.objects.filter(pk=account.pk).update(handle=name)
        for login in (*writers, *approvers):
            acknowledge(person=people[login], edition=Edition.objects.get(is_default=True))
    Acknowledgement.objects.update(on=since)


@dataclass(frozen=True)
class World:
    """Look-ups by the names above; each call reads the database."""

    def person(self, login: str) -> Person:
        return Person.objects.get(email=f"{login}@test.example")

    def office(self, code: str) -> Office:
        return Office.objects.get(code=code)

    def account(self, name: str = "dist") -> OfficialAccount:
        return OfficialAccount.objects.select_related("office").get(handle=name)
