"""The list changes in one process while others screen; acts like those of `acts`."""

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

from content.models import ProhibitedTerm
from content.services.rulesets import publish_ruleset
from content.services.screening import screen_text
from content.services.term_changes import confirm_change, propose_change
from tests.world import World

Meet = Callable[[], Any]
WORLD = World()
PATIENCE = 10  # seconds


def list_edit(number: int, meet: Meet) -> Any:
    """The first process retires a word; each other screens a text with it all the while. Both say when (seconds)."""
    term = ProhibitedTerm.objects.filter(status="active", kind="word", severity="block").earliest("pk")
    text = f"ওই {term.text} এল"
    if number:
        assert _finds(text, term.code)
        meet()
        end = time.monotonic() + PATIENCE
        while _finds(text, term.code) and time.monotonic() < end:
            time.sleep(0.01)
        return time.time()
    given = {"term": term, "by": WORLD.person("keeper"), "version": term.version, "reason": "আর প্রয়োজন নেই"}
    change = propose_change(**given, to_status="retired")
    meet()
    time.sleep(0.2)
    confirm_change(change=change, by=WORLD.person("cabinet"), version=change.version)
    return time.time()


def list_edits(number: int, meet: Meet) -> list[str]:
    """Each process but the first retires an entry of its own at the same instant; the first screens all the while and
    answers which of them it still finds once the others are done."""
    terms = list(ProhibitedTerm.objects.filter(kind="word", severity="block").order_by("pk")[10:15])
    if number:
        term = terms[number - 1]
        given = {"term": term, "by": WORLD.person("keeper"), "version": term.version, "reason": "আর প্রয়োজন নেই"}
        change = propose_change(**given, to_status="retired")
        meet()
        confirm_change(change=change, by=WORLD.person("cabinet"), version=change.version)
        return []
    text = "; ".join(term.text for term in terms)
    meet()
    end = time.monotonic() + PATIENCE
    codes = {term.code for term in terms}
    while (found := codes & {hit.term.code for hit in screen_text(text).hits}) and time.monotonic() < end:
        time.sleep(0.002)
    return sorted(found)


def slow_state(number: int, meet: Meet) -> dict[str, float]:
    """The first process makes a state of the list and takes a second to commit it; the other makes one meanwhile."""
    if number:
        meet()
    with transaction.atomic():
        state = publish_ruleset(None)
        if not number:
            meet()
            time.sleep(1)
    return {"state": state.pk, "committed": time.time()}


def _finds(text: str, code: str) -> bool:
    return code in {hit.term.code for hit in screen_text(text).hits}
