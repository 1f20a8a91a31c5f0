"""Who may write, decide and publish posts."""

from accounts.models import Person, TeamMember
from accounts.models.official_account import AccountState, OfficialAccount
from content.models import Post


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
    return Post.objects.filter(pk=post.pk).decidable_by(person).exists()


def can_publish(person: Person, post: Post) -> bool:
    """Anybody on the team of an active account records what went out."""
    if post.account.status != AccountState.ACTIVE:
        return False
    return TeamMember.objects.current().filter(account_id=post.account_id, person=person).exists()
