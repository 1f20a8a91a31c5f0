"""How rows of the queue show time: a circle that fills as time goes, a triangle when it is over."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import Post
from govsocial.web.digits import in_reader_digits

register = template.Library()
FILLED = ("open", "d1", "half", "d3")  # by quarters of the time there was


@register.filter
def due_icon(post: Post) -> str:
    """Name of the icon for what is left of the time to decide."""
    now = timezone.now()
    if post.decide_by is None or post.submitted_at is None:
        return FILLED[0]
    if post.decide_by <= now:
        return "over"
    whole = (post.decide_by - post.submitted_at).total_seconds()
    gone = (now - post.submitted_at).total_seconds()
    return FILLED[min(3, int(4 * gone / whole))] if whole > 0 and gone > 0 else FILLED[0]


@register.filter
def due_tone(post: Post) -> str:
    """Its colour: only what needs haste carries any."""
    return {"over": "bad", "d3": "warn"}.get(due_icon(post), "mut")


@register.filter
def due_words(post: Post) -> str:
    """What is left of the time to decide, or how long it is over, in two short units at most."""
    if post.decide_by is None:
        return ""
    seconds = (post.decide_by - timezone.now()).total_seconds()
    words = _("%(time)s left") if seconds > 0 else _("%(time)s over")
    return in_reader_digits(words % {"time": _span(int(abs(seconds)) // 60)})


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _("%(n)s d") % {"n": hours // 24}
    return _("%(h)s h %(m)s m") % {"h": hours, "m": rest} if hours else _("%(m)s m") % {"m": rest}
