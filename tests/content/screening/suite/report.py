"""What the labelled suite says of the engine, class by class; `python -m` writes it to docs/screening.md."""

from dataclasses import dataclass
from pathlib import Path

from content.screening.engine import Engine
from content.screening.terms import read_terms
from tests.content.screening.suite import Case, load

HERE = Path(__file__).parent
DOCS = HERE.parents[3] / "docs" / "screening.md"
HALVES = ("development", "held_out")
CLASSES = {
    "F1": "plain hit, each category and language",
    "F2": "endings",
    "F3": "forms of encoding",
    "F4": "invisible characters",
    "F5": "spaced out, drawn out, digits for letters",
    "F6": "look-alike, full-width, mathematical letters",
    "F7": "Bijoy (SutonnyMJ)",
    "F8": "harmless words that contain a listed one",
    "F9": "quotation, definition, condemnation, history",
    "F10": "identity words, neutral or positive",
    "F11": "personal data",
    "F12": "look-alikes of personal data",
    "F13": "markings of secrecy, and prose",
    "F14": "known failures: paraphrase, sarcasm, implied politics",
}


@dataclass
class Count:
    """Cases of a class; expected hits, those found on exactly the characters, those of the expected severity;
    warn or block hits where none was expected."""

    cases: int = 0
    expected: int = 0
    found: int = 0
    as_grave: int = 0
    false_alarms: int = 0


def counts(half: str) -> dict[str, Count]:
    """Each class's count on one half of the suite."""
    engine = Engine(read_terms(HERE / "terms.csv")[0])
    found = {name: Count() for name in CLASSES}
    for case in load(HERE / f"{half}.yaml"):
        add(found[case.functionality], case, engine)
    return found


def add(count: Count, case: Case, engine: Engine) -> None:
    hits = {(hit.term.code, hit.start, hit.end): hit.severity for hit in engine.screen(case.text).hits}
    wanted = {(want.code, want.start, want.end): want.severity for want in case.expected}
    count.cases += 1
    count.expected += len(wanted)
    count.found += len(wanted.keys() & hits.keys())
    count.as_grave += len(wanted.items() & hits.items())
    count.false_alarms += sum(severity != "info" for place, severity in hits.items() if place not in wanted)


def table(half: str) -> str:
    lines = ["| class | cases | hits expected | found | right severity | false alarms |", "|---|--:|--:|--:|--:|--:|"]
    for name, count in counts(half).items():
        figures = (count.cases, count.expected, count.found, count.as_grave, count.false_alarms)
        lines.append(f"| {name} {CLASSES[name]} | {' | '.join(map(str, figures))} |")
    return "\n".join(lines)


def written() -> str:
    """The document with its tables as they are now."""
    text = DOCS.read_text(encoding="utf-8")
    for half in HALVES:
        begin, end = f"<!-- {half} -->\n", f"\n<!-- end of {half} -->"
        head, rest = text.split(begin)
        text = head + begin + table(half) + end + rest.split(end)[1]
    return text


if __name__ == "__main__":
    DOCS.write_text(written(), encoding="utf-8")
