"""Sweeps that overlap, and sweeps that die: each notice once in the portal, each mail once, none lost."""

from collections import Counter

import pytest

from tests.races.processes import SOAK, Sink, Site, mail_sink, sized


def doubled(sink: Sink) -> list[str]:
    """Message-IDs that arrived more than once."""
    return [message for message, times in Counter(mail["id"] for mail in sink.mails()).items() if times > 1]


@sized
def test_overlapping_sweeps_mail_each_notice_once(site: Site, capsys: pytest.CaptureFixture[str]):
    """A beat that fires twice, or a worker and cron together, must not fill an officer's mailbox twice."""
    count = site.act("notices", count=2000 if SOAK else 60)
    before = site.act("counts")["notices"]
    with mail_sink(site, delay=0.01) as sink:
        said = site.with_(EMAIL_URL=sink.email_url).at_once("sweep", 20 if SOAK else 10, rounds=5 if SOAK else 1)
        mails = sink.mails()
    with capsys.disabled():
        print(f"\n  overlapping sweeps: {len(mails)} mails for {count} notices, {len(doubled(sink))} doubled", end="")
    assert len({mail["id"] for mail in mails}) == count
    assert len(mails) == count
    assert sum(said) == count
    assert sum(sent > 0 for sent in said) >= 2, "the sweeps did not overlap"
    after = site.act("counts")
    assert after["notices"] == before
    assert after["due"] == 0


def test_mail_of_a_sweep_that_died_comes_again_with_the_same_id(site: Site):
    """Killed after the server took a mail: nothing is lost, and the mail reader shows the second copy as the same."""
    count = site.act("notices", count=10)
    with mail_sink(site) as sink:
        mailing = site.with_(EMAIL_URL=sink.email_url)
        killed = mailing.python("-c", DIE, check=False)
        assert killed.returncode != 0
        assert len(sink.mails()) == 3
        mailing.act("sweep")  # the row in hand is still claimed: a sweep that is alive would be mailing it
        assert len(sink.mails()) == count
        assert doubled(sink) == []
        assert site.act("counts")["mailed"] == site.act("counts")["notices"] - 1
        mailing.act("sweep", later_minutes=6)
        assert len(sink.mails()) == count + 1
        assert len(doubled(sink)) == 1
    assert site.act("counts")["due"] == 0


DIE = """
import django
django.setup()
from tests.races import acts
acts.sweep_and_die(0, lambda: None)
"""
