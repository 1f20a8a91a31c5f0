"""What the portal sees beside a statement: how the name of a page reads, what kind of address signs in to it."""

from typing import Any

from accounts.duty_types import Duty
from accounts.models import OfficialAccount, Role
from accounts.naming import name_hint
from accounts.official_mail import mail_kind

PERSONS = 300  # names of an office's people that are compared


def hints_of(duty: Duty, account: OfficialAccount, answers: dict[str, Any]) -> dict[str, Any]:
    """Hints for the page of a duty; they decide nothing."""
    if duty.of_name:
        office = account.office
        roles = Role.objects.current().filter(office=office, person__is_active=True).order_by("person_id")
        names = roles.values_list("person__name_bn", "person__name_en").distinct()[:PERSONS]
        persons = [name for pair in names for name in pair if name]
        return {"name_hint": name_hint(account.name, [office.name_bn, office.name_en], persons)}
    if answers.get("email"):
        return {"mail_kind": mail_kind(answers["email"], account.office.website)}
    return {}
