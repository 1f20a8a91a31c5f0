"""The installation's working calendar: dated rest days, office hours, holidays; editable."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from govsocial.workdays.seed import source_in_bangla

# Monday is 0; listed as the week begins here.
WEEKDAYS = [
    (6, _("Sunday")),
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
]


class RestDay(models.Model):
    """Weekly rest days (Monday is 0) between two dates; a narrower row wins, so a Saturday opened by order is a row."""

    weekdays = models.JSONField(default=list)
    since = models.DateField(unique=True)
    until = models.DateField(null=True, blank=True, help_text="last day")
    withdrawn = models.BooleanField(_("withdrawn: it does not hold after all"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.weekdays} since {self.since}"

    @property
    def weekday_names(self) -> list[str]:
        """The rest days in the reader's language, Sunday first as the week begins here."""
        return [str(name) for number, name in WEEKDAYS if number in self.weekdays]


class HoursRule(models.Model):
    """Office hours that hold between two dates; of two rules the narrower one wins (Ramadan)."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="last day")
    opens = models.TimeField()
    closes = models.TimeField()
    name_bn = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    withdrawn = models.BooleanField(_("withdrawn: it does not hold after all"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="hours_close_after_opening"),
            models.UniqueConstraint(fields=["since", "name_en"], name="hours_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opens}-{self.closes} since {self.since}"

    @property
    def name(self) -> str:
        return self.name_en if str(get_language() or "").startswith("en") else self.name_bn


class HolidayRow(models.Model):
    """A day off. `estimated`: depends on the moon or a gazette that is not out yet."""

    on = models.DateField(_("date"))
    name_bn = models.CharField(_("name in Bangla"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150)
    estimated = models.BooleanField(_("estimated"), default=False)
    source = models.CharField(_("source"), max_length=200)
    withdrawn = models.BooleanField(_("withdrawn: it is a working day after all"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["on", "name_en"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.name_en}"

    @property
    def source_shown(self) -> str:
        return self.source if str(get_language() or "").startswith("en") else source_in_bangla(self.source)

    @property
    def name(self) -> str:
        return self.name_en if str(get_language() or "").startswith("en") else self.name_bn
