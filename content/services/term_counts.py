"""How often each entry was found and what people decided about it, counted again at most hourly."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from content.models import ProhibitedTerm, ScreeningHit, ShadowHit
from content.models.screening import HitDecision
from govsocial.notifications.models import JobRun

EVERY = timedelta(hours=1)
NAME = "term counts, whole"
COUNTED = ("hits", "upheld", "overridden", "shadow_hits")


def count_hits() -> str:
    """Sweep: counts again unless that was done within the hour."""
    now = timezone.now()
    if JobRun.objects.filter(name=NAME, finished_at__gt=now - EVERY).exists():
        return "counted within the hour"
    said = f"{recount()} entries counted anew"
    JobRun.objects.update_or_create(
        name=NAME, defaults={"started_at": now, "finished_at": timezone.now(), "result": said}
    )
    return said


@transaction.atomic
def recount() -> int:
    """Bring the stored counts of every entry in line with its hits; returns how many entries differed."""
    found = _found()
    wrong = []
    for term in ProhibitedTerm.objects.only("code", *COUNTED).order_by("pk"):
        counts = {name: found[term.code].get(name, 0) for name in COUNTED}
        if any(getattr(term, name) != count for name, count in counts.items()):
            for name, count in counts.items():
                setattr(term, name, count)
            wrong.append(term)
    ProhibitedTerm.objects.bulk_update(wrong, COUNTED, batch_size=200)
    return len(wrong)


def _found() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    decided = ScreeningHit.objects.order_by().values_list("term_code", "decision").annotate(n=Count("pk"))
    for code, decision, count in decided:
        found[code]["hits"] = found[code].get("hits", 0) + count
        if decision != HitDecision.OPEN:
            found[code][decision] = count
    for code, count in ShadowHit.objects.order_by().values_list("term_code").annotate(n=Count("pk")):
        found[code]["shadow_hits"] = count
    return found
