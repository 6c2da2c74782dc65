"""How the last answer came about, as HTML: what was understood, the passages with their signals, and the decision."""

from collections.abc import Sequence
from html import escape

from ui.explanation import ExplanationSchema, FoundSchema
from ui.explanation_wording import (
    NO_PASSAGES,
    NOTHING_SEARCHED,
    SCORE,
    THE_PASSAGES,
    THE_QUESTION,
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
from ui.pages.exchanges import Exchange

SIGNALS = [name for way in WAYS for name in way.signals]


def explanation_html(exchange: Exchange) -> str:
    """How the answer of an exchange came about; nothing when there is no answer to explain."""
    if exchange.answer is None:
        return ""
    explanation = exchange.explanation
    if explanation is None:
        return f"<p>{NOTHING_SEARCHED}</p>"
    heading, reasons = why(explanation)
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in question_facts(explanation))
    return (
        f"<h3>{THE_QUESTION}</h3><dl>{facts}</dl>"
        f"<h3>{THE_PASSAGES}</h3>{_table(explanation)}{_paragraphs(notes(explanation))}"
        f"<h3>{heading}</h3><ul>{''.join(f'<li>{escape(reason)}</li>' for reason in reasons)}</ul>"
        f"{_paragraphs([timings_line(exchange.answer.timings_ms)])}"
    )


def _table(explanation: ExplanationSchema) -> str:
    """The signals with their weights, then each passage in two rows: its place, and under it the figures."""
    if not explanation.passages:
        return f"<p>{NO_PASSAGES}</p>"
    ways = "".join(f'<th colspan="{len(way.signals)}" scope="colgroup">{way.name}</th>' for way in WAYS)
    names = "".join(f'<th scope="col">{label}</th>' for way in WAYS for label in way.signals.values())
    weights = "".join(f"<td>{weight}</td>" for weight in weight_texts(explanation.weights))
    bodies = "".join(_body(found, explanation.passages) for found in explanation.passages)
    return (
        f'<div class="tabla"><table><thead><tr><th rowspan="2" scope="col">{SCORE}</th>{ways}</tr><tr>{names}</tr>'
        f'</thead><tbody class="pesos"><tr><th scope="row">{WEIGHT}</th>{weights}</tr></tbody>{bodies}</table></div>'
    )


def _body(found: FoundSchema, passages: Sequence[FoundSchema]) -> str:
    """A passage with its figures, each with a bar that is full in the best passage."""
    quoted = f' <span class="citado">{quoted_as(found)}</span>' if found.citations else ""
    parts = [_part(found.signals[name], [other.signals[name] for other in passages]) for name in SIGNALS]
    figures = "".join(
        f'<td style="--parte: {part:.0%}">{text}</td>'
        for text, part in zip(signal_texts(found.signals), parts, strict=True)
    )
    return (
        f'<tbody><tr class="lugar"><th colspan="{len(SIGNALS) + 1}" scope="rowgroup">{found.rank}. '
        f"{escape(place_name(found))}{quoted}</th></tr>"
        f'<tr><td class="puntos">{found.score:.2f}</td>{figures}</tr></tbody>'
    )


def _part(value: float | None, others: Sequence[float | None]) -> float:
    """A signal as a share of the best one of its column, 0 to 1."""
    best = max(other or 0.0 for other in others)
    return max(value or 0.0, 0.0) / best if best > 0 else 0.0


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f'<p class="nota">{escape(text)}</p>' for text in texts)
