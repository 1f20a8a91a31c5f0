"""Lists that an account keeps: similar official accounts that it follows, and Viber contacts (edition np-2075)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Peer, Person, ViberContact
from accounts.models.official_account import Platform
from accounts.permissions import can_attest, can_see_contacts
from accounts.services.duties import RUN_BY_TEAM
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.audit.services import record
from govsocial.errors import RuleError


@transaction.atomic
def add_peer(*, account: OfficialAccount, name: str, url: str, note: str, by: Person) -> Peer:
    """The account follows a similar official account. Raises not_allowed, wrong_state, listed_already."""
    if not can_attest(by, account):
        raise _not_allowed()
    _check_running(account)
    row = Peer(account=account, name=name, url=url, note=note, by=by)
    _add(row)
    facts = {"name": name, "url": url}
    record(Action.PEER_ADDED, account, by=by, lineage=account.lineage, note=name, data=facts)
    return row


@transaction.atomic
def end_peer(*, peer: Peer, by: Person) -> None:
    """It is not followed any more. Raises not_allowed, ended_already."""
    if not can_attest(by, peer.account):
        raise _not_allowed()
    _end(peer, by)
    facts = {"name": peer.name, "url": peer.url}
    record(Action.PEER_ENDED, peer.account, by=by, lineage=peer.account.lineage, note=peer.name, data=facts)


@transaction.atomic
def add_contact(*, account: OfficialAccount, number: str, identity: str, note: str, by: Person) -> ViberContact:
    """Keep a number with whose it is; the trail holds neither. Raises not_allowed, wrong_platform, wrong_state,
    listed_already."""
    if not can_see_contacts(by, account):
        raise _not_allowed()
    if account.platform != Platform.VIBER:
        raise RuleError("wrong_platform", _("Contacts are kept for an account on Viber."))
    _check_running(account)
    row = ViberContact(account=account, number=number, identity=identity, note=note, by=by)
    _add(row)
    record(Action.CONTACT_ADDED, account, by=by, lineage=account.lineage, note=row.masked)
    return row


@transaction.atomic
def end_contact(*, contact: ViberContact, by: Person) -> None:
    """The contact is not kept any more. Raises not_allowed, ended_already."""
    if not can_see_contacts(by, contact.account):
        raise _not_allowed()
    _end(contact, by)
    record(Action.CONTACT_ENDED, contact.account, by=by, lineage=contact.account.lineage, note=contact.masked)


@transaction.atomic
def note_look(*, account: OfficialAccount, by: Person) -> None:
    """Numbers are shown for the rest of the day to whom it is recorded that she looked. Raises not_allowed."""
    if not can_see_contacts(by, account):
        raise _not_allowed()
    if not looked_today(account, by):
        record(Action.CONTACTS_SEEN, account, by=by, lineage=account.lineage)


def looked_today(account: OfficialAccount, person: Person) -> bool:
    """It stands in the trail that she had the numbers shown today."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    looks = Entry.objects.about(account).filter(action=Action.CONTACTS_SEEN, actor=person, at__gte=today)
    return looks.exists()


def _add(row: Peer | ViberContact) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RuleError("listed_already", _("This stands in the list already.")) from None


def _end(row: Peer | ViberContact, by: Person) -> None:
    ended = type(row).objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by)
    if not ended:
        raise RuleError("ended_already", _("Somebody took this from the list before you."))


def _check_running(account: OfficialAccount) -> None:
    if account.status not in RUN_BY_TEAM:
        raise RuleError("wrong_state", _("Lists are kept once the page is approved and until it is closed."))


def _not_allowed() -> RuleError:
    return RuleError("not_allowed", _("The head of the office or a member of the team keeps this list."))
