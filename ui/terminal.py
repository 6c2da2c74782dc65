"""What the terminal shows: an answer with its sources, tables, progress. Plain text when piped, rich otherwise."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.answer import Answer, Citation
from corpus.analysis import terms
from corpus.models import Passage

Progress = Callable[[str, int, int], None]
QUOTE_LENGTH = 280
MAX_WIDTH = 100  # longer lines are hard to read
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def output() -> Console:
    """The console of standard output; it honours NO_COLOR and the width of the terminal."""
    console = Console(highlight=False)
    console.width = min(console.width, MAX_WIDTH)
    return console


def errors() -> Console:
    """The console of standard error, for progress and messages."""
    return Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """Print plain text on standard output: wrapped in a terminal, line by line as it is when piped."""
    if sys.stdout.isatty():
        output().print(Text(cleaned(text)))
    else:
        print(cleaned(text))


def say_under_headings(text: str) -> None:
    """Print text that is laid out already; in a terminal the lines that begin at the margin are bold."""
    if sys.stdout.isatty():
        laid_out = Text(cleaned(text))
        laid_out.highlight_regex(r"(?m)^\S.*$", "bold")
        output().print(laid_out)
    else:
        say(text)


def complain(text: str) -> None:
    """Print plain text on standard error: wrapped in a terminal, line by line as it is when piped."""
    if sys.stderr.isatty():
        errors().print(Text(cleaned(text)))
    else:
        print(cleaned(text), file=sys.stderr)


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
    blocks.append(without_bold(answer.answer))
    if answer.note:
        blocks.append(f"Nota: {answer.note}")
    if answer.citations:
        blocks.append(_plain_sources(answer, titles, full))
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
        parts.extend(_rich_sources(answer, titles, full))
    if full and answer.suggestions:
        parts.append(Padding(Text("También se puede preguntar:", style="bold"), (1, 0, 0, 0)))
        parts.extend(Text(cleaned(f" • {text}")) for text in answer.suggestions)
    return Group(*parts)


def grouped(answer: Answer, titles: Mapping[str, str]) -> dict[str, list[Citation]]:
    """The citations by what they come from (title, section and page), in the order of their numbers."""
    groups: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        section = f", «{citation.section}»" if citation.section else ""
        title = citation.document_title or titles.get(citation.document_id, citation.document_id)
        groups.setdefault(f"{title}{section}{_page(citation.page)}", []).append(citation)
    return groups


def official_lines(answer: Answer, citations: Sequence[Citation], titles: Mapping[str, str]) -> list[str]:
    """The lines "Texto oficial: <document>, p. N" of the guide's sections that are cited, each once."""
    cited = {citation.passage_id for citation in citations}
    linked = {
        passage.id: (passage, nearest_part(passage, ranked.passage.text))
        for ranked in answer.passages
        if ranked.passage.id in cited
        for passage in ranked.official
    }
    return [
        f"Texto oficial: {titles.get(each.document_id, each.document_id)}{_page(each.page)}: {displayed(part)}"
        for each, part in linked.values()
    ]


def nearest_part(passage: Passage, text: str) -> str:
    """A passage from its sentence on that shares most words with a text, after an ellipsis unless that is the first."""
    wanted = frozenset(terms(text))
    shared = [len(wanted.intersection(terms(sentence))) for sentence in passage.sentences()]
    start = passage.units[shared.index(max(shared))].start if shared else 0
    return f"{'…' if start else ''}{passage.text[start:]}"


def without_bold(markdown: str) -> str:
    """The text without the marks of bold type."""
    return _BOLD.sub(r"\2", markdown)


def displayed(quote: str) -> str:
    """A quote on one line, without Markdown's bold marks, shortened."""
    return f"«{shortened(without_bold(quote))}»"


def _not_yet_read(answer: Answer, citations: Sequence[Citation]) -> list[Citation]:
    """The citations whose words do not stand in the answer itself; an answer made of quotes has none."""
    return [] if answer.mode == "quotes" else list(citations)


def _page(page: int | None) -> str:
    return f", p. {page}" if page is not None else ""


def citation_marks(numbers: Sequence[int]) -> str:
    """`[1, 2, 5]`, or `[1–4]` when they follow one another."""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"[{numbers[0]}–{numbers[-1]}]"
    return f"[{', '.join(map(str, numbers))}]"


def _plain_sources(answer: Answer, titles: Mapping[str, str], full: bool) -> str:
    lines = ["Fuentes"]
    for heading, citations in grouped(answer, titles).items():
        lines.append(f"{citation_marks([citation.n for citation in citations])} {heading}")
        if full:
            lines.extend(
                f"  [{citation.n}] {displayed(citation.quote)}" for citation in _not_yet_read(answer, citations)
            )
        lines.extend(f"  {line}" for line in official_lines(answer, citations, titles))
    return "\n".join(lines)


def _rich_sources(answer: Answer, titles: Mapping[str, str], full: bool) -> Iterator[RenderableType]:
    yield Padding(Text("Fuentes", style="bold"), (1, 0, 0, 0))
    for heading, citations in grouped(answer, titles).items():
        yield Text.assemble(
            (f"{citation_marks([citation.n for citation in citations])} ", "bold cyan"), cleaned(heading)
        )
        for citation in _not_yet_read(answer, citations) if full else ():
            quote = Text.assemble((f"[{citation.n}] ", "bold cyan"), (cleaned(displayed(citation.quote)), "dim"))
            yield Padding(quote, (0, 0, 0, 2))
        for line in official_lines(answer, citations, titles):
            yield Padding(Text(cleaned(line), style="green"), (0, 0, 0, 2))


@contextmanager
def progress() -> Iterator[Progress]:
    """A callback (stage, done, total) that draws a bar on standard error; a line a stage when it is not a terminal."""
    if not sys.stderr.isatty():
        yield _line_a_stage()
        return
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=errors(), transient=True) as bar:
        task = bar.add_task("Preparando", total=None)

        def advance(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done if total else 1, total=total or 1)

        yield advance


def _line_a_stage() -> Progress:
    """A callback that prints the name of each stage once."""
    seen: set[str] = set()

    def advance(stage: str, done: int, total: int) -> None:
        if stage not in seen:
            seen.add(stage)
            complain(stage if done == total else f"{stage}…")

    return advance
