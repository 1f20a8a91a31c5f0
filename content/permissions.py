"""Who may write, decide and publish posts."""

from django.db.models import Q, QuerySet

from accounts.models import Office, Person, Role, TeamMember
from accounts.models.official_account import AccountState, OfficialAccount
from accounts.models.role import READS_SUBTREE, RoleKind
from content.models import Mistake, Post, PostVersion, SecondLook, TermChange
from content.models.prohibited import CONFIRM_BELOW, CONFIRM_NATIONAL, CONFIRM_OWN, ChangeState
from content.models.states import PostState


def can_write_for(person: Person, account: OfficialAccount) -> bool:
    """A writing seat on the team of an active account."""
    return account.status == AccountState.ACTIVE and may_take_back(person, account)


def may_take_back(person: Person, account: OfficialAccount) -> bool:
    """A writing seat on the team, also while the account is suspended or closed."""
    return TeamMember.objects.current().filter(account=account, person=person, may_write=True).exists()


def can_decide(person: Person, post: Post) -> bool:
    """An approver of an active account's team who neither wrote a version, nor sent the post, nor approved it first.

    Clause 6-ka. Where the team has nobody left, the head of the office decides; where he wrote it too, whoever
    oversees the office.
    """
    return Post.objects.filter(pk=post.pk).decidable_now_by(person).exists()


def can_publish(person: Person, post: Post) -> bool:
    """Anybody on the team of an active account records what went out."""
    if post.account.status != AccountState.ACTIVE:
        return False
    return TeamMember.objects.current().filter(account_id=post.account_id, person=person).exists()


def can_look_again(person: Person, look: SecondLook) -> bool:
    """A second person's look: whoever may decide for the account and neither wrote, sent nor approved the post.

    Also while the account is suspended: the look is owed. Where the team has nobody else the head looks, where he
    took part too whoever oversees the office.
    """
    return SecondLook.objects.filter(pk=look.pk).owed_by(person).exists()


def sits_on_team(person: Person, account: OfficialAccount) -> bool:
    """Any seat on the team, also while the account is suspended or closed: taking down must always be possible."""
    return TeamMember.objects.current().filter(account=account, person=person).exists()


def can_notice(person: Person, account: OfficialAccount) -> bool:
    """Whoever sits on the team or heads the office says what is wrong on the page (cg-2017 d8)."""
    return account.lineage in person.lineages(RoleKind.HEAD) or sits_on_team(person, account)


def can_dismiss(person: Person, mistake: Mistake) -> bool:
    """An approver of the team or the head of the office, never who noticed it, wrote or sent the post."""
    post = mistake.post
    wrote = PostVersion.objects.filter(post=post).touched_by(person)
    if person.pk in {mistake.noticed_by_id, post.submitted_by_id} or wrote.exists():
        return False
    account = post.account
    seats = TeamMember.objects.current().approvers().filter(account=account, person=person)
    return account.lineage in person.lineages(RoleKind.HEAD) or seats.exists()


def noticeable_accounts(person: Person) -> QuerySet[OfficialAccount]:
    """The accounts with a page of which she may say what she found on it."""
    seats = [seat.account_id for seat in person.present_seats]
    known = OfficialAccount.objects.filter(Q(pk__in=seats) | Q(lineage__in=person.lineages(RoleKind.HEAD)))
    return known.exclude(url="").order_by("pk")


def can_remark(person: Person, post: Post) -> bool:
    """Whoever sees the post by a seat on the team or by a role other than an auditor's, who only reads."""
    if post.lineage in person.lineages(RoleKind.HEAD) or any(
        seat.account_id == post.account_id for seat in person.present_seats
    ):
        return True
    readers = person.lineages(*(kind for kind in READS_SUBTREE if kind != RoleKind.AUDITOR))
    return post.status != PostState.DRAFT and any(post.lineage.startswith(lineage) for lineage in readers)


def can_write_templates(person: Person, office: Office) -> bool:
    """The head of the office, and whoever writes for one of its accounts."""
    return any(own.pk == office.pk for own in template_offices(person))


def template_offices(person: Person) -> list[Office]:
    """Offices whose templates she may write, the one she heads first."""
    headed = [role.office for role in person.present_roles if role.kind == RoleKind.HEAD]
    writes = [seat.account.office_id for seat in person.present_seats if seat.may_write]
    others = Office.objects.filter(pk__in=set(writes) - {office.pk for office in headed}).order_by("pk")
    return [*headed, *others] if writes else headed


def can_propose_terms(person: Person, office: Office) -> bool:
    """Entries of the national list: rule-book keepers; of an office's: its head, or an administrator of it or above."""
    if office.parent_id is None:
        return _holds(person, office, RoleKind.KEEPER)
    return _holds(person, office, RoleKind.HEAD) or _holds_over(person, office, RoleKind.ADMINISTRATOR)


def can_confirm_terms(person: Person, office: Office) -> bool:
    """National: keepers and the Cabinet Division; an office's: its head or supervisor, or whoever stands above it.

    Never who proposed the change: that rule is the change's own.
    """
    if office.parent_id is None:
        return _holds(person, office, *CONFIRM_NATIONAL)
    return _holds(person, office, *CONFIRM_OWN) or _holds_over(person, office, *CONFIRM_BELOW)


def can_decide_change(person: Person, change: TermChange) -> bool:
    """A second person, while the change waits."""
    waits = change.status == ChangeState.PROPOSED and change.proposed_by_id != person.pk
    return waits and can_confirm_terms(person, change.term.office)


def term_offices(person: Person) -> list[Office]:
    """Offices of her roles for which she may propose entries, the oldest role's first."""
    found = {role.office_id: role.office for role in person.present_roles}
    return [office for office in found.values() if can_propose_terms(person, office)]


def term_confirmers(office: Office, but: Person) -> list[Person]:
    """Who is asked to confirm: those of the office itself, where nobody else is there those of the nearest above."""
    roles = Role.objects.current().filter(person__is_active=True).exclude(person=but)
    kinds = CONFIRM_NATIONAL if office.parent_id is None else CONFIRM_OWN
    found = list(roles.of(*kinds).filter(office=office).select_related("person", "office"))
    if not found:
        above = list(roles.of(*CONFIRM_BELOW).above(office).select_related("person", "office"))
        nearest = max((len(role.office.lineage) for role in above), default=0)
        found = [role for role in above if len(role.office.lineage) == nearest]
    return list({role.person_id: role.person for role in found}.values())


def _holds(person: Person, office: Office, *kinds: RoleKind) -> bool:
    return any(role.office_id == office.pk and role.kind in kinds for role in person.present_roles)


def _holds_over(person: Person, office: Office, *kinds: RoleKind) -> bool:
    return any(role.kind in kinds and role.office.holds(office.lineage) for role in person.present_roles)
