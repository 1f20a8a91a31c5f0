"""First results of POST forms, so that a second click gives the first result."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class FormResult(models.Model):
    """What the first success of a form led to; written in the transaction of that success."""

    key = models.CharField(max_length=80, primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    view = models.CharField(max_length=100, help_text="name of the address")
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.view} → {self.location}"
