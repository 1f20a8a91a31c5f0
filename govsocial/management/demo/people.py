"""The demo's people: fictional names, one published password, offices marked as sample."""

from dataclasses import dataclass

from accounts.models.role import RoleKind

PASSWORD = "namuna-portal-2026"  # noqa: S105  (the demo's published password; refused outside loopback)
DOMAIN = "namuna.example"


@dataclass(frozen=True)
class DemoPerson:
    """`roles` are the words of `demo_people --json`; `kind` is the role held at the office."""

    login: str
    name_bn: str
    name_en: str
    designation: str
    office: str
    kind: RoleKind
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


OFFICER = RoleKind.OFFICER
PEOPLE = (
    DemoPerson(
        "admin",
        "মো. রফিকুল ইসলাম",
        "Md. Rafiqul Islam",
        "সিস্টেম অ্যানালিস্ট",
        "GOB",
        RoleKind.ADMINISTRATOR,
        ("administrator",),
    ),
    DemoPerson("cabinet", "সাবিহা রহমান", "Sabiha Rahman", "উপসচিব", "GOB", RoleKind.CABINET, ("cabinet",)),
    DemoPerson("supervisor", "আনিসুর রহমান", "Anisur Rahman", "যুগ্মসচিব", "SMP", RoleKind.SUPERVISOR, ("supervisor",)),
    DemoPerson("auditor", "দেলোয়ার হোসেন", "Delwar Hossain", "নিরীক্ষা কর্মকর্তা", "SMP", RoleKind.AUDITOR, ("auditor",)),
    DemoPerson("head", "নাসরিন আক্তার", "Nasrin Akter", "জেলা প্রশাসক", "SMP-DIST", RoleKind.HEAD, ("head",)),
    DemoPerson("author", "তানভীর হাসান", "Tanvir Hasan", "সহকারী কমিশনার", "SMP-DIST", OFFICER, ("author",)),
    DemoPerson("author2", "ফারজানা ইয়াসমিন", "Farzana Yasmin", "সহকারী কমিশনার", "SMP-DIST", OFFICER, ("author",)),
    DemoPerson("approver", "শিরিন সুলতানা", "Shirin Sultana", "অতিরিক্ত জেলা প্রশাসক", "SMP-DIST", OFFICER, ("approver",)),
    DemoPerson("approver2", "মাহবুব আলম", "Mahbub Alam", "সিনিয়র সহকারী কমিশনার", "SMP-DIST", OFFICER, ("approver",)),
    DemoPerson("upazila-head", "জাহিদ হাসান", "Zahid Hasan", "উপজেলা নির্বাহী অফিসার", "SMP-UPZ-01", RoleKind.HEAD, ("head",)),
    DemoPerson("outsider", "সুমাইয়া রহমান", "Sumaiya Rahman", "তথ্য সেবা কর্মকর্তা", "SMP-UPZ-01", OFFICER, ("author",)),
    DemoPerson(
        "upazila-approver", "আরিফ হোসেন", "Arif Hossain", "সহকারী কমিশনার (ভূমি)", "SMP-UPZ-01", OFFICER, ("approver",)
    ),
    DemoPerson(
        "upazila-approver2", "রুমানা পারভীন", "Rumana Parvin", "উপজেলা কৃষি কর্মকর্তা", "SMP-UPZ-01", OFFICER, ("approver",)
    ),
)
