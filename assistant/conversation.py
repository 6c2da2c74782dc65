"""Conversation by rule: greetings, and follow-ups that only make sense with the turn before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Reason, Turn
from corpus.analysis import content_words, fold, words

GREETING = re.compile(
    r"^(hola|que tal|buen(os|as)? ?(dias?|tardes?|noches?)?|saludos|hello|hi|hey|good (morning|afternoon|evening))"
    r"( (a todos|que tal|como (esta|estas|estan)|ventanilla|there|buen(os|as) (dias|tardes|noches)))*$"
)
THANKS = re.compile(
    r"^((muchas |mil |ok |listo )?gracias|(se )?agradezco|muy amable|thank you|thanks|perfecto gracias)\b.{0,25}$"
)
FAREWELL = re.compile(r"^(adios|hasta (luego|pronto|manana)|nos vemos|bye|goodbye)$")
ABOUT = re.compile(
    r"^(quien eres|que eres|como te llamas|que (sabes|puedes) hacer|que puedo preguntar(te)?"
    r"|en que me (puedes )?ayuda[sr]?|ayuda|help|who are you|what can you do|como funcionas?)$"
)
SMALL_TALK: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("greeting", GREETING),
    ("thanks", THANKS),
    ("farewell", FAREWELL),
    ("about", ABOUT),
)

YES = re.compile(
    r"^(si|sip|claro|ok|okay|va|dale|por favor|si por favor|adelante|mas|cuentame mas|yes|sure|yes please|more)$"
)
# Words that point back to what was said, or that leave the matter out.
POINTS_BACK = re.compile(
    r"^(y|pero|entonces|o|and|but|then)\b|\b(eso|esa|ese|esos|esas|esto|ello|ellos|ellas|el mismo|la misma|lo mismo|ahi"
    r"|alli|dicho|dicha|anterior|that|it|they|them|those)\b"
)
# A question of at most this many content words may be an ellipsis ("¿cuánto tarda?", "¿quién firma?").
ELLIPSIS_WORDS = 2


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be searched.

    `text` stands alone; `rewritten` is the same when it differs from what was typed, else None; `context` is the
    earlier question it depends on and `carried` the passages cited then.
    """

    text: str
    rewritten: str | None = None
    context: str = ""
    carried: tuple[str, ...] = ()


def small_talk(text: str) -> Reason | None:
    """Which courtesy a message is, if it is nothing else."""
    folded = " ".join(words(text))
    return next((reason for reason, pattern in SMALL_TALK if pattern.match(folded)), None)


def is_assent(text: str) -> bool:
    """Whether a message only says yes, or asks for more."""
    return bool(YES.match(" ".join(words(text))))


def depends_on_context(text: str) -> bool:
    """Whether a question points back to the turn before or leaves its matter out."""
    folded = fold(text).strip(" ¿¡?!.,")
    content = content_words(text)
    return len(content) <= ELLIPSIS_WORDS or (
        bool(POINTS_BACK.search(folded)) and len(content) <= 2 * ELLIPSIS_WORDS + 2
    )


def understand(text: str, history: Sequence[Turn], suggestions: Sequence[str] = ()) -> Understood:
    """Makes a follow-up stand alone, from the last turn; a question that stands alone is left as it is.

    `suggestions` are those offered after the last turn: a plain yes takes the first.
    """
    if not history:
        return Understood(text)
    last = history[-1]
    if is_assent(text):
        chosen = suggestions[0] if suggestions else last.question
        return Understood(chosen, rewritten=chosen, carried=last.cited)
    if not depends_on_context(text):
        return Understood(text)
    topic = last.question.split(" — ")[-1].strip()
    question = re.sub(r"^(¿?)\s*(y|pero|entonces|and|but)\s+", r"\1", text.strip(), flags=re.IGNORECASE)
    question = (
        question[:1].upper() + question[1:]
        if not question.startswith("¿")
        else "¿" + question[1:2].upper() + question[2:]
    )
    rewritten = f"{question} — {topic}"
    return Understood(rewritten, rewritten, context=topic, carried=last.cited)
