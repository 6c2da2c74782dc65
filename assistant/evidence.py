"""What a text must show to answer a question of its kind: a date, an amount, an office, a telephone."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.query import QuestionType, question_type
from corpus.analysis import content_words, fold
from corpus.lacking import says_lacking

# What the questions of a library ask for is worked out once each.
REMEMBERED_QUESTIONS = 30_000


@dataclass(frozen=True, slots=True)
class Datum:
    """A kind of datum: its name, how a question asks for it and how a text gives it, both patterns over folded text."""

    name: str
    asked: re.Pattern[str]
    given: re.Pattern[str]


# Data that a text either gives or not: where no passage gives one, the question is not answered. The first kind that a
# question asks for counts.
DATA = (
    Datum(
        "payer",
        re.compile(
            r"\b(quien(es)? (\w+ )?(pag\w+|cubr\w+|financi\w+|puso|ponen?|costea\w*)"
            r"|who (\w+ )?(pa(id|ys?)|funds?|funded)"
            r"|de (donde|que (bolsa|fondo|partida)) (\w+ )?sal\w+ (el dinero|los? (recurso|fondo)s?))\b"
        ),
        re.compile(
            r"\b(pag\w+|cubr\w+|cubiert\w+|financ\w+|aport\w+|sufrag\w+|costo\w*|costea\w*|gratuit\w+|gastos|recursos"
            r"|becas?|don(o|a|an|ar|aron|ativ\w+)|presupuesto|patrocin\w+|dinero|a cargo de|por cuenta)\b"
        ),
    ),
    Datum(
        "duration",
        re.compile(
            r"\b(cuantos (dias|meses|anos|semanas)|cuanto (tiempo|dura\w*|tard\w+)|(en|que) plazo|how long"
            r"|how many (days|months|weeks|years))\b"
        ),
        re.compile(r"\b(dias?|semanas?|mes(es)?|anos?|horas?|bienio|trienio|sexenio)\b"),
    ),
    Datum(
        "money",
        re.compile(
            r"\b(cuanto ((me|nos|les?) )?(cuest\w+|cost\w+|cobra\w*|gast\w+|gana\w*|pag[ao]\w*|dinero)"
            r"|precios?|salarios?|sueldos?|honorarios|multas?|presupuesto tuvo|que (monto|presupuesto)|cuota anual"
            r"|membresia anual"
            r"|salary|price|fees?|how much (does|did|is|do|money)|cost)\b"
        ),
        re.compile(r"[$€]|\b(pesos|dolares|euros|mxn|usd|mdp|sin costo|gratuit\w+|no (se )?(cobr|pag|cuest)\w+)\b"),
    ),
    Datum(
        "contact",
        re.compile(
            r"\b(telefonos?|celular|correo( electronico)?|e-?mail|whatsapp|direccion postal|domicilio|horarios?"
            r"|a que hora|what time|phone|address|opening hours)\b"
        ),
        re.compile(
            r"@|\(\d{2,3}\)|\b\d{2,4}[ -]\d{3,4}[ -]?\d{2,4}\b|\b\d{1,2}:\d\d\b|\b(telefono|correo|domicilio)\b"
        ),
    ),
    Datum(
        "frequency",
        re.compile(r"\b(cada (cuando|cuanto)|con que (frecuencia|periodicidad)|cuantas veces (al|por)|how often)\b"),
        re.compile(
            r"\b(cada|(bi|tri)?anual\w*|(se|tri|cuatri|bi)mestral\w*|mensual\w*|bienal\w*|diari\w+|semanal\w*|periodic\w+"
            r"|vez|veces)\b"
        ),
    ),
    Datum(
        "validity",
        re.compile(
            r"\b(hasta (cuando|que (fecha|ano|dia))|vigencia|caduca\w*|vence\w*|until when|expires?"
            r"|valid for)\b"
        ),
        re.compile(
            r"\b(hasta|vigen\w+|indefinid\w+|venc\w+|renov\w+|prorrog\w+|(durante|por) \w+ anos"
            r"|20\d\d ?[-–a] ?20\d\d)\b"
        ),
    ),
    Datum(
        "date",
        re.compile(
            r"\b(en que (fecha|dia|mes|ano)|que dia|cuando (fue|sera|es)|on what (date|day)|what (date|year))\b"
        ),
        re.compile(
            r"\b(1[89]|20)\d\d\b|\b\d{1,2} de (enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
            r"|noviembre|diciembre)\b|\banos (\w+enta)\b"
        ),
    ),
    Datum(
        "count",
        re.compile(r"\b(cuant[oa]s|que (porcentaje|tanto)|how many)\b"),
        re.compile(
            r"\d|\b(un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+"
            r"|veint\w+|(trei|cuare|cincue|sese|sete|oche|nove)nta|cien\w*|\w+cient[oa]s|mil|miles|millon\w*)\b"
        ),
    ),
)
COUNT = DATA[-1]

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
# The thing asked for by name, right after the interrogative. One without an accent asks only where a clause begins.
THING = re.compile(
    r"(\b(qué|cuál(es)?|cuánt[oa]s)|(^|[¿,;:] ?)((y|a|con|de|en|para|por) )?(que|cuales|cual|cuant[oa]s))\s+"
    r"((es|son|fue|fueron|era|eran|otr[oa]s?|el|la|los|las)\s+)*(?P<thing>\w+)",
    re.IGNORECASE,
)
# What a question asks for in general: a text gives it without saying the word.
GENERAL = frozenset(
    "ano anos area caso casos cosa cosas dia dias documento documentos eje ejes espacio fecha fechas forma lado logro"
    " logros lugar lugares manera medida mes meses motivacion motivaciones motivo motivos nombre pais paises parte"
    " partes perfil persona personas porcentaje punto puntos rama ramas ramo ramos razon razones tamano tema temas tipo"
    " tipos".split()
)
# Verbs and other words that may follow an interrogative: the common ones, and verbs of an unmistakable form. They name
# nothing.
VERB = re.compile(
    r"(dijo|hizo|puso|quiso|tuvo|vino|dejo|gano|salio|concluyo|sale|pide|piden|dice|hace|hacemos|tiene|necesit[ao]|cuesta"
    r"|cobra|gasta|paga|toca|pasa|significa|implica|incluye|ocurre|permite|consiste|exige|aporta|revisa|busca|conviene"
    r"|sigue|opina|plantea|vive|debo|hago|puedo|tengo|quiero|todavia|(se|hab|pod|tend|ha|debe|que|pasa)ria\w*"
    r"|\w{2,}(ieron|aron|aba[ns]?|ian|iran|aran|ando|iendo)|\w{3,}(an|[^dgm]en))$"
)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")

# What makes a sentence likelier to be the one that answers a question of a type.
SIGNS: dict[QuestionType, re.Pattern[str]] = {
    QuestionType.WHEN: re.compile(
        r"\b(1[89]|20)\d\d\b|\b(dias?|semanas?|mes(es)?|anos?|plazo|antes de|a partir|desde|hasta)\b"
    ),
    QuestionType.HOW_MANY: COUNT.given,
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


@lru_cache(maxsize=REMEMBERED_QUESTIONS)
def asks_for(question: str) -> str:
    """What a question asks for, as finely as is known: the kind of datum, else the type of answer."""
    datum = asked_datum(question)
    return datum.name if datum else question_type(question).value


def thing_asked(question: str) -> str | None:
    """The folded word for the thing that a question asks for by name ("¿qué sanción…?", "¿cuántos votos…?"), if any."""
    asked = (match["thing"] for match in THING.finditer(question))
    return next((fold(word) for word in asked if _names_a_thing(word)), None)


def _names_a_thing(word: str) -> bool:
    named, folded = word[:1].isupper(), fold(word)
    if not content_words(folded) or folded in GENERAL or COUNT.given.fullmatch(folded):
        return False
    return named or not VERB.match(folded)


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
