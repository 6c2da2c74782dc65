"""What the terminal shows: an answer with its sources, tables, progress. Plain text when piped, rich otherwise."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.answer import Answer, Citation
from corpus.models import Passage

Progress = Callable[[str, int, int], None]
QUOTE_LENGTH = 280
SECTION_SEPARATOR = " › "
MAX_WIDTH = 100  # longer lines are hard to read
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def output() -> Console:
    """The console of standard output; it honours NO_COLOR and the width of the terminal."""
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.width = min(console.width, MAX_WIDTH)
    return console


def errors() -> Console:
    """The console of standard error, for progress and messages."""
    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def say(text: str) -> None:
    """Print a line of plain text on standard output, free of control characters."""
    output().print(Text(cleaned(text)), soft_wrap=not sys.stdout.isatty())


def complain(text: str) -> None:
    """Print a line on standard error."""
    errors().print(Text(cleaned(text)), soft_wrap=not sys.stderr.isatty())


def cleaned(text: str) -> str:
    """The text without control characters nor direction overrides, which a document could use to fool a terminal."""
    return _CONTROL.sub("", text.encode("utf-8", "replace").decode())


def shortened(text: str, limit: int = QUOTE_LENGTH) -> str:
    """The text on one line, cut between words to at most `limit` characters, with an ellipsis when cut."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def show_answer(answer: Answer, titles: Mapping[str, str], *, full: bool = True) -> None:
    """Print an answer. `titles` gives the title of each document id; `full` adds the quotes and the suggestions."""
    if sys.stdout.isatty():
        output().print(rich_answer(answer, titles, full=full))
    else:
        say(plain_answer(answer, titles, full=full))


def plain_answer(answer: Answer, titles: Mapping[str, str], *, full: bool = True) -> str:
    """The answer as plain text: understood question, answer, sources, suggestions, in blocks."""
    blocks = [f"Entendido como: {answer.rewritten}"] if answer.rewritten else []
    blocks.append(_BOLD.sub(r"\2", answer.answer))
    if answer.note:
        blocks.append(f"Nota: {answer.note}")
    if answer.citations:
        blocks.append(
            "Fuentes\n" + "\n".join(_plain_source(answer, citation, titles, full) for citation in answer.citations)
        )
    if full and answer.suggestions:
        blocks.append("También se puede preguntar:\n" + "\n".join(f"- {text}" for text in answer.suggestions))
    return "\n\n".join(cleaned(block) for block in blocks)


def rich_answer(answer: Answer, titles: Mapping[str, str], *, full: bool = True) -> RenderableType:
    """The same as `plain_answer`, with the Markdown rendered and colours."""
    from rich.markdown import Markdown

    parts: list[RenderableType] = []
    if answer.rewritten:
        parts.append(Padding(Text(cleaned(f"Entendido como: {answer.rewritten}"), style="italic dim"), (0, 0, 1, 0)))
    parts.append(Markdown(cleaned(answer.answer), hyperlinks=False))
    if answer.note:
        parts.append(Padding(Text(cleaned(f"Nota: {answer.note}"), style="yellow"), (1, 0, 0, 0)))
    if answer.citations:
        parts.append(Padding(Text("Fuentes", style="bold"), (1, 0, 0, 0)))
        parts.extend(_rich_source(answer, citation, titles, full) for citation in answer.citations)
    if full and answer.suggestions:
        parts.append(Padding(Text("También se puede preguntar:", style="bold"), (1, 0, 0, 0)))
        parts.extend(Text(cleaned(f" • {text}")) for text in answer.suggestions)
    return Group(*parts)


def sources(answer: Answer, citation: Citation, titles: Mapping[str, str]) -> list[str]:
    """The lines "Texto oficial: <document>, p. N" of a citation to a guide's section."""
    linked: list[Passage] = []
    for ranked in answer.passages:
        if ranked.passage.id == citation.passage_id:
            linked.extend(ranked.official)
    lines = [f"Texto oficial: {titles.get(each.document_id, each.document_id)}{_page(each.page)}" for each in linked]
    return list(dict.fromkeys(lines))


def _heading(citation: Citation) -> str:
    section = f", «{citation.section}»" if citation.section else ""
    return f"{citation.document_title}{section}{_page(citation.page)}"


def _page(page: int | None) -> str:
    return f", p. {page}" if page is not None else ""


def _plain_source(answer: Answer, citation: Citation, titles: Mapping[str, str], full: bool) -> str:
    lines = [f"[{citation.n}] {_heading(citation)}"]
    if full:
        lines.append(f"    «{shortened(citation.quote)}»")
    lines.extend(f"    {line}" for line in sources(answer, citation, titles))
    return "\n".join(lines)


def _rich_source(answer: Answer, citation: Citation, titles: Mapping[str, str], full: bool) -> RenderableType:
    head = Text.assemble((f"[{citation.n}] ", "bold cyan"), cleaned(_heading(citation)))
    lines: list[RenderableType] = [head]
    if full:
        lines.append(Padding(Text(cleaned(f"«{shortened(citation.quote)}»"), style="dim"), (0, 0, 0, 4)))
    lines.extend(
        Padding(Text(cleaned(line), style="green"), (0, 0, 0, 4)) for line in sources(answer, citation, titles)
    )
    return Group(*lines)


@contextmanager
def progress() -> Iterator[Progress]:
    """A callback (stage, done, total) that draws a bar on standard error; a line a stage when it is not a terminal."""
    if not sys.stderr.isatty():
        yield _line_a_stage()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=errors(), transient=True) as bar:
        task = bar.add_task("", total=None)

        def advance(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total or None)

        yield advance


def _line_a_stage() -> Progress:
    """A callback that prints the name of each stage once."""
    seen: set[str] = set()

    def advance(stage: str, done: int, total: int) -> None:
        if stage not in seen:
            seen.add(stage)
            complain(stage if done == total else f"{stage}…")

    return advance
