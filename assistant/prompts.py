"""The prompts given to a language model: versioned template files, filled without gaps, within a token budget."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from corpus.models import Passage
from corpus.tokens import count_tokens

TEMPLATES = Path(__file__).with_name("templates")
ANSWER = "answer"
# What the model writes when the passages do not hold the answer, and before the part of it that they lack.
CANNOT_ANSWER = "SIN_RESPUESTA"
MISSING = "FALTA"
# Tokens of a whole prompt. The least context that common local servers give is 4,096 tokens; cl100k counts up to a
# fifth fewer tokens of Spanish than the vocabularies of small models, and some 500 are left for the draft.
PROMPT_TOKENS = 3000
# Shorter marks are more often mistyped for one another; longer ones cost tokens and are mistyped too.
LEAST_MARK = 4
LANGUAGES = {"es": "español", "en": "inglés"}

_LAYOUT = re.compile(r"\Aversion: (\S+)\n--- system\n(.+?)\n--- user\n(.+?)\n\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template in two parts, what the system says and what the user says, with its version."""

    name: str
    version: str
    system: Template
    user: Template

    @property
    def variables(self) -> frozenset[str]:
        """The names that must be given to fill it."""
        return frozenset((*self.system.get_identifiers(), *self.user.get_identifiers()))

    def fill(self, **values: str) -> tuple[str, str]:
        """The system's and the user's text. Raises ValueError when a variable is missing or unknown."""
        if missing := sorted(self.variables - values.keys()):
            raise ValueError(f"prompt {self.name} lacks {', '.join(missing)}")
        if unknown := sorted(values.keys() - self.variables):
            raise ValueError(f"prompt {self.name} has no {', '.join(unknown)}")
        return self.system.substitute(values), self.user.substitute(values)


@cache
def load_prompt(name: str, folder: Path = TEMPLATES) -> Prompt:
    """The prompt in `templates/<name>.md`. Raises ValueError when the file has not a version line and its two parts."""
    found = _LAYOUT.match((folder / f"{name}.md").read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"template {name} is not laid out as version, system and user")
    return Prompt(name, found[1], Template(found[2]), Template(found[3]))


def answer_prompt(
    question: str, passages: Sequence[Passage], language: str, words: int, budget: int = PROMPT_TOKENS
) -> tuple[str, str]:
    """The system's and the user's text that ask for a draft of at most `words` words in `language` (es, en).

    Passages beyond `budget` tokens are left out whole, from the last one; the first is always in.
    """
    prompt = load_prompt(ANSWER)
    marks = short_marks(passage.id for passage in passages)

    def filled(count: int) -> tuple[str, str]:
        blocks = (_block(passage, marks[passage.id]) for passage in passages[:count])
        return prompt.fill(
            question=harmless(question),
            passages="\n\n".join(blocks),
            language=LANGUAGES.get(language, language),
            words=str(words),
            cannot_answer=CANNOT_ANSWER,
            missing=MISSING,
        )

    for count in range(len(passages), 1, -1):
        texts = filled(count)
        if sum(map(count_tokens, texts)) <= budget:
            return texts
    return filled(1)


def short_marks(ids: Iterable[str]) -> dict[str, str]:
    """For each id its shortest beginning, of at least four digits, that none of the other ids has."""
    all_ids = tuple(dict.fromkeys(ids))
    return {own: _shortest(own, [other for other in all_ids if other != own]) for own in all_ids}


def harmless(text: str) -> str:
    """The text with its angle brackets turned into ‹ ›, so that it cannot close the element it stands in."""
    return text.replace("<", "‹").replace(">", "›")


def _block(passage: Passage, mark: str) -> str:
    section = harmless(" › ".join(passage.section)).replace('"', "'")
    return f'<pasaje id="{mark}" sección="{section}">\n{harmless(passage.text)}\n</pasaje>'


def _shortest(own: str, others: Sequence[str]) -> str:
    lengths = range(LEAST_MARK, len(own))
    return next((own[:n] for n in lengths if not any(other.startswith(own[:n]) for other in others)), own)
