"""Conversation by rule: greetings, and follow-ups that only make sense with the turn before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Reason, Turn
from assistant.follow_ups import (
    asks_again,
    depends_on_context,
    is_assent,
    named_matters,
    picked,
    picks_one,
    what_is_said,
    without_enclitics,
    without_lead_in,
    without_new_topic,
)
from assistant.naming import is_proper, with_other_name
from corpus.analysis import content_words, words
from corpus.glossary import Glossary

# A message made of these phrases alone, over its folded words, is a courtesy; the first kind that it has decides.
COURTESIES: tuple[tuple[Reason, str], ...] = (
    (
        "farewell",
        r"adios|chao|hasta (luego|pronto|manana|la proxima)|nos vemos( luego| pronto)?|buen fin de semana"
        r"|que (tenga|tengas|tengan) (un )?(buen|bonito|lindo|excelente) (dia|fin de semana)|bye|goodbye",
    ),
    (
        "thanks",
        r"((muchas|muchisimas|mil) )?gracias( por (la|tu|su|el|todo)( (ayuda|informacion|atencion|respuesta|apoyo))?)?"
        r"|((te|se|le|les) )?(lo )?agradez?c[eo]|muy amables?|thanks|thank you",
    ),
    (
        "about",
        r"quien eres|que eres|eres (un |una )?(robot|bot|chatbot|persona|humano|maquina|ia|inteligencia artificial)"
        r"|como te llamas|que (sabes|puedes) hacer|que haces|(sobre |de )?que (te )?puedo preguntar(te)?"
        r"|(sobre )?que temas (atiendes|cubres|conoces|manejas)|en que (me |nos )?(puedes )?ayuda[sr]?(me|nos)?|ayuda"
        r"|(como funciona|para que sirve|que es|que hace)( esto| ventanilla)|como funcionas|para que sirves"
        r"|de donde (sacas|tomas|sale) (la|tu|esa) informacion|help|who are you|what can you do",
    ),
    (
        "greeting",
        r"hola|holi|hey|hi|hello|que tal|que onda|saludos( cordiales)?|buen(os|as)?( (dias?|tardes?|noches?))?"
        r"|good (morning|afternoon|evening)|como (esta|estas|estan)",
    ),
)
# What goes along with a courtesy and is none by itself.
ALONGSIDE = (
    r"a (todos|todas)|todos|estimad[oa]s?|ventanilla|there|de nuevo|muy|very much|so much|ok|okay|listo|perfecto"
    r"|excelente|genial|claro|de acuerdo|si|no|y"
)
COURTESY = re.compile(rf"(({'|'.join(pattern for _, pattern in COURTESIES)}|{ALONGSIDE})( |$))+")
LONGEST_COURTESY = 12

# What joins a follow-up to the question that it depends on, as it is shown.
JOINT = " — "
# A line of an answer that is an item of a list, without its mark and its citations.
ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.+?)(?:\s*\[\d+\])*$", re.MULTILINE)
# So many words of an item stand for it.
ITEM_WORDS = 12

# A name with its acronym, in the title of a section: "Organización de las Ciudades del Patrimonio Mundial (OCPM)".
ACRONYM_OF = re.compile(r"([^()]+) \(([^\W\d_a-z]\w+)\)")


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be searched.

    `question` is what is asked now and `context` what it leaves unsaid, taken from the turn before, whose cited
    passages are `carried`. `rewritten` is both as they are shown to the user, or None when nothing was added.
    """

    question: str
    context: str = ""
    carried: tuple[str, ...] = ()
    rewritten: str | None = None

    @property
    def text(self) -> str:
        """The question as it can stand alone."""
        return self.rewritten or self.question


def small_talk(text: str) -> Reason | None:
    """Which courtesy a message is, if it is nothing else."""
    said = words(text)
    folded = " ".join(said)
    if len(said) > LONGEST_COURTESY or not COURTESY.fullmatch(folded):
        return None
    return next((reason for reason, pattern in COURTESIES if re.search(rf"\b({pattern})\b", folded)), None)


def understand(
    text: str, history: Sequence[Turn], glossary: Glossary, suggestions: Sequence[str] = (), told: str = ""
) -> Understood:
    """Makes a follow-up stand alone, from the last turn; a question that stands alone is left as it is.

    `suggestions` are those offered after the last turn: a plain yes takes the first. `told` is the title of the section
    that answered it, which names the matter where its question did not. Questions of `history` may be as they were
    typed: each is made to stand alone by those before it.
    """
    turns: list[Turn] = []
    for turn in history:
        if small_talk(turn.question) is None:
            question = turn.question if JOINT in turn.question else _go_on(turn.question, turns, glossary, (), "").text
            turns.append(replace(turn, question=question))
    return _go_on(text, turns, glossary, suggestions, told)


def _go_on(text: str, turns: Sequence[Turn], glossary: Glossary, suggestions: Sequence[str], told: str) -> Understood:
    if not turns:
        return Understood(text)
    last = turns[-1]
    if is_assent(text):
        chosen = suggestions[0] if suggestions else last.question
        return Understood(chosen, carried=last.cited, rewritten=chosen)
    if asks_again(text):
        return _again(text, turns)
    if other := without_new_topic(text):
        return Understood(other)
    if not depends_on_context(text, glossary):
        return Understood(text)
    return _of_another(text, last, glossary) or _of_the_same(text, last, glossary, told)


def _again(text: str, turns: Sequence[Turn]) -> Understood:
    """The question of the last turn as it was searched then."""
    aspect, _, topic = turns[-1].question.partition(JOINT)
    carried = turns[-2].cited if topic and len(turns) > 1 else ()
    return Understood(aspect, _matter(topic), carried, f"{without_lead_in(text)}{JOINT}{turns[-1].question}")


def _of_another(text: str, last: Turn, glossary: Glossary) -> Understood | None:
    """A follow-up that asks of one of the things told, or the same as before of another name; None if it does not."""
    aspect, _, topic = last.question.partition(JOINT)
    said = what_is_said(text)
    if picks_one(said) and (item := picked(said, ITEM.findall(last.answer))):
        item = " ".join(item.split()[:ITEM_WORDS])
        return Understood(item, _matter(topic or aspect), last.cited, f"{without_lead_in(text)}{JOINT}{item}")
    if instead := with_other_name(aspect, said, glossary):
        return Understood(instead, _matter(topic), (), JOINT.join(filter(None, (instead, topic))))
    if named_matters(said, glossary) and is_proper(said, glossary):
        instead = with_other_name(topic, said, glossary)
        return Understood(aspect, _matter(instead), (), f"{aspect}{JOINT}{instead}") if instead else None
    return None


def _of_the_same(text: str, last: Turn, glossary: Glossary, told: str) -> Understood:
    """A follow-up that asks something else of the matter of the last turn."""
    aspect, _, topic = last.question.partition(JOINT)
    question, matter = without_lead_in(text), topic or aspect
    context = " ".join([_matter(matter), *_names_told(matter, told, glossary)])
    return Understood(without_enclitics(question), context, last.cited, f"{question}{JOINT}{matter}")


def _matter(text: str) -> str:
    """What a question is about: its words without those with which it is put."""
    return " ".join(content_words(text))


def _names_told(matter: str, told: str, glossary: Glossary) -> list[str]:
    """What the section told calls the matter: the acronym of what was asked, or its names if none was said."""
    if not named_matters(matter, glossary):
        return [entry.term for entry in named_matters(told, glossary)]
    said = set(content_words(matter))
    return [found[2] for found in ACRONYM_OF.finditer(told) if len(said & set(content_words(found[1]))) > 1]
