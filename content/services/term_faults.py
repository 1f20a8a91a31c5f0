"""What is wrong with an entry, in the reader's language: content.screening says it in English, as its command does."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.screening.patterns import PATTERN_MAX
from content.screening.terms import TEXT_MAX
from govsocial.web.digits import in_reader_digits

# Beginning of the fault, then how it is said here; what follows the beginning stands for %(what)s.
FAULTS: tuple[tuple[str, Promise | str], ...] = (
    ("nothing to look for in: ", _("There is no letter or digit to look for in “%(what)s”.")),
    (f"longer than {TEXT_MAX} characters: ", _("Longer than %(most)s characters: “%(what)s”")),
    ("too short for kind prefix: ", _("“%(what)s” is too short to be looked for at the beginning of words.")),
    ("too short for kind substring: ", _("“%(what)s” is too short to be looked for within words.")),
    (f"a pattern has at most {PATTERN_MAX} characters", _("A pattern has at most %(most)s characters.")),
    (
        "not a pattern that can be used (look-around and back-references cannot): ",
        _("This pattern cannot be used (neither can look-around and back-references): %(what)s"),
    ),
    (
        r"not a pattern that can be used (\C takes letters apart)",
        _(r"This pattern cannot be used: “\C” takes letters apart."),
    ),
    ("the pattern is too large", _("The pattern is too large: allow fewer repetitions or alternatives.")),
    ("the pattern matches an empty text", _("The pattern matches an empty text: it would be found everywhere.")),
)


def in_words(fault: str) -> str:
    """A fault of `term_fault` for the reader; one that is not known here as it is."""
    for begin, words in FAULTS:
        if fault.startswith(begin):
            return str(words) % {"what": fault.removeprefix(begin), "most": in_reader_digits(str(TEXT_MAX))}
    return fault
