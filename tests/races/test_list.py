"""A change of the prohibited list reaches every process within a second."""

from tests.races.processes import Site


def test_another_process_screens_by_the_changed_list_within_a_second(site: Site) -> None:
    """An approver must not see yesterday's list because her request went to another worker."""
    changed, *seen = site.at_once("list_edit", 3)
    assert all(0 <= moment - changed + 0.05 < 1 for moment in seen), (changed, seen)
    assert site.act("chain")["faults"] == []


def test_changes_confirmed_at_the_same_instant_are_all_seen(site: Site) -> None:
    """A state of the list that is committed late must not hide behind one with a greater number."""
    still_found, *_others = site.at_once("list_edits", 6)
    assert still_found == []


def test_the_newest_state_is_committed_last(site: Site) -> None:
    """Whoever makes a state while another is not yet committed waits for it: the greatest number is the newest."""
    first, second = site.at_once("slow_state", 2)
    assert first["state"] < second["state"]
    assert first["committed"] < second["committed"]
