"""What else a statement under a duty must keep, beside who states it and when."""

from django.utils.translation import gettext_lazy as _

from accounts.duties import STAGE, VERDICT
from accounts.duty_types import Duty
from accounts.models import Attestation
from accounts.password_traces import looks_like_password
from govsocial.errors import RuleError

NEXT_STAGES = {"": {"applied", "verified"}, "applied": {"verified", "refused"}}
NEXT_STAGES |= {"verified": {"refused"}, "refused": {"applied", "verified"}}


def check_statement(duty: Duty, row: Attestation, last: Attestation | None) -> None:
    """Raises looks_like_password, no_banner, wrong_order, before_last."""
    if duty.refuses_passwords and any(map(looks_like_password, [row.evidence, *row.answers.values()])):
        message = _("This looks like a password. Never write one here; nothing was stored.")
        raise RuleError("looks_like_password", message)
    if row.answers.get(VERDICT.code) == "exception" and not row.link:
        raise RuleError("no_banner", _("Give a link to the banner that shows the office's name and logo."))
    if STAGE in duty.answers:
        _check_stage(row, last)


def _check_stage(row: Attestation, last: Attestation | None) -> None:
    """An application stands before what became of it (a page may be verified already when it is entered)."""
    code = STAGE.code
    if row.answers[code] not in NEXT_STAGES[last.answers[code] if last else ""]:
        raise RuleError("wrong_order", _("This does not follow on what was recorded last."))
    if last and row.on < last.on:
        raise RuleError("before_last", _("The day may not lie before the one recorded last."))
