"""The arithmetic of states over days: whatever is written in whatever order, each day says what was written last."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from govsocial.tallies.intervals import Span, assign

START = date(2026, 1, 1)
DAYS = 40


def day(number: int) -> date:
    return START + timedelta(days=number)


WRITES = st.lists(
    st.tuples(st.integers(0, 30), st.none() | st.integers(1, 9), st.sampled_from("MBE")), min_size=1, max_size=9
)


@given(WRITES)
def test_each_day_has_the_state_that_was_written_last(writes):
    spans: list[Span[str]] = []
    truth: dict[int, str] = {}
    for start, length, state in writes:
        end = None if length is None else start + length
        spans = assign(spans, day(start), None if end is None else day(end), state)
        truth |= dict.fromkeys(range(start, DAYS if end is None else end), state)
    for number in range(DAYS):
        found = [span.state for span in spans if span.covers(day(number))]
        assert found == ([truth[number]] if number in truth else [])


@given(WRITES)
def test_spans_stay_in_order_apart_and_joined(writes):
    spans: list[Span[str]] = []
    for start, length, state in writes:
        spans = assign(spans, day(start), None if length is None else day(start + length), state)
    for before, after in pairwise(spans):
        assert before.until is not None
        assert before.until <= after.since
        assert before.until < after.since or before.state != after.state


@given(WRITES)
def test_writing_the_last_thing_again_changes_nothing(writes):
    spans: list[Span[str]] = []
    for start, length, state in writes:
        spans = assign(spans, day(start), None if length is None else day(start + length), state)
    start, length, state = writes[-1]
    assert assign(spans, day(start), None if length is None else day(start + length), state) == spans
