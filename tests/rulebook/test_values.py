"""What a parameter may hold, by its unit."""

import pytest

from govsocial.rulebook.values import choices_of, read_value
from tests.rulebook.test_editions_data import BOOKS

SHIPPED = [(row["name"], row["value"], row["unit"]) for book in BOOKS.values() for row in book["parameter"]]


@pytest.mark.parametrize(("name", "value", "unit"), SHIPPED)
def test_every_shipped_value_fits_its_unit(name, value, unit):
    if unit == "time_zone":
        with pytest.raises(ValueError, match="fixed"):
            read_value(value, unit)
    else:
        assert read_value(value, unit) == value


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("0", "members", 0),
        ("10000", "working_hours", 10_000),
        ("12", "month", 12),
        ("09:30-17:00", "local_time", "09:30-17:00"),
        (["friday"], "weekdays", ["friday"]),
        ("never", "allowed|by_permission|never", "never"),
    ],
)
def test_what_a_form_sends_becomes_a_value(raw, unit, value):
    assert read_value(raw, unit) == value


@pytest.mark.parametrize(
    ("raw", "unit"),
    [
        ("-1", "days"),
        ("10001", "days"),
        ("1.5", "days"),
        ("", "days"),
        ("nine", "working_hours"),
        ("0", "month"),
        ("13", "month"),
        (True, "members"),
        ("17:00-09:00", "local_time"),
        ("09:00-09:00", "local_time"),
        ("9:00-17:00", "local_time"),
        ("24:00-25:00", "local_time"),
        (["friday", "friday"], "weekdays"),
        (["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], "weekdays"),
        (["someday"], "weekdays"),
        ("someday", "weekday"),
        ("sometimes", "allowed|by_permission|never"),
        ("decade", "one_per_period"),
    ],
)
def test_what_is_no_value_of_the_unit_is_refused(raw, unit):
    with pytest.raises(ValueError):
        read_value(raw, unit)


def test_choices_are_named_for_units_that_have_them():
    assert choices_of("allowed|never") == ("allowed", "never")
    assert choices_of("days") == ()
