"""Cells of CSV and XLSX files that no program takes for a formula, and their way back. Pure."""

import re

# Also what a spreadsheet of another locale reads as the first character of a formula.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\0＝＋－＠]")


def inert(text: str) -> str:
    """The text with one quote before it where a program could calculate with it (also where such quotes stand)."""
    return f"'{text}" if _FORMULA.match(text) else text


def revived(cell: str) -> str:
    """The text that `inert` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
