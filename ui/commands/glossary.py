"""`ventanilla glossary`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from ui.spanish import SpanishCommand
from ui.terminal import complain, say

if TYPE_CHECKING:
    from corpus.glossary import Glossary, GlossaryEntry

# Ratio of matching letters above which two names are spellings of one: cancillería and cansillería have .91.
ALIKE = 0.85
NOT_FOUND = "«{term}» no está en el glosario."
SIMILAR = " Términos parecidos: {terms}."
SEE_ALL = " Para ver todos: ventanilla glossary"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("glossary", cls=SpanishCommand)(glossary)


def glossary(
    term: Annotated[
        list[str] | None, typer.Argument(metavar="TÉRMINO", help="Palabra o sigla; sin ella, todo el glosario.")
    ] = None,
) -> None:
    """Explica una sigla o un término."""
    from corpus.glossary import load_glossary

    known = load_glossary()
    if not term:
        for entry in known.entries:
            say(summary_line(entry))
        return
    wanted = " ".join(term)
    found = known.find(wanted)
    if found is None:
        complain(not_found(wanted, known))
        raise typer.Exit(1)
    for line in entry_lines(found):
        say(line)


def summary_line(entry: GlossaryEntry) -> str:
    """A term with its other names, on one line."""
    names = other_names(entry)
    return f"{entry.term}: {', '.join(names)}" if names else entry.term


def entry_lines(entry: GlossaryEntry) -> list[str]:
    """A term, what it means and what else it is called."""
    lines = [entry.term]
    if entry.definition:
        lines.append(f"  {entry.definition}")
    if names := other_names(entry):
        lines.append(f"  También: {', '.join(names)}")
    return lines


def other_names(entry: GlossaryEntry) -> list[str]:
    """The aliases worth reading: the glossary also lists misspellings, and S.R.E. beside SRE, to recognise them."""
    kept: list[str] = []
    for alias in entry.aliases:
        if not any(_alike(alias, name) for name in (entry.term, *kept)):
            kept.append(alias)
    return kept


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(a=_letters(one), b=_letters(other)).ratio() >= ALIKE


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def not_found(term: str, known: Glossary) -> str:
    """That the term is not there, with those that look like it."""
    names = {name.casefold(): entry.term for entry in known.entries for name in (entry.term, *entry.aliases)}
    close = difflib.get_close_matches(term.casefold(), names, n=3, cutoff=0.7)
    terms = dict.fromkeys(names[name] for name in close)
    return NOT_FOUND.format(term=term) + (SIMILAR.format(terms=", ".join(terms)) if terms else SEE_ALL)
