"""How exhibits are handed over, and how their values are written: for those who show and who lay out."""

from __future__ import annotations

MIME = "application/vnd.book.exhibit+json"
# Full, half or empty: the mark of a confidence wherever it is printed.
CONFIDENCE = {"high": "●", "medium": "◐", "low": "○"}


def cell_text(value: str | int | float | bool | None) -> str:
    """Write a value of an exhibit as readers see it: nothing if missing, decimals where they tell.

    Examples
    --------
    >>> [cell_text(v) for v in (None, 2024, 75.62, 5214.6, "Tokyo")]
    ['', '2024', '75.6', '5,215', 'Tokyo']
    """
    if isinstance(value, float):
        text = f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
        return "0.0" if text == "-0.0" else text
    return "" if value is None else str(value)


def confidence_text(confidence: str) -> str:
    """Write a confidence with its mark, so that it is seen before it is read.

    Examples
    --------
    >>> confidence_text("medium")
    '◐ medium'
    """
    return f"{CONFIDENCE[confidence]} {confidence}"
