"""Whether a sentence of a draft is supported by the passages that it cites: a check by words, without a model.

It sees to it that the words, every number, every name and every address of the sentence stand in what it cites, and
that a negation is neither lost nor invented. It cannot see that the same words say something else, as when two
parties change places.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus.analysis import STOP_WORDS, fold, light_singular, snowball_stem, words
from corpus.glossary import Glossary, GlossaryKind
from corpus.models import Passage

# Share of a sentence's content words that what it cites must hold. Measured on 809 sentences of the guides: with all
# checks, .7 lets through 1.00 of them on their own section, .42 on the official text that they were rewritten from,
# .021 on another section of the same guide, .015 on a section of any guide; at .6 the last three are .47, .042
# and .022.
LEAST_COVERAGE = 0.7
# Share of them that a single sentence of each cited passage must hold: words picked here and there support nothing.
LEAST_IN_ONE_UNIT = 0.3
# A sentence rests on this many passages at most, of the first few that it cites.
MOST_TOGETHER = 3
MOST_CITED = 6
# How far from a year its context may stand, in content words.
YEAR_CONTEXT = 3
# A claim with this share of the words of a clause repeats it.
REPEATED = 0.6

NUMERALS = dict(
    pair.split(":")
    for pair in (
        "dos:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7 ocho:8 nueve:9 diez:10 once:11 doce:12 trece:13 catorce:14 "
        "quince:15 dieciseis:16 diecisiete:17 dieciocho:18 diecinueve:19 veinte:20 treinta:30 cuarenta:40 "
        "cincuenta:50 sesenta:60 setenta:70 ochenta:80 noventa:90 cien:100 ciento:100 mil:1000"
    ).split()
)
THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
YEAR = re.compile(r"(1[89]|20|21)\d\d")
LABEL = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-*•–])\s+")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\])>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
ORIGINAL_WORD = re.compile(r"[^\W_]+")
NEGATION = re.compile(r"\b(no|nunca|jamas|ni|sin|tampoco|ningun[oa]?|nadie|excepto|salvo|not|never|without|nor)\b")
# Negative in form alone.
NO_NEGATION = re.compile(
    r"\b(no obstante|sin embargo|no gubernamental\w*|sin fines? de lucro|no solo|no solamente|ni siquiera)\b"
)
CLAUSE = re.compile(r"[,;:.()—–]|\b(?:pero|sino|aunque|mientras|y|but|and)\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens between two commas or conjunctions, and whether they are denied."""

    tokens: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says, taken apart: its tokens in order (see `tokens`), names, addresses and clauses."""

    tokens: tuple[str, ...]
    names: frozenset[str]
    addresses: frozenset[str]
    clauses: tuple[Clause, ...]

    @property
    def negated(self) -> bool:
        """Whether any of it is denied."""
        return any(clause.negated for clause in self.clauses)

    @property
    def words(self) -> tuple[str, ...]:
        """The tokens that are no numbers."""
        return tuple(token for token in self.tokens if not token[0].isdigit())


@dataclass(frozen=True, slots=True)
class Ground:
    """A passage as a ground for claims: the terms of the whole, with its heading, and of each unit."""

    passage: Passage
    text: str
    terms: frozenset[str]
    units: tuple[str, ...]

    def best_unit(self, claim: Claim) -> tuple[int, float]:
        """The number of the unit that shares most tokens with a claim, and the share; the first of equals.

        A unit with the claim's address comes before all others.
        """
        shares = [
            coverage(claim.tokens, terms_of(tokens(unit))) + any(a in unit.lower() for a in claim.addresses)
            for unit in self.units
        ]
        best = max(range(len(shares)), key=shares.__getitem__, default=-1)
        return best, shares[best] if shares else 0.0


@dataclass(frozen=True, slots=True)
class Support:
    """A passage that supports a sentence, with the number of the unit that does so best."""

    passage: Passage
    unit: int


def supporting(sentence: str, cited: Sequence[Passage], glossary: Glossary) -> tuple[Support, ...]:
    """The fewest of the cited passages that together support a sentence; none when they do not.

    A passage that is cited and not needed is left out, so that no answer lists passages that it does not rest on.
    """
    claim = claim_of(sentence)
    if not claim.tokens:
        return ()
    grounds = [ground(passage, glossary) for passage in cited[:MOST_CITED]]
    grounds.sort(key=lambda g: -coverage(claim.tokens, g.terms))
    for count in range(1, min(MOST_TOGETHER, len(grounds)) + 1):
        for together in combinations(grounds, count):
            if supports(claim, together):
                return tuple(Support(g.passage, g.best_unit(claim)[0]) for g in together)
    return ()


def supports(claim: Claim, grounds: Sequence[Ground]) -> bool:
    """Whether passages together hold a claim: enough of its words, all its numbers, names and addresses, its sense."""
    terms = frozenset().union(*(g.terms for g in grounds))
    best = [g.best_unit(claim) for g in grounds]
    return (
        coverage(claim.words, terms) >= LEAST_COVERAGE
        and all(share >= LEAST_IN_ONE_UNIT for _, share in best)
        and all(holds(name, terms) for name in claim.names)
        and all(any(address in g.text for g in grounds) for address in claim.addresses)
        and _numbers_stand(claim, grounds)
        and _same_polarity(claim, [g.units[number] for g, (number, _) in zip(grounds, best, strict=True)])
    )


def claim_of(sentence: str) -> Claim:
    """Takes a sentence apart. A label that it starts with (1., a), –) is no part of it."""
    text = LABEL.sub("", sentence)
    addresses = frozenset(found.rstrip(".,;:").lower() for found in ADDRESS.findall(text))
    text = ADDRESS.sub(" ", text)
    return Claim(tuple(tokens(text)), names_in(text), addresses, clauses_of(text))


def ground(passage: Passage, glossary: Glossary) -> Ground:
    """A passage made ready. What an acronym of it stands for counts as said, and the other way round."""
    heading = " ".join(passage.section)
    whole = f"{heading} {passage.text}"
    entries = (entry for entry in glossary.matches(whole) if entry.kind is GlossaryKind.ACRONYM)
    same = " ".join(name for entry in entries for name in (entry.term, *entry.aliases))
    units = tuple(LABEL.sub("", unit) for unit in passage.sentences())
    return Ground(passage, passage.text.lower(), terms_of([*tokens(whole), *tokens(same)]), units)


def tokens(text: str) -> list[str]:
    """The folded content words of a text in order, numbers as digits without separators of thousands."""
    found = []
    for word in words(text):
        if word in NUMERALS:
            found.append(NUMERALS[word])
        elif word[0].isdigit():
            found.append(THOUSANDS.sub("", word))
        elif len(word) > 1 and word not in STOP_WORDS:
            found.append(word)
    return found


def terms_of(found: Iterable[str]) -> frozenset[str]:
    """What tokens are compared by: stem and singular of a word, a number itself."""
    return frozenset(form for token in found for form in _forms(token))


def holds(token: str, terms: frozenset[str]) -> bool:
    """Whether terms hold a token in some form of it."""
    return not terms.isdisjoint(_forms(token))


def coverage(found: Sequence[str], terms: frozenset[str]) -> float:
    """Share of tokens that terms hold; 1.0 of none."""
    return sum(holds(token, terms) for token in found) / len(found) if found else 1.0


def names_in(text: str) -> frozenset[str]:
    """Acronyms, and words with a capital that do not open the text, folded."""
    found = ORIGINAL_WORD.findall(text)
    acronyms = {word for word in found if len(word) > 1 and word.isupper() and not word.isdigit()}
    capitalised = {word for word in found[1:] if word[0].isupper()}
    folded = {fold(word) for word in acronyms | capitalised}
    return frozenset(w for w in folded if len(w) > 1 and w not in STOP_WORDS and w not in NUMERALS)


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a text that say anything."""
    pieces = ((tokens(piece), piece) for piece in CLAUSE.split(NO_NEGATION.sub(" ", fold(text))))
    return tuple(Clause(tuple(found), bool(NEGATION.search(piece))) for found, piece in pieces if found)


def _numbers_stand(claim: Claim, grounds: Sequence[Ground]) -> bool:
    """Whether every number of a claim stands in some unit beside what it counts there."""
    numbered = [place for place, token in enumerate(claim.tokens) if token[0].isdigit()]
    units = [tokens(unit) for g in grounds for unit in g.units] if numbered else []
    return all(any(_counts_the_same(claim.tokens, place, unit) for unit in units) for place in numbered)


def _counts_the_same(said: Sequence[str], place: int, unit: Sequence[str]) -> bool:
    """Whether a unit has the number said at `place` with the same word before or after it.

    Without it, "30 días" would be found in "30 municipios en 10 días". Years stand more freely.
    """
    number = said[place]
    reach = YEAR_CONTEXT if YEAR.fullmatch(number) else 2
    before, after = said[max(0, place - 1) : place], said[place + 1 : place + 2]
    if not before and not after:
        return number in unit
    for position, token in enumerate(unit):
        if token != number:
            continue
        left, right = unit[max(0, position - reach) : position], unit[position + 1 : position + 1 + reach]
        near = terms_of((*left, *right))
        if reach == YEAR_CONTEXT and any(holds(word, near) for word in (*before, *after)):
            return True
        if coverage(after, terms_of(right)) == 1.0 and after:
            return True
        if coverage(before, terms_of(left)) == 1.0 and before:
            return True
    return False


def _same_polarity(claim: Claim, units: Sequence[str]) -> bool:
    """Whether each denial rests on a denial, and an assertion on what does not deny."""
    if not claim.negated:
        return all(_asserted(claim.tokens, clauses_of(unit)) for unit in units)
    grounds = [clause for unit in units for clause in clauses_of(unit)]
    return all(
        _denied(clause.tokens, grounds) if clause.negated else _asserted(clause.tokens, grounds)
        for clause in claim.clauses
    )


def _asserted(said: Sequence[str], clauses: Sequence[Clause]) -> bool:
    """Whether clauses assert what is said: one of those nearest to it does, and none that it repeats denies."""
    denied = [clause for clause in clauses if clause.negated]
    if not denied:
        return True
    return not all(clause.negated for clause in _nearest(said, clauses)) and not _repeats(said, denied)


def _denied(said: Sequence[str], clauses: Sequence[Clause]) -> bool:
    """Whether clauses deny what is denied: one of those nearest to it does, or one that it repeats."""
    denied = [clause for clause in clauses if clause.negated]
    return any(clause.negated for clause in _nearest(said, clauses)) or _repeats(said, denied)


def _nearest(said: Sequence[str], clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that hold most of some tokens."""
    shares = [coverage(said, terms_of(clause.tokens)) for clause in clauses]
    return [clause for clause, share in zip(clauses, shares, strict=True) if share == max(shares)]


def _repeats(said: Sequence[str], clauses: Sequence[Clause]) -> bool:
    terms = terms_of(said)
    return any(coverage(clause.tokens, terms) >= REPEATED for clause in clauses)


def _forms(token: str) -> tuple[str, ...]:
    if token[0].isdigit():
        return (token,)
    return ("s:" + snowball_stem(token), "p:" + light_singular(token))
