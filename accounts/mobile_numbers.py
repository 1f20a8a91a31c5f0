"""Mobile numbers of Bangladesh as people type them. Pure."""

import re

from govsocial.web.digits import to_ascii

_BETWEEN = re.compile(r"[\s().\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\ufeff-]")
_MOBILE = re.compile(r"(?:(?:\+|00)?88)?(01[3-9][0-9]{8})")


def mobile(typed: str) -> str:
    """The 11 ASCII digits of a number typed in either script, with or without +88, spaces and hyphens; "" for none."""
    found = _MOBILE.fullmatch(_BETWEEN.sub("", to_ascii(typed)))
    return found.group(1) if found else ""


def grouped(number: str) -> str:
    """As people read it: 01712-345678."""
    return f"{number[:5]}-{number[5:]}"
