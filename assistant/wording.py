"""The fixed sentences of an answer, by language. Spanish first; a question in English gets an English frame."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.answer import Reason

COURTESIES: Mapping[tuple[Reason, str], str] = MappingProxyType(
    {
        ("greeting", "es"): "¡Buen día! Aquí se responden preguntas sobre el trabajo internacional de los municipios: "
        "hermanamientos, acuerdos y su dictamen, redes de ciudades, cooperación, giras, protocolo, diáspora. "
        "¿Qué se necesita saber?",
        ("greeting", "en"): "Good day! Questions about the international work of Mexican municipalities are answered "
        "here: sister cities, agreements, city networks, cooperation, trips, protocol, diaspora. What is needed?",
        ("thanks", "es"): "Con mucho gusto. Si queda otra duda, aquí se puede preguntar.",
        ("thanks", "en"): "You are welcome. Further questions can be asked here.",
        ("farewell", "es"): "Hasta pronto, y mucho éxito con el trabajo internacional del municipio.",
        ("farewell", "en"): "Goodbye, and every success with the city's international work.",
        ("about", "es"): "Ventanilla responde preguntas sobre la acción internacional de las ciudades mexicanas. "
        "Cada respuesta cita el texto en que se apoya y, cuando los documentos no la contienen, así lo dice. Se "
        "puede preguntar, por ejemplo, cómo firmar un hermanamiento, cómo pedir el dictamen de la cancillería o cómo "
        "entrar a una red de ciudades.",
        ("about", "en"): "Ventanilla answers questions about the international action of Mexican cities. Every answer "
        "cites the text it rests on, and says so when the documents do not hold it. One may ask, for instance, how to "
        "sign a sister-city agreement or how to join a network of cities.",
    }
)

ENGLISH_FRAME = "The documents are in Spanish. They say:"

NOT_IN_CORPUS = {
    "es": "Los documentos disponibles no contienen la respuesta a esta pregunta.",
    "en": "The available documents do not hold the answer to this question.",
}
NOT_MENTIONED = {
    "es": "Lo más cercano no menciona {}.",
    "en": "The nearest passages do not mention {}.",
}
OR = {"es": " ni ", "en": " or "}
NEAREST = {"es": "Lo más cercano que sí explican:", "en": "The nearest matters that they do explain:"}
WHOM_TO_ASK = {
    "es": "Para este caso conviene consultar a la Dirección General de Coordinación Política (DGCP) de la Secretaría "
    "de Relaciones Exteriores, que atiende a los gobiernos locales, o a la delegación de la SRE en el estado.",
    "en": "For this matter, ask the Directorate-General for Political Coordination (DGCP) of the foreign ministry "
    "(SRE), which serves local governments, or the SRE's delegation in the state.",
}
DOUBTFUL = {
    "es": "Quizá los documentos no respondan justo esto: lo citado es lo más cercano y conviene confirmarlo.",
    "en": "The documents may not answer exactly this: what is quoted comes closest and is best confirmed.",
}
NOT_GIVEN = {
    "es": "En lo citado no se encontró {}; conviene preguntarlo.",
    "en": "What is quoted was not found to tell {}; it is best asked.",
}
# The kinds of datum of `assistant.evidence`, as what a text may not say.
DATUM = {
    "money": {"es": "el monto", "en": "the amount"},
    "contact": {"es": "el dato de contacto", "en": "the contact details"},
    "payer": {"es": "quién paga", "en": "who pays"},
    "frequency": {"es": "cada cuánto ocurre", "en": "how often"},
    "validity": {"es": "hasta cuándo vale", "en": "until when"},
    "duration": {"es": "cuánto tarda o dura", "en": "how long"},
    "date": {"es": "la fecha", "en": "the date"},
    "count": {"es": "la cantidad", "en": "the number"},
}
OFF_TOPIC = {
    "es": "Esa pregunta queda fuera de lo que aquí se atiende: el trabajo internacional de los municipios "
    "(hermanamientos, acuerdos, redes de ciudades, cooperación, giras, protocolo, diáspora). Sobre esos temas, con "
    "gusto se responde.",
    "en": "That question is outside what is served here: the international work of municipalities (sister cities, "
    "agreements, networks of cities, cooperation, trips, protocol, diaspora). Questions on those matters are welcome.",
}


def courtesy(reason: Reason, language: str) -> str:
    """The reply to a greeting, thanks, a farewell or a question about the assistant itself."""
    return COURTESIES[reason, language]


def refusal(language: str, nearest: Sequence[str], missing: Sequence[str] = ()) -> str:
    """Says that the corpus does not hold the answer, what it does cover nearby, and whom to ask.

    `missing` are the names and years of the question that the nearest passages do not mention.
    """
    parts = [NOT_IN_CORPUS[language]]
    if missing:
        parts[0] += " " + NOT_MENTIONED[language].format(OR[language].join(f"«{name}»" for name in missing))
    if nearest:
        parts.append(NEAREST[language] + "\n" + "\n".join(f"- {section}" for section in nearest))
    return "\n\n".join([*parts, WHOM_TO_ASK[language]])


def caution(language: str, datum: str | None) -> str:
    """The note beside an answer that may not answer: which kind of datum it does not seem to give, where that is it."""
    return NOT_GIVEN[language].format(DATUM[datum][language]) if datum else DOUBTFUL[language]
