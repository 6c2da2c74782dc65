"""What a text must show to answer a question of its kind: a date, an amount, an office, a telephone."""

import re
from dataclasses import dataclass

from assistant.query import QuestionType
from corpus.analysis import fold
from corpus.lacking import says_lacking


@dataclass(frozen=True, slots=True)
class Datum:
    """A kind of datum: how a question asks for it and how a text gives it, both patterns over folded text."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


# Data that a text either gives or not: where no passage gives one, the question is not answered.
DATA = (
    Datum(  # money
        re.compile(
            r"\b(cuanto (cuesta|costo|costaria|cobra\w*|gasta\w*|gasto|gana\w*|pag[ao]\w*|dinero)|precios?|salarios?"
            r"|sueldos?|honorarios|multas?|presupuesto tuvo|que (monto|presupuesto)|cuota anual"
            r"|membresia anual"
            r"|salary|price|fees?|how much (does|did|is|do|money)|cost)\b"
        ),
        re.compile(r"[$€]|\b(pesos|dolares|euros|mxn|usd|mdp|sin costo|gratuit\w+|no (se )?(cobr|pag|cuest)\w+)\b"),
    ),
    Datum(  # contact
        re.compile(
            r"\b(telefonos?|celular|correo( electronico)?|e-?mail|whatsapp|direccion postal|domicilio|horarios?"
            r"|a que hora|what time|phone|address|opening hours)\b"
        ),
        re.compile(
            r"@|\(\d{2,3}\)|\b\d{2,4}[ -]\d{3,4}[ -]?\d{2,4}\b|\b\d{1,2}:\d\d\b|\b(telefono|correo|domicilio)\b"
        ),
    ),
    Datum(  # a date
        re.compile(
            r"\b(en que (fecha|dia|mes|ano)|que dia|cuando (fue|sera|es)|on what (date|day)|what (date|year))\b"
        ),
        re.compile(
            r"\b(1[89]|20)\d\d\b|\b\d{1,2} de (enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
            r"|noviembre|diciembre)\b|\banos (\w+enta)\b"
        ),
    ),
    Datum(  # a number of things
        re.compile(r"\b(cuant[oa]s|que (porcentaje|tanto)|how many)\b"),
        re.compile(
            r"\d|\b(un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+"
            r"|veint\w+|(tre|cuare|cincue|sese|sete|oche|nove)nta|cien\w*|\w+cient[oa]s|mil|miles|millon\w*)\b"
        ),
    ),
)

# What is asked of today or of what is to come: documents tell what was known when they were written.
NOW = re.compile(
    r"\b(hoy|actual(mente)?|ahorita|en este momento|manana|est[ae] (semana|mes|ano)|proxim[oa]s?"
    r"|today|current(ly)?|right now|tomorrow|(this|next) (week|month|year))\b"
)
# Acts that nobody is helped with, as who means to do them says it: not "cómo evitar la falsificación".
HARM = re.compile(
    r"\b(falsific(o|ar|amos)|soborn(o|ar|amos)|(dar|doy|damos) (una )?mordidas?|hacke(o|ar|amos)"
    r"|(tumbar|tirar) (la|el|una) (pagina|servidor|sitio|red|sistema)|extorsion(o|ar|amos)|chantaje(o|ar|amos)"
    r"|lav(o|ar) (de )?dinero|asesin(o|ar)|(hago|hacer|hacemos|fabric(o|ar|a)|armar) (un |una )?(bomba|explosivo)s?"
    r"|evad(o|ir) (impuestos|la ley)|forge|bribe|hack into|(make|build) a bomb)\b"
)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")

# What makes a sentence likelier to be the one that answers a question of a type.
SIGNS: dict[QuestionType, re.Pattern[str]] = {
    QuestionType.WHEN: re.compile(
        r"\b(1[89]|20)\d\d\b|\b(dias?|semanas?|mes(es)?|anos?|plazo|antes de|a partir|desde|hasta)\b"
    ),
    QuestionType.HOW_MANY: DATA[-1].given,
    QuestionType.WHO: re.compile(
        r"\b(secretaria|direccion|consultoria|oficina|embajadas?|consulados?|agencia|instituto|delegacion\w*|coordinacion"
        r"|funcionari\w+|titular|president\w+|cancilleria|sre|amexcid|dgcp)\b"
    ),
    QuestionType.DEFINITION: re.compile(
        r"\b(es|son) (un|una|el|la|los|las|aquel\w*)\b"
        r"|\b(se entiende|consiste|se define|se refiere|se llama|definid\w+)\b"
    ),
    QuestionType.MAY_I: re.compile(
        r"\b(pued\w+|podr\w+|deb\w+|no es|no se|siempre|nunca|exclusivamente|obligator\w+)\b"
    ),
}


def asked_datum(question: str) -> Datum | None:
    """The kind of datum that a question asks for, if any."""
    folded = fold(question)
    return next((datum for datum in DATA if datum.asked.search(folded)), None)


def gives(text: str, datum: Datum) -> bool:
    """Whether a text gives a datum of that kind, and is not saying that the documents lack one."""
    folded = fold(text)
    return bool(datum.given.search(folded)) and not says_lacking(text)


def asks_of_now(question: str) -> bool:
    """Whether a question asks how things are today or will be; what is told before the question itself asks nothing."""
    return bool(NOW.search(fold(question.rpartition("¿")[2])))


def years_in(text: str) -> tuple[str, ...]:
    """The years from 1800 to 2099 that a text names, each once, in their order."""
    return tuple(dict.fromkeys(YEAR.findall(text)))


def asks_for_harm(question: str) -> bool:
    """Whether a question asks for help with a crime or an attack, which is declined whatever the documents hold."""
    return bool(HARM.search(fold(question)))


def shows_sign(text: str, kind: QuestionType) -> bool:
    """Whether a sentence shows the sign of an answer to a question of that type; False for types without one."""
    sign = SIGNS.get(kind)
    return bool(sign and sign.search(fold(text)))
