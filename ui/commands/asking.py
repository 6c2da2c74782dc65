"""`ventanilla ask` and `ventanilla chat`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.answer import Answer, Turn
from corpus.errors import QuestionError
from ui.commands.session import document_titles, open_assistant
from ui.messages import message
from ui.spanish import SpanishCommand
from ui.terminal import cleaned, complain, grouped, output, say, say_under_headings, show_answer, without_bold

if TYPE_CHECKING:
    from assistant.service import Ventanilla

MAXIMUM_PASSAGES = 20
HISTORY_LENGTH = 10
WELCOME = (
    "Ventanilla responde con citas sobre la acción internacional de las ciudades mexicanas.\n"
    "Se escribe la pregunta y se pulsa Entrar. Con :ayuda se ven los comandos y con :salir se termina."
)
CHAT_HELP = (
    ":fuentes  muestra los textos citados en la última respuesta\n"
    ":porque   dice cómo se encontró la última respuesta\n"
    ":nuevo    empieza otra conversación\n"
    ":salir    termina (también Ctrl+D)"
)
NEW_CONVERSATION = "Empieza una conversación nueva."
NO_ANSWER = "Todavía no hay una respuesta en esta conversación."
NO_SOURCES = "Todavía no hay una respuesta con fuentes en esta conversación."
UNKNOWN_ORDER = "No existe ese comando de la conversación. Los que hay son:"
GOODBYE = "Hasta luego."


def register(app: typer.Typer) -> None:
    """Add both commands to the application."""
    app.command("ask", cls=SpanishCommand)(ask)
    app.command("chat", cls=SpanishCommand)(chat)


def ask(
    question: Annotated[
        list[str], typer.Argument(metavar="PREGUNTA", help="La pregunta, de preferencia entre comillas.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Escribe la respuesta en JSON, como POST /v1/ask.")] = False,
    k: Annotated[
        int,
        typer.Option("--k", metavar="N", min=1, max=MAXIMUM_PASSAGES, help="Cuántos pasajes se buscan."),
    ] = 5,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", metavar="ID", help="Busca solo en este documento; se puede repetir."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Dice además cómo se encontró la respuesta.")] = False,
) -> None:
    """Responde una pregunta con citas."""
    text = " ".join(question).encode("utf-8", "replace").decode()
    assistant = open_assistant()
    answer = assistant.ask(text, k=k, documents=document or None)
    if as_json:
        print_json(answer, assistant if explain else None)
        return
    show_answer(answer, document_titles(assistant))
    if explain:
        say("")
        show_explanation(answer, assistant)


def print_json(answer: Answer, explaining: Ventanilla | None = None) -> None:
    """Print the answer as the HTTP interface gives it, with how it came about if the assistant is given."""
    from ui.explanation import explain
    from ui.schemas import answer_to_schema, explained_answer

    if explaining is None:
        schema = answer_to_schema(answer)
    else:
        schema = explained_answer(answer, explain(answer, explaining.weights, explaining.library))
    sys.stdout.write(schema.model_dump_json(indent=2) + "\n")


def show_explanation(answer: Answer, assistant: Ventanilla) -> None:
    """Print how an answer came about."""
    from ui.explanation import explain
    from ui.explanation_text import explanation_text

    explanation = explain(answer, assistant.weights, assistant.library)
    say_under_headings(explanation_text(explanation, answer.timings_ms, output().width))


@dataclass(slots=True)
class Conversation:
    """A conversation in the terminal: the assistant, the turns so far and the last answer."""

    assistant: Ventanilla
    turns: list[Turn] = field(default_factory=list)
    last: Answer | None = None

    def reply(self, line: str) -> bool:
        """Answer a line or obey it when it starts with a colon; False when it asks to leave."""
        if line.startswith(":"):
            return self._obey(line.lower())
        try:
            answer = self.assistant.ask(line, history=self.turns[-HISTORY_LENGTH:])
        except QuestionError as error:
            complain(message(error))
            return True
        self.last = answer
        self.turns.append(answer.as_turn())
        show_answer(answer, document_titles(self.assistant), full=False)
        return True

    def _obey(self, order: str) -> bool:
        if order in (":salir", ":q", ":quit", ":exit"):
            return False
        if order == ":nuevo":
            self.turns.clear()
            self.last = None
            say(NEW_CONVERSATION)
        elif order == ":fuentes":
            self._show_sources()
        elif order in (":porque", ":porqué"):
            self._explain()
        elif order == ":ayuda":
            say(CHAT_HELP)
        else:
            say(f"{UNKNOWN_ORDER}\n{CHAT_HELP}")
        return True

    def _show_sources(self) -> None:
        """The whole text of each quote of the last answer."""
        if self.last is None or not self.last.citations:
            say(NO_SOURCES)
            return
        for heading, citations in grouped(self.last, document_titles(self.assistant)).items():
            say(f"{heading}\n")
            for citation in citations:
                say(f"[{citation.n}] {without_bold(citation.quote)}\n")

    def _explain(self) -> None:
        """How the last answer came about."""
        if self.last is None:
            say(NO_ANSWER)
        else:
            show_explanation(self.last, self.assistant)


def chat() -> None:
    """Conversa en la terminal; cada pregunta puede apoyarse en las anteriores."""
    conversation = Conversation(open_assistant())
    interactive = sys.stdin.isatty()
    if interactive:
        enable_line_editing()
        say(WELCOME)
    while (line := read_line(interactive)) is not None:
        if line and not conversation.reply(line):
            break
    if interactive:
        say(GOODBYE)


def read_line(interactive: bool) -> str | None:
    """The next line without surrounding blanks, or None at the end of the input."""
    try:
        line = output().input("\n[bold cyan]›[/] ") if interactive else input()
    except EOFError:
        if interactive:
            say("")  # the prompt stays alone on its line
        return None
    return cleaned(line).strip()


def enable_line_editing() -> None:
    """Arrow keys and history at the prompt, where the platform has readline."""
    try:
        import readline  # noqa: F401
    except ImportError:
        return
