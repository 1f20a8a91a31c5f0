"""Template tags: digits and dates by language, one-time form keys, icons, badges."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from govsocial.web import digits
from govsocial.web.idempotency import new_key

register = template.Library()
MB = 1024 * 1024


def bangla_digits() -> bool:
    """Digits follow the language; a person may prefer ASCII ones, which the middleware notes."""
    return digits.in_bangla() and digits.wanted.get()


@register.filter
def num(value: Any) -> str:
    """A number or text in the digits of the reader."""
    return "" if value is None else digits.number(value, bangla=bangla_digits())


@register.filter
def day(value: date | None) -> str:
    return "" if value is None else digits.day(value, bangla=bangla_digits())


@register.filter
def weekday(value: date | None) -> str:
    return "" if value is None else digits.day(value, bangla=bangla_digits(), weekday=True)


@register.filter
def when(value: datetime | None) -> str:
    return "" if value is None else digits.moment(value, bangla=bangla_digits())


@register.filter
def clock(value: datetime | None) -> str:
    return "" if value is None else digits.clock(value, bangla=bangla_digits())


@register.filter
def of(key: str, words: dict[str, str]) -> str:
    """The word for a key, or the key itself."""
    return words.get(key, key)


@register.filter
def ago(value: datetime) -> str:
    """How long ago, in one or two units: 2 hours 5 minutes."""
    return timesince(value).replace(",", " ")


@register.filter
def left(value: datetime) -> str:
    """How long until then, in one or two units."""
    return timeuntil(value).replace(",", " ")


@register.filter
def worked(minutes: int) -> str:
    """An amount of working time: 4 hours, 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": num(hours)}] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": num(rest)})
    return " ".join(parts)


@register.filter
def size(amount: int) -> str:
    """The size of a file: 340 KB, 1.2 MB."""
    if amount < MB:
        return _("%(n)s KB") % {"n": num(max(1, round(amount / 1024)))}
    return _("%(n)s MB") % {"n": num(f"{amount / MB:.1f}".removesuffix(".0"))}


@register.filter
def reason(step: Any) -> str:
    """Why a day of the working calendar counts or not, in the reader's language and digits."""
    return digits.in_reader_digits(step.reason_bn if digits.in_bangla() else step.reason_en)


@register.filter
def clip(value: str, graphemes: int) -> str:
    return digits.clip(str(value), graphemes)


@register.simple_tag(takes_context=True)
def form_key(context: template.Context) -> SafeString:
    """The hidden one-time key of a POST form (see idempotency)."""
    request: HttpRequest = context["request"]
    return mark_safe(f'<input type="hidden" name="idem" value="{new_key(request)}">')  # noqa: S308  (signed, no markup)


# No template for each: pages show dozens of them.
SHAPES = {"ok": "ok", "warn": "half", "bad": "x", "info": "info"}


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """A picture of templates/_sprite.html beside words that say the same."""
    classes = f"i i-{size}" if size else "i"
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


@register.simple_tag
def badge(kind: str, word: Any) -> SafeString:
    """A state: its word, with a shape for those who see no colour."""
    return format_html('<span class="st {}">{}{}</span>', kind, icon(SHAPES.get(kind, "none")), word)
