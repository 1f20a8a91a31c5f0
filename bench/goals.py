"""One line for each goal, ending in pass or fail."""

import os
import time


class Goals:
    """Prints what was measured and remembers what failed."""

    def __init__(self) -> None:
        self._passed = 0
        self._failed: list[str] = []
        self._started = time.monotonic()

    def suite(self, name: str) -> None:
        load = os.getloadavg()[0]
        print(f"== {name} ({os.cpu_count()} cores, load {load:.1f})", flush=True)

    def most(self, what: str, value: float, bound: float, unit: str = "x", note: str = "") -> None:
        """A goal that is met when the value is at most the bound."""
        self._line(what, value <= bound, f"{_figure(value, unit)} (at most {_figure(bound, unit)})", note)

    def least(self, what: str, value: float, bound: float, unit: str = "x", note: str = "") -> None:
        """A goal that is met when the value is at least the bound."""
        self._line(what, value >= bound, f"{_figure(value, unit)} (at least {_figure(bound, unit)})", note)

    def say(self, what: str) -> None:
        """Information that is no goal."""
        print(f"   {what}", flush=True)

    def summary(self) -> int:
        """The last line; returns the exit code."""
        failed = f", {len(self._failed)} failed: {'; '.join(self._failed)}" if self._failed else ""
        print(f"=== {self._passed} goals passed{failed} in {time.monotonic() - self._started:.0f} s", flush=True)
        return 1 if self._failed else 0

    def _line(self, what: str, met: bool, figures: str, note: str) -> None:
        if met:
            self._passed += 1
        else:
            self._failed.append(what)
        print(f"   {what}: {figures}{f' [{note}]' if note else ''} {'pass' if met else 'fail'}", flush=True)


def _figure(value: float, unit: str) -> str:
    number = f"{value:.2f}" if unit == "x" else f"{value:,.1f}".removesuffix(".0")
    return number + (unit if unit in {"x", "%"} else f" {unit}")
