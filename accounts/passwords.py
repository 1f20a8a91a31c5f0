"""What Django's own validators do not know: the words that come to mind in this office."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Office, Person

JOINERS = {0x200C: None, 0x200D: None}
LEFT = 6  # letters that must be left when the words that everybody would try are gone
WORDS = """
bangladesh bangla bengal dhaka government govt gov sarkar shorkar cabinet division ministry department
directorate district upazila union office officer official administrator admin portal social media password
বাংলাদেশ বাংলা ঢাকা গণপ্রজাতন্ত্রী সরকার সরকারি মন্ত্রিপরিষদ মন্ত্রণালয় বিভাগ অধিদপ্তর দপ্তর জেলা উপজেলা ইউনিয়ন
কার্যালয় অফিস কর্মকর্তা প্রশাসক পোর্টাল পাসওয়ার্ড
"""


class ContextWordsValidator:
    """Refuses a password that is little more than words of the place and of the person, with digits and signs."""

    def validate(self, password: str, user: Person | None = None, office: Office | None = None) -> None:
        """Raises ValidationError. `office` is for somebody who has no role yet."""
        office = office or (user.acting_office if user and user.pk else None)
        names = [office.name_bn, office.name_en, office.code] if office else []
        names += [user.name_bn, user.name_en, user.email.split("@")[0]] if user else []
        known = _letters(" ".join([WORDS, *names])).split()
        left = _letters(password)
        for word in sorted({word for word in known if len(word) > 2}, key=len, reverse=True):
            left = left.replace(word, " ")
        if len(left.replace(" ", "")) < LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_context_words")

    def get_help_text(self) -> str:
        return _("Use words that have nothing to do with your office, the government or your name.")


def _letters(text: str) -> str:
    """Letters and the signs that belong to them, in one form; a space for everything else."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(JOINERS)
    return "".join(sign if unicodedata.category(sign)[0] in "LM" else " " for sign in folded)
