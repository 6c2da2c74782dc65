"""Conversation by rule: greetings, and follow-ups that only make sense with the turn before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Reason, Turn
from corpus.analysis import content_words, fold, light_singular, words
from corpus.glossary import Glossary, GlossaryEntry

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

YES = re.compile(
    r"^(si|sip|claro|ok|okay|va|dale|por favor|si por favor|adelante|mas|(cuenta|explica|dime)(me)? mas"
    r"|(ok )?y luego|(ok )?y despues|(ok )?que sigue|sigue|yes|sure|yes please|more|tell me more|go on)$"
)
# "¿Y quién…?", "¿pero cuánto…?": the rest of the sentence was said before.
GOES_ON = re.compile(r"^(ok )?(y|pero|entonces|and|but|then|so|what about|how about)\s+")
# Words that stand for something said before.
POINTS_BACK = re.compile(
    r"\b(eso|esa|ese|esos|esas|esto|ello|ellos|ellas|el mismo|la misma|lo mismo|ahi|alli|dicho|dicha|anterior"
    r"|lo \w+[aeo]n?|les? \w+[aeo]n?|that|it|they|them|those)\b"
)
INTERROGATIVE = re.compile(
    r"\b(que|quien(es)?|cual(es)?|como|cuando|cuant[oa]s?|donde|para que|what|who|which|how|when|where|why)\b"
    r"|\bda(me|nos)\b"
)
DEFINITION = re.compile(r"^(que (es|son|significa|hace)|what (is|are|does))\b")
# A longer question that points back has its matter in itself ("¿qué pasa si esa ciudad no contesta el oficio…?").
LONGEST_FOLLOW_UP = 8
# A question of at most this many content words that names no matter is an ellipsis ("¿cuánto tiempo antes aviso?").
ELLIPSIS_WORDS = 3
# What joins a follow-up to the question that it depends on, as it is shown.
JOINT = " — "
VERB_ENDINGS = ("ar", "er", "ir")
# Terms of the glossary that say what is asked of a matter, and are none: "¿y el plazo?" goes on with the one before.
ASPECTS = frozenset(
    {
        *(
            "plazo",
            "requisitos",
            "vigencia",
            "validez jurídica",
            "cuota",
            "procedimiento",
            "presupuesto",
            "marco jurídico",
        ),
        *("seguimiento y evaluación", "contraparte", "unirse a una red", "gobierno local", "alcalde", "cabildo"),
        *("entidad federativa", "gobierno federal", "Ciudad de México", "buenas prácticas"),
    }
)


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


def is_assent(text: str) -> bool:
    """Whether a message only says yes, or asks for more."""
    return bool(YES.match(" ".join(words(text))))


def depends_on_context(text: str, glossary: Glossary) -> bool:
    """Whether a question goes on from the turn before, points back to it, or leaves its matter out."""
    folded = fold(text).strip(" ¿¡?!.,")
    content = content_words(text)
    if GOES_ON.match(folded) or POINTS_BACK.search(folded):
        return len(content) <= LONGEST_FOLLOW_UP
    if DEFINITION.match(folded) or named_matters(text, glossary):
        return not content
    return len(content) <= ELLIPSIS_WORDS and bool(INTERROGATIVE.search(folded))


def named_matters(text: str, glossary: Glossary) -> list[GlossaryEntry]:
    """The matters of the glossary that a text names: no aspects, and no verbs, which alone (firmar) need an object."""
    found = (entry for entry in glossary.matches(text) if entry.term not in ASPECTS)
    return [entry for entry in found if not entry.term.endswith(VERB_ENDINGS)]


def understand(text: str, history: Sequence[Turn], glossary: Glossary, suggestions: Sequence[str] = ()) -> Understood:
    """Makes a follow-up stand alone, from the last turn; a question that stands alone is left as it is.

    `suggestions` are those offered after the last turn: a plain yes takes the first. Questions of `history` may be as
    they were typed: each is made to stand alone by those before it.
    """
    turns: list[Turn] = []
    for turn in history:
        if small_talk(turn.question) is None:
            question = turn.question if JOINT in turn.question else _go_on(turn.question, turns, glossary, ()).text
            turns.append(replace(turn, question=question))
    return _go_on(text, turns, glossary, suggestions)


def _go_on(text: str, turns: Sequence[Turn], glossary: Glossary, suggestions: Sequence[str]) -> Understood:
    if not turns:
        return Understood(text)
    last = turns[-1]
    if is_assent(text):
        chosen = suggestions[0] if suggestions else last.question
        return Understood(chosen, carried=last.cited, rewritten=chosen)
    if not depends_on_context(text, glossary):
        return Understood(text)
    question = without_conjunction(text)
    aspect, _, topic = last.question.partition(JOINT)
    if named_matters(text, glossary) and without_names(text, glossary):
        return Understood(text)
    if named_matters(text, glossary) and not INTERROGATIVE.search(fold(text)):
        # "¿Y Metropolis?" asks of another matter what was asked before: the old one is left behind.
        context = without_names(aspect, glossary)
        matter = question.strip("¿?¡! ")
        instead = with_other_name(aspect, matter, glossary)
        return Understood(question, context, (), instead or f"{aspect}{JOINT}{matter}")
    context = topic or aspect
    return Understood(question, context, last.cited, f"{question}{JOINT}{context}")


def without_conjunction(text: str) -> str:
    """A follow-up without the conjunction that it begins with: "¿y cuánto tarda?" becomes "¿Cuánto tarda?"."""
    bare = re.sub(
        r"^([¿\s]*)(?:ok )?(y|pero|entonces|and|but|then|so|what about|how about)\s+",
        r"\1",
        text.strip(),
        flags=re.IGNORECASE,
    )
    start = 1 if bare.startswith("¿") else 0
    return bare[:start] + bare[start : start + 1].upper() + bare[start + 1 :]


def with_other_name(text: str, name: str, glossary: Glossary) -> str | None:
    """A question with the matter that it names replaced by another one; None when its name is not found in it."""
    folded = fold(text)
    names = [said for entry in named_matters(text, glossary) for said in (entry.term, *entry.aliases)]
    for said in sorted(names, key=len, reverse=True):
        found = re.search(rf"\b{re.escape(fold(said))}\b", folded)
        if found and len(folded) == len(text):
            return text[: found.start()] + name + text[found.end() :]
    return None


def without_names(text: str, glossary: Glossary) -> str:
    """The content words of a text that belong to no matter that it names."""
    said = (name for entry in named_matters(text, glossary) for name in (entry.term, *entry.aliases))
    names = {light_singular(word) for name in said for word in words(name)}
    return " ".join(word for word in content_words(text) if light_singular(word) not in names)
