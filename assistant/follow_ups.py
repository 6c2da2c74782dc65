"""How a message is worded that goes on from what was said before."""

import re
from collections.abc import Sequence

from corpus.analysis import content_words, fold, light_singular, words
from corpus.glossary import Glossary, GlossaryEntry

YES = re.compile(
    r"^(si|sip|claro|ok|okay|va|dale|por favor|si por favor|adelante|mas|(cuenta|explica|dime)(me)? mas"
    r"|(ok )?y luego|(ok )?y despues|(ok )?que sigue|sigue|yes|sure|yes please|more|tell me more|go on)$"
)
# "Resúmelo", "explícamelo más sencillo", "no entendí": the answer given is asked for again, in another form. All the
# content words of such a message are of these families, one of them of the first.
RETOLD = re.compile(r"(entend|entiend|resum|repit|repet|simpl|aclar|explic|expliq|sencill|cort[oa]$|palabras|summar)")
RETELLING = re.compile(
    RETOLD.pattern
    + r"|^(di(ces|cen|go|gas|me|melo|nos)|cuent\w+|clar\w+|facil\w*|brev\w+|poca?s?|vez|nuev[oa]|maner\w+|form\w"
    r"|despacio|peras|manzanas|again|short)$"
)
# What announces another topic.
NEW_TOPIC = re.compile(
    r"^[\s¿¡]*(?:(?:ok|bueno|gracias)[\s,.]+)?(?:(?:ahora )?(?:otra|una) (?:cosa|pregunta|duda)"
    r"(?: (?:mas|distinta|diferente))?"
    r"|(?:cambiando|cambio) de tema|pasando a otr[ao] (?:tema|cosa|asunto)|por otr[oa] (?:lado|parte)"
    r"|aparte|another (?:question|thing)|changing the subject)[\s,:.;]+",
    re.IGNORECASE,
)
# "Sí, ¿y hay alguna mexicana?": what precedes the question adds nothing to it.
INTERJECTION = re.compile(
    r"^[\s¿¡]*(?:(?:ok|okay|bueno|perfecto)\b[\s,.;:!]*|(?:s[ií]|no|ah|aj[aá]|va|oye|pues|gracias|claro|entiendo|listo"
    r"|muy bien|excelente|genial)\s*[,.;:!]+\s*)",
    re.IGNORECASE,
)
# "¿Y quién…?", "¿pero cuánto…?": the rest of the sentence was said before.
CONJUNCTION = re.compile(r"^[\s¿¡]*(?:y|pero|entonces|and|but|then|so|what about|how about)[\s,]+(?=\S)", re.IGNORECASE)
# Words that stand for something said before, whatever else is named.
DEMONSTRATIVE = re.compile(
    r"\b(eso|esa|ese|esos|esas|esto|ello|ellos|ellas|el mismo|la misma|lo mismo|ahi|alli|dicho|dicha|anterior"
    r"|(?:ahora|luego|despues) (?:que|como|(?:a|con) quien|donde)|they|them|those|that$"
    r"|(?:about|is|was|do|does|did) that)\b"
)
# Pronouns that do so unless the question names what they may stand for ("¿qué le vendemos a Japón?").
PRONOUN = re.compile(
    r"\b(lo (?!que|de|del)\w+[aeo]n?|les? (?!h[ai][czg])\w+[aeo]n?(?! (?:\w+ )?(?:al?|el|la|los|las)\b)|sus?"
    r"|\w{3,}[aei]rl[oae]s?|\w{3,}ndol[oae]s?|it|its|their)\b"
)
# "¿Y lo del dictamen…?"
OF_ANOTHER = re.compile(r"\blo del? ")
# Before a pronoun so many content words are a matter that it may stand for.
OWN_MATTER_WORDS = 3
ENCLITIC = re.compile(r"\b(\w{3,}[aeiáéí]r|\w{2,}ndo)(?:me|te|se|nos)?l[oae]s?\b")
INTERROGATIVE = re.compile(
    r"\b(que|quien(es)?|cual(es)?|como|cuando|cuant[oa]s?|donde|para que|what|who|which|how|when|where|why)\b"
    r"|\bda(me|nos)\b"
)
DEFINITION = re.compile(r"^(que (es|son|significa|hace)|what (is|are|does))\b")
# A comparison that names one of two things.
HALF_COMPARED = re.compile(
    r"\b(se (distingue|diferencia|parece)|(lo mismo|igual|mejor|peor|mas \w+) que|diferencia con)\b"
)
DETERMINER = re.compile(r"\b(el|la|los|las|un|una|unos|unas|mi|mis|nuestr[oa]s?)\b")
NAME = re.compile(r"\b[^\W\d_a-zñáéíóúü]\w+")
ACRONYM = re.compile(r"\b(?!SRE\b)(?:[A-ZÑ]{2,}|[A-ZÑ]+\d+)\b")
ORDINALS = ("primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven", "decim")
ORDINAL = re.compile(rf"\b(?:el|la|del|de la|al|a la)? ?({'|'.join(ORDINALS)}|ultim)[oa]?$")
# "Cuéntame más de la japonesa", "¿y la horizontal?": an adjective whose noun was said before.
ONE_OF_THEM = re.compile(r"(?:^|\b(?:de|con|sobre|para|en) )(?:el|la|los|las|del|al)(?: de)? (\w{5,})$")
REQUEST = re.compile(
    r"^(?:(?:explica|cuenta|habla|platica|describe|detalla|di)(?:me|nos)?|profundiza|amplia)\b(?: mas)?"
)
# A longer question that points back has its matter in itself ("¿qué pasa si esa ciudad no contesta el oficio…?").
LONGEST_FOLLOW_UP = 8
# A question of at most this many content words that names no matter is an ellipsis ("¿cuánto tiempo tarda?").
ELLIPSIS_WORDS = 2
COMPARED_WORDS = 3
# Words that ask for something and say nothing of the matter.
REQUESTED = frozenset("dame danos ponme ejemplo ejemplos caso casos example examples".split())
DOUBLED = re.compile(r"\bles? \w+ (?:\w+ )?(?:al?|el|la|los|las) ")
VERB_ENDINGS = ("ar", "er", "ir")
# Terms of the glossary that say what is asked of a matter, or of whom, and are none: "¿y el plazo?" goes on.
ASPECTS = frozenset(
    {
        *("plazo", "requisitos", "vigencia", "validez jurídica", "cuota", "procedimiento", "presupuesto"),
        *("marco jurídico", "seguimiento y evaluación", "contraparte", "unirse a una red", "gobierno local", "alcalde"),
        *("cabildo", "entidad federativa", "gobierno federal", "Ciudad de México", "buenas prácticas"),
        "Secretaría de Relaciones Exteriores",
    }
)


def is_assent(text: str) -> bool:
    """Whether a message only says yes, or asks for more."""
    return bool(YES.match(" ".join(words(text))))


def asks_again(text: str) -> bool:
    """Whether a message asks for the answer before once more: shorter, simpler, in other words."""
    said = content_words(text)
    return all(map(RETELLING.search, said)) and any(map(RETOLD.match, said))


def without_new_topic(text: str) -> str | None:
    """What follows the announcement of another topic; None where there is none."""
    rest = NEW_TOPIC.sub("", text, count=1)
    return rest if rest != text and content_words(rest) else None


def without_lead_in(text: str) -> str:
    """A follow-up without the words that only tie it to the answer: "sí, ¿y cuánto tarda?" becomes "¿Cuánto tarda?"."""
    bare = what_is_said(text)
    start = 1 if bare.startswith("¿") else 0
    return bare[:start] + bare[start : start + 1].upper() + bare[start + 1 :]


def what_is_said(text: str) -> str:
    """A follow-up without the words that only tie it to the answer, in the letters in which it was typed."""
    return _without(CONJUNCTION, _without(INTERJECTION, text.strip()))


def depends_on_context(text: str, glossary: Glossary) -> bool:
    """Whether a question goes on from the turn before, points back to it, or leaves its matter out."""
    said = _without(INTERJECTION, text)
    folded = fold(said).strip(" ¿¡?!.,")
    content, named = content_words(said), named_matters(said, glossary)
    if CONJUNCTION.match(said):
        another = any(entry.term != entry.term.lower() for entry in named) or (named and OF_ANOTHER.search(folded))
        return len(content) <= LONGEST_FOLLOW_UP and not (another and without_names(what_is_said(said), glossary))
    if _points_back(folded, named=bool(named)) or _half_compared(folded, len(named)):
        return len(content) <= LONGEST_FOLLOW_UP
    if DEFINITION.match(folded) or ACRONYM.search(said):
        return not content
    if _subjectless(said, glossary):
        return True
    if named or DOUBLED.search(folded):
        return not content
    asked = [word for word in content if word not in REQUESTED]
    return len(asked) <= ELLIPSIS_WORDS and bool(INTERROGATIVE.search(folded) or picks_one(said))


def _points_back(folded: str, *, named: bool) -> bool:
    """Whether a pronoun stands for what was said before: not for a matter that the question names, or says first."""
    found = DEMONSTRATIVE.search(folded) or (None if named else PRONOUN.search(folded))
    return bool(found and len(content_words(folded[: found.start()])) < OWN_MATTER_WORDS)


def _half_compared(folded: str, named: int) -> bool:
    return bool(named <= 1 and HALF_COMPARED.search(folded) and len(content_words(folded)) <= COMPARED_WORDS)


def picks_one(text: str) -> bool:
    """Whether a message picks one of the things told: by its place, or by an adjective without its noun."""
    return bool(ORDINAL.search(_picked(text)) or ONE_OF_THEM.search(_picked(text)))


def picked(text: str, items: Sequence[str]) -> str | None:
    """The one of some items that a message picks by its place in them, or by an adjective or name."""
    said = _picked(text)
    if found := ORDINAL.search(said):
        number = -1 if found[1] == "ultim" else ORDINALS.index(found[1])
        return items[number] if number < len(items) and items else None
    if found := ONE_OF_THEM.search(said):
        stem = found[1][:5]
        return next((item for item in items if any(word.startswith(stem) for word in words(item))), None)
    return None


def without_enclitics(text: str) -> str:
    """A question whose verbs stand without the pronouns that hang on them: "conseguirla" becomes "conseguir"."""
    return ENCLITIC.sub(r"\1", text)


def named_matters(text: str, glossary: Glossary) -> list[GlossaryEntry]:
    """The matters of the glossary that a text names: no aspects, and no verbs, which alone (firmar) need an object."""
    found = (entry for entry in glossary.matches(text) if entry.term not in ASPECTS)
    return [entry for entry in found if not entry.term.endswith(VERB_ENDINGS)]


def without_names(text: str, glossary: Glossary) -> str:
    """The content words of a text that belong to no matter that it names."""
    said = (name for entry in named_matters(text, glossary) for name in (entry.term, *entry.aliases))
    names = {light_singular(word) for name in said for word in words(name)}
    return " ".join(word for word in content_words(text) if light_singular(word) not in names)


def _subjectless(text: str, glossary: Glossary) -> bool:
    """Whether a question begins with a verb and names nobody who does it: "¿tendría inmunidad?"."""
    folded = fold(text).strip(" ¿¡?!.,")
    if (
        "?" not in text
        or INTERROGATIVE.search(folded)
        or DETERMINER.search(folded)
        or NAME.search(text.strip(" ¿")[1:])
    ):
        return False
    opening = " ".join(folded.split()[:2])
    return len(content_words(text)) <= ELLIPSIS_WORDS and not named_matters(opening, glossary)


def _picked(text: str) -> str:
    """What a request is about: its words after the verb that makes it and the conjunctions before."""
    said = " ".join(words(what_is_said(text)))
    return REQUEST.sub("", said).strip()


def _without(opening: re.Pattern[str], text: str) -> str:
    """A text without an opening; a question that it stood in is still one."""
    rest = opening.sub("", text, count=1)
    if rest == text:
        return text
    return f"¿{rest}" if "?" in rest and "¿" not in rest else rest
