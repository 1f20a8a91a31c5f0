"""One line for each goal, ending in pass or fail."""

import os
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, what it may be at most, in which unit (x is a ratio)."""

    value: float
    bound: float
    unit: str = "x"


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
        self.all_most(what, [Figure(value, bound, unit)], note)

    def least(self, what: str, value: float, bound: float, unit: str = "x", note: str = "") -> None:
        """A goal that is met when the value is at least the bound."""
        self._line(what, value >= bound, f"{_text(value, unit)} (at least {_text(bound, unit)})", note)

    def all_most(self, what: str, figures: "list[Figure]", note: str = "") -> None:
        """A goal with several bounds, met when no figure exceeds its own."""
        shown = ", ".join(
            f"{_text(figure.value, figure.unit)} (at most {_text(figure.bound, figure.unit)})" for figure in figures
        )
        self._line(what, all(figure.value <= figure.bound for figure in figures), shown, note)

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


def _text(value: float, unit: str) -> str:
    number = f"{value:.2f}" if unit.startswith("x") else f"{value:,.1f}".removesuffix(".0")
    return number + (unit if unit == "%" else f" {unit}")
