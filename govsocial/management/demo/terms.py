"""The demo's additions to the list of prohibited content: one in each state of its life, through the services."""

from accounts.models import Office, Person
from content.models import ProhibitedTerm
from content.services.entry_values import EntryValues
from content.services.prohibited_terms import create_term, try_term
from content.services.term_changes import confirm_change, propose_change

# office, text, category, severity, spellings, how far it has come, why in both languages
ENTRIES = (
    (
        "",
        "ইনবক্সে পাওয়া তথ্য",
        "unverified",
        "info",
        ("ইনবক্সে পাওয়া খবর",),
        "asked",
        "তথ্যের উৎস যাচাই করা হয়নি বোঝায়।",
        "Says that the source of a fact was not checked.",
    ),
    (
        "",
        "বিয়ের দাওয়াত",
        "personal",
        "info",
        ("বিয়ের নিমন্ত্রণ",),
        "shadow",
        "ব্যক্তিগত অনুষ্ঠানের কথা বোঝায়।",
        "Speaks of a private celebration.",
    ),
    (
        "SMP-DIST",
        "উপকারভোগীর খসড়া তালিকা",
        "confidential",
        "warn",
        ("খসড়া উপকারভোগী তালিকা",),
        "active",
        "চূড়ান্ত হওয়ার আগে তালিকা প্রকাশ করা হয় না।",
        "Lists are not published before they are final.",
    ),
    (
        "SMP-DIST",
        "অভ্যন্তরীণ নথি",
        "confidential",
        "warn",
        (),
        "draft",
        "দপ্তরের ভেতরের নথির কথা বোঝায়।",
        "Speaks of papers within the office.",
    ),
)
REASON = "মাসিক সভার সিদ্ধান্ত অনুযায়ী প্রস্তাব করা হলো।"


def seed_terms(people: dict[str, Person]) -> None:
    """Entries of the national list and of the sample district, each as far as it has come."""
    for code, text, category, severity, aliases, state, why_bn, why_en in ENTRIES:
        office = Office.objects.get(code=code) if code else Office.objects.get(parent=None)
        by, second = (people["head"], people["supervisor"]) if code else (people["admin"], people["cabinet"])
        values = EntryValues(category, "phrase", text, "bn", severity, why_bn, why_en, aliases)
        if not ProhibitedTerm.objects.filter(office=office, text=text).exists():
            _bring(create_term(office=office, values=values, by=by), state, by, second)


def _bring(term: ProhibitedTerm, state: str, by: Person, second: Person) -> None:
    if state == "draft":
        return
    try_term(term=term, by=by)
    to = "active" if state == "asked" else state
    change = propose_change(term=term, by=by, version=term.version, reason=REASON, to_status=to)
    if state != "asked":
        confirm_change(change=change, by=second, version=change.version)
