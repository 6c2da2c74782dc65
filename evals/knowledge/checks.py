"""All that a machine can say against the knowledge: claims without a source, copied text, questions of a set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.guides import Guide
from corpus.question_bank import Stretch
from evals.knowledge.near_equals import near_equals
from evals.knowledge.repetition import Sources, repetitions
from evals.knowledge.truth import Exceptions, SourceText, unsupported


class Check(StrEnum):
    """What was found wrong."""

    UNSUPPORTED = "no está en la fuente citada"
    REPEATED = "repite una fuente"
    NEARLY_EQUAL = "casi igual a una pregunta de evaluación"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: where it stands, what kind of fault it is, and the words in question."""

    place: str
    check: Check
    words: str


def check_guides(guides: Sequence[Guide], texts: Mapping[str, str], exceptions: Exceptions) -> Iterator[Finding]:
    """Claims of the guides that their sources lack, and guides that repeat a source. `texts` are documents by id."""
    sources = {id_: SourceText(text) for id_, text in texts.items()}
    for each in unsupported(guides, sources, exceptions):
        place = f"{each.guide} › {each.section}" if each.section else each.guide
        yield Finding(place, Check.UNSUPPORTED, f"{each.claim.kind}: {each.claim.text}")
    bodies = {guide.id: guide.raw.partition("\n---\n")[2] for guide in guides}
    for repeated in repetitions(bodies, Sources(tuple(texts.values()))):
        shown = repeated.run or f"{repeated.share:.1%} de sus series de ocho palabras"
        yield Finding(repeated.name, Check.REPEATED, shown)


def check_questions(
    guides: Sequence[Guide], banks: Mapping[str, Sequence[Stretch]], of_sets: Sequence[str]
) -> Iterator[Finding]:
    """The questions of guides and banks that nearly equal one of a question set. `banks` are by document id."""
    asked = {f"{guide.id} › {s.title}": s.questions for guide in guides for s in guide.sections}
    asked |= {f"{id_} › {stretch.section}": stretch.questions for id_, bank in banks.items() for stretch in bank}
    places = {question: place for place, questions in asked.items() for question in questions}
    for near in near_equals(list(places), of_sets):
        yield Finding(places[near.question], Check.NEARLY_EQUAL, f"«{near.question}» y «{near.of_set}»")
