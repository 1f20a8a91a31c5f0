"""One table with one index."""

from django.db import models


class Item(models.Model):
    title = models.CharField(max_length=400)
    status = models.CharField(max_length=12)
    owner = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["status", "id"], name="item_status")]

    def __str__(self) -> str:
        return self.title
