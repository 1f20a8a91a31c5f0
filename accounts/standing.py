"""What stood at the end of a day: active accounts, the offices that have one, the seats on their teams."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Office, OfficialAccount, TeamMember
from accounts.models.official_account import ActiveSpan
from govsocial.rulebook.checks import Question
from govsocial.workdays.periods import day_bounds_utc


def active_accounts(day: date) -> QuerySet[OfficialAccount]:
    """Accounts that were active at the end of a day."""
    end = end_of(day)
    spans = ActiveSpan.objects.filter(account=OuterRef("pk"), since__lt=end).filter(Q(until=None) | Q(until__gte=end))
    return OfficialAccount.objects.filter(Exists(spans))


def offices_with_accounts(question: Question) -> QuerySet[Office]:
    """Offices of active accounts that follow the edition."""
    accounts = active_accounts(question.day).filter(office=OuterRef("pk"))
    return Office.objects.filter(Exists(accounts)).filter(question.whose("lineage"))


def seats_then(question: Question) -> QuerySet[TeamMember]:
    """Seats that active people held on the teams of active accounts at the end of the day."""
    end = end_of(question.day)
    seats = TeamMember.objects.filter(since__lt=end).filter(Q(until=None) | Q(until__gte=end), person__is_active=True)
    return seats.filter(account__in=active_accounts(question.day)).filter(question.whose("account__lineage"))


def end_of(day: date) -> datetime:
    """The first moment after a day, local time, in UTC."""
    return day_bounds_utc(day, settings.TIME_ZONE)[1]
