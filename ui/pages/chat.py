"""The chat page: what happens when something is asked, chosen or judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import gradio as gr

from ui.pages import layout
from ui.pages.exchanges import Exchange, valid_session
from ui.pages.explanation_html import explanation_html
from ui.pages.footer import footer_html
from ui.pages.reception import Reception, Shelf
from ui.pages.replies import chat_messages, said, waiting
from ui.pages.sources import sources_html

Updates: TypeAlias = dict[Any, Any]

DID_IT_HELP = "¿Sirvió la respuesta?"
THANKS = "Gracias; la opinión quedó guardada."
# Answers made of quotes take milliseconds; those of a model mostly wait for it.
QUESTIONS_AT_ONCE = 16


class ChatPage:
    """The page over a reception. `place` says where questions are processed, for the footer."""

    def __init__(self, reception: Reception, place: str) -> None:
        self._reception = reception
        self._place = place

    def build(self) -> gr.Blocks:
        """The page as Gradio blocks, not yet mounted."""
        blocks = gr.Blocks(title=layout.TITLE, fill_width=True, fill_height=True, analytics_enabled=False)
        with blocks:
            self._parts = layout.lay_out()
            self._listen(blocks)
        blocks.queue(default_concurrency_limit=QUESTIONS_AT_ONCE, api_open=False)
        return blocks

    def ask(self, question: str, session_id: str, documents: Sequence[str] | None) -> Iterator[Updates]:
        """Show the question at once, the answer as it comes, then all that goes with it."""
        parts = self._parts
        session_id = valid_session(session_id)
        if not (question or "").strip():
            # Enter on an empty box is a slip, not a question.
            yield {parts.question: ""}
            return
        before = chat_messages(self._reception.conversation(session_id))
        asked = [*before, said(question)]
        yield {
            parts.session: session_id,
            parts.question: "",
            parts.chat: [*asked, waiting()],
            parts.opinion: gr.update(visible=False),
            parts.explanation_fold: gr.update(visible="hidden"),
            parts.suggestions_label: gr.update(visible=False),
            **{button: gr.update(visible=False) for button in parts.suggestions},
        }
        for piece in self._reception.ask(question, session_id, documents or ()):
            yield {parts.chat: [*asked, waiting(piece)]} if isinstance(piece, str) else self._shown(piece)

    def restore(self, session_id: str) -> Updates:
        """The conversation of a session as the browser left it, and the documents that there are."""
        session_id = valid_session(session_id)
        shelf = self._reception.shelf()
        return {
            self._parts.session: session_id,
            self._parts.documents: gr.update(choices=list(shelf.documents), value=[]),
            self._parts.footer: footer_html(shelf, self._place),
            **self._shown(self._reception.conversation(session_id), shelf),
        }

    def judge_helpful(self, session_id: str) -> Updates:
        """The last answer helped."""
        return self._opinion(self._reception.judge(session_id, True))

    def judge_unhelpful(self, session_id: str) -> Updates:
        """The last answer did not help."""
        return self._opinion(self._reception.judge(session_id, False))

    def choose(self, documents: Sequence[str]) -> Updates:
        """Tell, on the fold, in how many documents the search takes place."""
        count = len(documents)
        label = "Documentos: todos" if not count else f"Documentos: {count} elegido{'s' if count > 1 else ''}"
        return {self._parts.documents_fold: gr.update(label=label)}

    def _shown(self, exchanges: Sequence[Exchange], shelf: Shelf | None = None) -> Updates:
        parts = self._parts
        titles = (shelf or self._reception.shelf()).titles()
        return {
            parts.chat: chat_messages(exchanges),
            parts.sources: sources_html(exchanges, titles),
            **{button: gr.update(visible=bool(exchanges)) for button in (parts.copy, parts.download, parts.new)},
            **self._suggestions(exchanges),
            **self._explanation(exchanges),
            **self._opinion(exchanges),
        }

    def _explanation(self, exchanges: Sequence[Exchange]) -> Updates:
        """How the last answer came about, on a fold that stays as the reader left it."""
        html = explanation_html(exchanges[-1]) if exchanges else ""
        return {
            self._parts.explanation: html,
            self._parts.explanation_fold: gr.update(visible=True if html else "hidden"),
        }

    def _suggestions(self, exchanges: Sequence[Exchange]) -> Updates:
        answer = exchanges[-1].answer if exchanges else None
        questions = (answer.suggestions if answer else ()) or layout.STARTERS
        heading = layout.GO_ON_WITH if exchanges else layout.START_WITH
        buttons: Updates = {
            button: gr.update(value=questions[place], visible=True)
            if place < len(questions)
            else gr.update(visible=False)
            for place, button in enumerate(self._parts.suggestions)
        }
        return {
            self._parts.suggestions_label: gr.update(value=layout.suggestions_heading(heading), visible=True),
            **buttons,
        }

    def _opinion(self, exchanges: Sequence[Exchange]) -> Updates:
        parts = self._parts
        last = exchanges[-1] if exchanges else None
        judgeable = last is not None and last.answer is not None and bool(last.answer.passages)
        pending = last is not None and last.helpful is None
        return {
            parts.opinion: gr.update(visible=judgeable),
            parts.opinion_label: f"<p>{DID_IT_HELP if pending else THANKS}</p>",
            parts.helpful: gr.update(visible=pending),
            parts.unhelpful: gr.update(visible=pending),
        }

    def _listen(self, blocks: gr.Blocks) -> None:
        parts = self._parts
        shown = [
            parts.session,
            parts.question,
            parts.chat,
            parts.sources,
            parts.suggestions_label,
            *parts.suggestions,
            parts.opinion,
            parts.opinion_label,
            parts.helpful,
            parts.unhelpful,
            parts.explanation_fold,
            parts.explanation,
            parts.copy,
            parts.download,
            parts.new,
        ]
        restored = [*shown, parts.documents, parts.footer]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        askers = (
            (parts.question.submit, parts.question),
            (parts.send.click, parts.question),
            *((button.click, button) for button in parts.suggestions),
        )
        for listen, asker in askers:
            listen(self.ask, [asker, parts.session, parts.documents], shown, concurrency_id="ask", **quiet)
        blocks.load(self.restore, [parts.session], restored, js="() => window.ventanilla.session()", **quiet)
        parts.new.click(self.restore, [parts.session], restored, js="() => window.ventanilla.begin()", **quiet)
        parts.documents.change(self.choose, [parts.documents], [parts.documents_fold], **quiet)
        parts.helpful.click(self.judge_helpful, [parts.session], shown, **quiet)
        parts.unhelpful.click(self.judge_unhelpful, [parts.session], shown, **quiet)
        for button, action in ((parts.copy, "copy"), (parts.download, "download")):
            button.click(self._reception.transcript, [parts.session], [parts.transcript], **quiet).then(
                None, [parts.transcript], None, js=f"text => window.ventanilla.{action}(text)", api_visibility="private"
            )
