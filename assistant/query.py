"""Reading a question: what language it is in, what it asks for, and the weighted terms that it is searched with."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from corpus.analysis import STOP_WORDS, content_words, fold, light_singular, snowball_stem, terms, words
from corpus.errors import EmptyQuestion, QuestionTooLong, UnreadableQuestion
from corpus.glossary import Glossary

# A word that the corpus does not know is taken for a slip of one that it knows, never replaced by it: names that are
# not in the corpus stay in the question.
TYPO_LEAST_LENGTH = 5
TYPO_LEAST_SIMILARITY = 84.0
TYPO_WEIGHT = 0.8
CONTEXT_WEIGHT = 0.5
# The words of a question in English seldom stand in a Spanish text, and then as somebody's name.
FOREIGN_WEIGHT = 0.5
# Who says the term itself, which the texts use, has little need of its aliases: together they outweigh the question.
ALIAS_SHARE = 0.2


class QuestionType(StrEnum):
    """What kind of answer a question asks for."""

    PROCEDURE = "procedure"
    LIST = "list"
    DEFINITION = "definition"
    WHO = "who"
    WHEN = "when"
    HOW_MANY = "how_many"
    MAY_I = "may_i"
    COMPARISON = "comparison"
    FACT = "fact"


# The first pattern that matches the folded question decides.
QUESTION_TYPES: tuple[tuple[QuestionType, str], ...] = (
    (
        QuestionType.COMPARISON,
        r"\b(diferenci\w+|compar\w+|distingue\w*|versus|vs|en que se parecen|difference|compare)\b",
    ),
    (
        QuestionType.WHO,
        r"\b(a quien(es)?|quien(es)?|con quien|who|que (oficina|area|institucion|dependencia|autoridad))\b",
    ),
    (
        QuestionType.WHEN,
        r"\b(cuando|en que (fecha|ano|mes|dia)|desde que|que (fecha|dia|ano)|plazos?|anticipacion"
        r"|cuanto (tiempo|tarda|dura|antes)|hasta cuando|when|how long|deadline)\b",
    ),
    (QuestionType.HOW_MANY, r"\b(cuant[oa]s?|que (porcentaje|tanto|monto)|monto|costo|how (many|much))\b"),
    (
        QuestionType.PROCEDURE,
        r"\b(como (?!se (llama|define))|pasos?|tramite|procedimiento|que (sigue|hago|hacemos|tengo que|debo|hay que)"
        r"|requisitos?|how (do|to|can|should)|steps?)\b",
    ),
    (
        QuestionType.DEFINITION,
        r"(\bque (es|son|significa|quiere decir|se entiende)\b|\bdefinicion\b|\bdefine\b|\bse llama\b"
        r"|\bwhat (is|are|does .* mean)\b)",
    ),
    (
        QuestionType.MAY_I,
        r"(^|\b)(se puede|puede[ns]?|puedo|podemos|podria\w*|es (obligatorio|valido|legal|posible)|tenemos que"
        r"|hace falta|may|can|are we allowed)\b",
    ),
    (
        QuestionType.LIST,
        r"\b(cuales|que (tipos|clases|ciudades|temas|areas|opciones|documentos|beneficios|premios)|lista\w*"
        r"|which|list)\b",
    ),
)

ENGLISH_WORDS = frozenset(
    "the of and to is are do does did what which who how when where why can may must our we for with from should would "
    "there any about not you your has have it by at city cities agreement".split()
)
SPANISH_WORDS = frozenset(
    "el la los las de del que y en un una es son se por para con como cual cuanto quien donde cuando al lo su mi nos "
    "hay puede puedo ciudad municipio no si me le".split()
)

# Letters that are heard alike, in this order: the slips of who writes by ear (ermanamiento, rejistro, cansilleria).
SOUNDS = (
    ("ch", "1"),
    ("h", ""),
    ("ll", "y"),
    ("qu(?=[ei])", "k"),
    ("c(?=[ei])|z", "s"),
    ("[cq]", "k"),
    ("g(?=[ei])", "j"),
    ("v", "b"),
    (r"(.)\1", r"\1"),
)

# A word with a capital that does not open the question.
NAME = re.compile(r"(?<=[^\W_] )[^\W\d_a-zñáéíóúü]\w+")
READABLE = re.compile(r"[^\W\d_]{2,}")
# Half of a surrogate pair is no character: it can be neither written nor sent.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\u200b-\u200f\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched.

    `text` is what was asked (after rewriting); `terms` are the weights of its analysed terms, 1.0 for its own words and
    less for those of the glossary, repaired slips and the conversation; `expansions` are the glossary terms it met;
    `repairs` holds the word of the corpus that each slip stands for; `other_names`, for each word of a name that the
    glossary knows, the analysed terms of every other name of the same thing.
    """

    text: str
    language: str
    type: QuestionType
    terms: Mapping[str, float]
    expansions: tuple[str, ...] = ()
    repairs: Mapping[str, str] = field(default_factory=dict)
    other_names: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)


def tidy(question: str, limit: int) -> str:
    """The question in NFC, without control characters or repeated white space.

    Raises EmptyQuestion, QuestionTooLong (over `limit` characters) and UnreadableQuestion (no word of two letters, half
    a character, or many control characters, as in binary data).
    """
    if len(question) > limit:
        raise QuestionTooLong(len(question), limit)
    text = " ".join(CONTROL.sub(" ", unicodedata.normalize("NFC", question)).split())
    if not question.strip():
        raise EmptyQuestion
    broken = HALF_CHARACTER.search(question) or len(CONTROL.findall(question)) > len(question) / 10
    if broken or not READABLE.search(text):
        raise UnreadableQuestion
    return text


def read_query(
    text: str,
    glossary: Glossary,
    vocabulary: frozenset[str],
    context: str = "",
    *,
    context_weight: float = CONTEXT_WEIGHT,
) -> Query:
    """Analyses a question. `context` is what it leaves unsaid, which is searched too with a lower weight."""
    language = language_of(text)
    weights = dict.fromkeys(terms(text), FOREIGN_WEIGHT if language == "en" else 1.0)
    repairs = repaired(text, vocabulary)
    for word in repairs.values():
        _add(weights, word, TYPO_WEIGHT)
    asked_as_meant = " ".join(repairs.get(word, word) for word in words(text)) if repairs else text
    entries = glossary.matches(asked_as_meant)
    asked = set(words(asked_as_meant))
    for entry in entries:
        _add(weights, entry.term, _each(entry.term, entry.weight))
        said = set(words(entry.term)) <= asked
        for alias in entry.aliases:
            _add(weights, alias, _each(alias, entry.weight * (ALIAS_SHARE if said else 1.0)))
    _add(weights, context, context_weight)
    whole = f"{context} {text}".strip()
    met = tuple(entry.term for entry in entries)
    return Query(
        whole,
        language,
        question_type(text),
        weights,
        met,
        repairs,
        _other_names(f"{context} {asked_as_meant}", glossary),
    )


def question_type(text: str) -> QuestionType:
    """The kind of answer that a question asks for, from its wording in Spanish or English."""
    folded = fold(text)
    return next((kind for kind, pattern in QUESTION_TYPES if re.search(pattern, folded)), QuestionType.FACT)


def language_of(text: str) -> str:
    """`en` when a text has more English function words than Spanish ones, else `es`."""
    found = words(text)
    return "en" if sum(w in ENGLISH_WORDS for w in found) > sum(w in SPANISH_WORDS for w in found) else "es"


def repaired(text: str, vocabulary: frozenset[str]) -> dict[str, str]:
    """For each word of a question that the corpus lacks, the corpus word that it is most likely a slip of.

    A word with a capital within the question may be a name: it is only taken for a word that sounds the same.
    """
    names, found = set(map(fold, names_in(text))), {}
    for word in content_words(text):
        singular = light_singular(word)
        if len(word) < TYPO_LEAST_LENGTH or word.isdigit() or singular in vocabulary or word in STOP_WORDS:
            continue
        heard = sound(singular)
        match = _by_sound(vocabulary).get(heard) or (None if word in names else _nearest(heard, vocabulary))
        if match and snowball_stem(match) != snowball_stem(word):
            found[word] = match
    return found


def names_in(text: str) -> tuple[str, ...]:
    """The words of a text that have a capital and do not open it, each once; none of a text in capitals."""
    return () if text.isupper() else tuple(dict.fromkeys(NAME.findall(text)))


def sound(word: str) -> str:
    """What a folded Spanish word sounds like, roughly: two words with the same sound are mistaken for each other."""
    for pattern, heard in SOUNDS:
        word = re.sub(pattern, heard, word)
    return word


@lru_cache(maxsize=4)
def _by_sound(vocabulary: frozenset[str]) -> Mapping[str, str]:
    """The word of a vocabulary with each sound, the first in order of those that share it."""
    return {sound(word): word for word in sorted(vocabulary, reverse=True) if len(word) >= TYPO_LEAST_LENGTH}


@lru_cache(maxsize=4)
def _by_opening(vocabulary: frozenset[str]) -> Mapping[str, list[str]]:
    """The sounds of a vocabulary by the first letter of each."""
    found: dict[str, list[str]] = {}
    for heard in _by_sound(vocabulary):
        found.setdefault(heard[:1], []).append(heard)
    return found


def _nearest(heard: str, vocabulary: frozenset[str]) -> str | None:
    """The known word whose sound begins alike and comes nearest, if it comes near enough."""
    alike = [other for other in _by_opening(vocabulary).get(heard[:1], ()) if abs(len(other) - len(heard)) <= 2]
    match = process.extractOne(heard, alike, scorer=fuzz.ratio, score_cutoff=TYPO_LEAST_SIMILARITY)
    return _by_sound(vocabulary)[match[0]] if match else None


def _other_names(text: str, glossary: Glossary) -> dict[str, tuple[frozenset[str], ...]]:
    said, found = set(words(text)), {}
    for entry in glossary.matches(text):
        names = (entry.term, *entry.aliases)
        others = tuple(frozenset(terms(name)) for name in names if not said.issuperset(words(name)) and terms(name))
        found.update({word: others for name in names if said.issuperset(words(name)) for word in words(name)})
    return found


def _each(name: str, weight: float) -> float:
    """The weight of each word of a name: a name of many words counts as one word."""
    return weight / max(1, len(content_words(name)))


def _add(weights: dict[str, float], text: str, weight: float) -> None:
    for term in terms(text):
        weights[term] = max(weights.get(term, 0.0), weight)
