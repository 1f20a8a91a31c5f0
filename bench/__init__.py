"""The performance goals, measured: `python -m bench [SUITE ...] [--rows N]`. Ratios count, seconds do not."""
