"""The list that is shipped with the portal, brought into the installation's own."""

from pathlib import Path

from django.db import transaction

from accounts.models import Office
from content.models import ProhibitedTerm, TermChange
from content.models.prohibited import ChangeState, TermState
from content.screening.terms import Term, read_terms
from content.services.entry_values import EntryValues, match_key
from content.services.rulesets import publish_ruleset
from govsocial.audit.actions import Action
from govsocial.audit.services import record

FIRST_LIST = Path(__file__).parent.parent / "screening" / "lists" / "first.csv"


@transaction.atomic
def load_first_list(path: Path = FIRST_LIST) -> int:
    """Bring the shipped list in. Idempotent; returns how many entries are new or changed.

    On a new installation all of it is active. Later, new entries come as drafts, for two people to decide on, and
    entries that somebody here has changed or retired stay as they are. Without an office at the root nothing is done.
    """
    terms, problems = read_terms(path)
    if problems:
        raise ValueError("; ".join(problems))
    root = Office.objects.filter(parent=None).first()
    if root is None:
        return 0
    present = {row.code: row for row in ProhibitedTerm.objects.filter(code__in=[term.code for term in terms])}
    touched = set(TermChange.objects.filter(status=ChangeState.CONFIRMED).values_list("term__code", flat=True))
    status = TermState.DRAFT if ProhibitedTerm.objects.exists() else TermState.ACTIVE
    new = [_new(term, root, status) for term in terms if term.code not in present]
    changed = [present[term.code] for term in terms if term.code in present.keys() - touched and _take(present, term)]
    ProhibitedTerm.objects.bulk_create(reversed(new))  # lists show the newest first: the seven kinds then lead
    for row in changed:
        row.version += 1
        row.save()
    if new or changed:
        ruleset = publish_ruleset(None)
        facts = {"sha256": ruleset.checksum, "new": len(new), "changed": len(changed)}
        record(Action.DATA_LOADED, ruleset, note=path.name, data=facts)
    return len(new) + len(changed)


def _new(term: Term, root: Office, status: TermState) -> ProhibitedTerm:
    return ProhibitedTerm(code=term.code, office=root, lineage=root.lineage, status=status, **_columns(term))


def _take(present: dict[str, ProhibitedTerm], term: Term) -> bool:
    """Put the shipped values into the row; whether any differs."""
    row, columns = present[term.code], _columns(term)
    if row.created_by_id is not None or all(getattr(row, name) == value for name, value in columns.items()):
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    return True


def _columns(term: Term) -> dict[str, object]:
    names = EntryValues.__dataclass_fields__
    values = {name: getattr(term, name) for name in names}
    values |= {"aliases": list(term.aliases), "exceptions": list(term.exceptions)}
    return {**values, "match_key": match_key(term.kind, term.text)}
