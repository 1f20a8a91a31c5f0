"""Working time: a pure calendar of rest days, dated office hours and holidays, the names of periods, and seed data."""
