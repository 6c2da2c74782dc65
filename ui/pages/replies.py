"""What the chat shows: each exchange as two messages, with marks that lead to the panel of sources."""

import re
from collections.abc import Sequence
from html import escape
from typing import Literal, TypedDict

from assistant.answer import Answer
from ui.pages.exchanges import Exchange

WAITING = "Buscando en los documentos…"
UNDERSTOOD_AS = "Entendido como:"

_MARK = re.compile(r"[ \u00a0]?\[(\d+(?:\s*,\s*\d+)*)\]")
# An address in running text, unless Markdown already has it as the end of a link.
_ADDRESS = re.compile(r'(?<!\]\()\b(?:https?://|www\.)[^\s<>\[\]«»“”"]+')
_AFTER_ADDRESS = ".,;:!?…')*_"
# Keeps a mark on the line of the word that it follows.
_WORD_JOINER = "\u2060"
_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&])")


class ChatMessage(TypedDict):
    """A message in the form that the chat component takes."""

    role: Literal["user", "assistant"]
    content: str


def chat_messages(exchanges: Sequence[Exchange]) -> list[ChatMessage]:
    """The whole conversation, oldest message first."""
    return [message for exchange in exchanges for message in exchange_messages(exchange)]


def exchange_messages(exchange: Exchange) -> list[ChatMessage]:
    """The question as it was typed, and what came of it."""
    if exchange.answer is not None:
        reply = answer_markdown(exchange)
    else:
        reply = without_html(exchange.recalled) or failure_markdown(exchange.failure)
    return [said(exchange.question), {"role": "assistant", "content": reply}]


def said(question: str) -> ChatMessage:
    """The message of a question, shown as typed: nothing in it is Markdown or HTML."""
    return {"role": "user", "content": literal(question.strip())}


def waiting(text: str = "") -> ChatMessage:
    """The message of an answer that is not complete yet: what has come of it, or else that it is being sought."""
    return {"role": "assistant", "content": without_html(text) or f'<p class="espera">{WAITING}</p>'}


def answer_markdown(exchange: Exchange) -> str:
    """An answer as Markdown: how the question was understood, the text with its marks as links, and the note."""
    answer = exchange.answer
    assert answer is not None
    parts = []
    if answer.rewritten:
        parts.append(f'<p class="entendido">{UNDERSTOOD_AS} {in_paragraph(answer.rewritten)}</p>')
    text = linked_marks(answer, exchange.number)
    parts.append(f'<div class="abstencion">\n\n{text}\n\n</div>' if answer.abstained else text)
    if answer.note:
        parts.append(f'<p class="nota">{in_paragraph(answer.note)}</p>')
    return "\n\n".join(parts)


def failure_markdown(failure: str) -> str:
    """Why a question got no answer, as a calm message."""
    return f'<div class="aviso-fallo">\n\n{literal(failure)}\n\n</div>'


def linked_marks(answer: Answer, number: int) -> str:
    """The text of an answer with each mark [n] as a link to the citation; what is not a citation stays as it is."""
    known = {citation.n for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        numbers = [int(n) for n in match[1].split(",")]
        if not known.issuperset(numbers):
            return match[0]
        return "".join(
            f'{_WORD_JOINER}<a class="cita" href="#cita-{number}-{n}" title="Ver la cita {n}">{n}</a>' for n in numbers
        )

    return _MARK.sub(link, linked_addresses(without_html(answer.answer)))


def linked_addresses(markdown: str) -> str:
    """Markdown whose bare addresses are links that end where the address does.

    The page would make them links by itself, with the closing parenthesis and the mark that follow.
    """

    def link(match: re.Match[str]) -> str:
        address = match[0].rstrip(_AFTER_ADDRESS)
        after = match[0][len(address) :]
        if "(" in address and after.startswith(")"):
            address, after = f"{address})", after[1:]
        target = address if address.startswith("http") else f"http://{address}"
        return f'<a href="{target}" target="_blank" rel="noopener noreferrer">{address}</a>{after}'

    return _ADDRESS.sub(link, markdown)


def without_html(markdown: str) -> str:
    """Markdown whose HTML is shown as text and whose images are links, since a document may hold what calls out."""
    return markdown.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")


def in_paragraph(text: str) -> str:
    """Text within an HTML paragraph, where Markdown does not reach: on one line, since a blank one would end it."""
    return escape(" ".join(text.split()), quote=False)


def literal(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN_SIGNS.sub(r"\\\1", text)
