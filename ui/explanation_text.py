"""How an answer came about, as text for a terminal or a pipe: headings at the margin, all else two spaces in."""

import textwrap
from collections.abc import Mapping, Sequence

from ui.explanation import ExplanationSchema
from ui.explanation_wording import (
    NO_PASSAGES,
    NOTHING_SEARCHED,
    SCORE,
    THE_PASSAGES,
    THE_QUESTION,
    TITLE,
    WAYS,
    WEIGHT,
    notes,
    place_name,
    question_facts,
    quoted_as,
    signal_texts,
    timings_line,
    weight_texts,
    why,
)

MARGIN = "  "
# Under the number of a passage, the text of its line.
INDENT = MARGIN + " " * 4
# Between a label of the question and its text, and before each column of the table.
FACT_GAP, COLUMN_GAP = 3, 2
LABELS = [label for way in WAYS for label in way.signals.values()]


def explanation_text(explanation: ExplanationSchema | None, timings_ms: Mapping[str, float], width: int = 80) -> str:
    """The whole explanation in lines of at most `width` characters, 70 at least."""
    if explanation is None:
        return "\n".join((TITLE, *_wrapped(NOTHING_SEARCHED, width)))
    facts = question_facts(explanation)
    column = max(len(label) for label, _ in facts) + FACT_GAP
    heading, reasons = why(explanation)
    lines = [
        TITLE,
        "",
        THE_QUESTION,
        *(line for label, text in facts for line in _wrapped(text, width, f"{label:<{column}}")),
        "",
        THE_PASSAGES,
        *_table(explanation, width),
        *(line for note in notes(explanation) for line in ("", *_wrapped(note, width))),
        "",
        heading,
        *(line for reason in reasons for line in _wrapped(reason, width, "- ")),
        "",
        timings_line(timings_ms),
    ]
    return "\n".join(lines)


def _table(explanation: ExplanationSchema, width: int) -> list[str]:
    """The signals with their weights, then each passage in two lines or more: its place, and under it the figures."""
    if not explanation.passages:
        return [f"{MARGIN}{NO_PASSAGES}"]
    ways = "".join(f"{way.name:^{sum(map(_room, way.signals.values()))}}" for way in WAYS)
    lines = [
        f"{' ' * (len(INDENT) + len(SCORE))}{ways}".rstrip(),
        _figures(SCORE, LABELS),
        _figures(WEIGHT, weight_texts(explanation.weights)),
    ]
    for found in explanation.passages:
        quoted = f" ({quoted_as(found)})" if found.citations else ""
        lines += _wrapped(f"{place_name(found)}{quoted}", width, f"{found.rank:>2}. ")
        lines.append(_figures(f"{found.score:.2f}", signal_texts(found.signals)))
    return lines


def _figures(first: str, others: Sequence[str]) -> str:
    """One line of the table: the score, then a column for each signal."""
    columns = "".join(f"{text:>{_room(label)}}" for text, label in zip(others, LABELS, strict=True))
    return f"{INDENT}{first:>{len(SCORE)}}{columns}"


def _room(label: str) -> int:
    """The width of a column."""
    return len(label) + COLUMN_GAP


def _wrapped(text: str, width: int, label: str = "") -> list[str]:
    """A text within the margin, its first line after a label and the others under it."""
    return textwrap.wrap(
        " ".join(text.split()), width, initial_indent=MARGIN + label, subsequent_indent=MARGIN + " " * len(label)
    )
