"""The Spanish analyser of the lexical index: from a text to the terms that are matched."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

DIACRITICS = re.compile("[\u0300-\u036f]+")
WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
COMPOUND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
# Words whose forms are remembered: more than a library of this field has, and a bound to what strangers may type.
REMEMBERED_WORDS = 100_000

# Function words, and the words with which questions are put: they say nothing of the matter asked.
STOP_WORDS = frozenset(
    """
    a al ante aquel aquella aquellas aquello aquellos asi aun aunque bajo bien cada casi como con contra cual
    cuales cualquier cuando cuanta cuantas cuanto cuantos cuya cuyas cuyo cuyos da dan de del desde donde dos
    durante e el ella ellas ello ellos en entre era eran eres es esa esas ese eso esos esta estaba estaban
    estamos estan estar estas este esto estos estoy fin fue fueron ha haber habia hace hacen hacer hacia han
    hasta hay he hemos la las le les lo los mas me mi mis mientras mismo muy ni no nos nosotros nuestra nuestras
    nuestro nuestros o os otra otras otro otros para pero poder por porque pues puede pueden puedo que quien
    quienes se sea sean segun ser si sido sin sobre solo son soy su sus suya suyo tal tambien tan tanto te tener
    tengo tenemos ti tiene tienen toda todas todo todos tras tu tus u un una unas uno unos va van voy y ya yo
    debe deben deberia debo quiere quiero queremos podemos podria sirve
    the of and to in is are do does did what which who how when where why can may must our we for on with from
    at by be it its an as that this us you your was were has have had will should would there any about or not
    if
    hola hello hi saludos buenos buenas tardes noches gracias thanks favor please disculpe disculpa oiga oye oigan
    onda porfa porfis nomas neta urge q pa dime digan diganme explicame expliquen saber quisiera gustaria
    necesito necesitamos ocupo ocupamos
    """.split()
)


def fold(text: str) -> str:
    """The text in lower case without diacritics (ñ becomes n), for matching that is blind to both."""
    return DIACRITICS.sub("", unicodedata.normalize("NFD", text.lower()))


def words(text: str) -> list[str]:
    """The folded words of a text, in order; numbers keep their inner separators (42.2, 1,306)."""
    return WORD.findall(fold(text))


def content_words(text: str) -> list[str]:
    """The folded words that carry meaning: no stop words, nothing of a single letter.

    A compound counts as one word besides its parts: AL-LAs is made of two stop words, and COP-21 is also COP21.
    """
    plain = [word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]
    return plain + [compound.replace("-", "") for compound in COMPOUND.findall(fold(text))]


def terms(text: str) -> list[str]:
    """The terms under which a text is indexed and asked.

    Each content word gives its Snowball stem and its light singular, which differ in prefix so that they never meet:
    Snowball joins verb forms and families (firmar, firma), the light stemmer joins what Snowball splits
    (ciudad/ciudades, dictamen/dictámenes).
    """
    found = []
    for word in content_words(text):
        found.append("s:" + snowball_stem(word))
        found.append("p:" + light_singular(word))
    return found


@lru_cache(maxsize=REMEMBERED_WORDS)
def light_singular(word: str) -> str:
    """The singular of a folded Spanish word by its ending: ciudades -> ciudad, redes -> red, acuerdos -> acuerdo.

    After the plural rules of the light Spanish stemmer of J. Savoy (2001), without its gender rules.
    """
    if len(word) < 4 or not word.endswith("s") or word.isdigit():
        return word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("es") and len(word) > 4 and word[-3] not in "aeiou":
        return word[:-2] if word[-3] in "dlnrsyzj" else word[:-1]
    return word[:-1] if word[-2] in "aeiou" else word


@lru_cache(maxsize=REMEMBERED_WORDS)
def snowball_stem(word: str) -> str:
    """The Snowball stem of a folded Spanish word.

    Folding took the accent of -ción and -sión, without which Snowball does not see the suffix: it is given back.
    """
    accented = word[:-2] + "ón" if word.endswith(("cion", "sion")) else word
    return fold(_stemmer()(accented))


@cache
def _stemmer() -> Callable[[str], str]:
    import Stemmer

    # Without its own memory of words, which is not made for threads; `snowball_stem` has one.
    stem: Callable[[str], str] = Stemmer.Stemmer("spanish", 0).stemWord
    return stem
