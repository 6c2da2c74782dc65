"""Plain text and Markdown: encodings, page breaks, front matter."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import FileCorrupt
from ingest.loaded import LoadedFile, Page
from ingest.markup import normalise, one_line

LEGACY_WARNING = (
    "El archivo no está en UTF-8; se leyó con una codificación antigua. "
    "Conviene revisar que los acentos y las eñes se vean bien."
)

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What old Windows, Mac and DOS programs write in Mexico, the likeliest first.
_LEGACY = ("cp1252", "mac_roman", "cp850", "latin-1")
# Signs of Spanish where they belong: letters beside letters, the rest beside a space, a digit or an ASCII sign. (In
# cp1252 the byte of a dash is that of the Mac's ñ: the place tells "2019–2024" from "año".)
_SPANISH_SIGN = re.compile(
    r"(?<=[a-z])[áéíóúüñ]|[áéíóúüñ](?=[a-z])"
    r"|(?<![^\s!-@])[¿¡«»“”‘’–—…°ºª•·§]|[¿¡«»“”‘’–—…°ºª•·§](?![^\s!-@])",
    re.IGNORECASE,
)
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Text has next to none; bytes drawn at random have one in ten.
_MAX_CONTROL_SHARE = 0.01

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TITLE_FIELD = re.compile(r"^(?:title|t[ií]tulo)[ \t]*:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_FIRST_HEADING = re.compile(r"^#[ \t]+(\S.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Normalised text, and whether its encoding had to be guessed."""

    text: str
    guessed: bool = False


def decode(path: Path, data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`: by its byte-order mark, else UTF-8, else as `declared`, else by the likeliest old encoding.

    UTF-8 goes before what a file declares, since bytes in another encoding hardly ever form valid UTF-8, while wrong
    declarations are common.

    Raises:
        FileCorrupt: the bytes are not text.
    """
    if data.startswith(_SIGNATURES):
        raise FileCorrupt(path, "another kind of file under the name of a text")
    marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
    text = next((t for e in (marked, "utf-8", declared) if e and (t := _try(data, e)) is not None), None)
    decoded = _guess(data) if text is None else Decoded(normalise(text))
    if "\0" in decoded.text or len(_CONTROL.findall(decoded.text)) > _MAX_CONTROL_SHARE * len(decoded.text):
        raise FileCorrupt(path, "binary data under the name of a text")
    return decoded


def load_text(path: Path, data: bytes) -> LoadedFile:
    """A .txt file: form feeds part its pages, as `pdftotext` writes them; without any there is one page unnumbered.

    Raises:
        FileCorrupt: the bytes are not text.
    """
    decoded = decode(path, data)
    texts = decoded.text.split("\f")
    if len(texts) > 1 and not texts[-1].strip():
        texts.pop()  # the feed that ends the last page opens none
    numbered = "\f" in decoded.text
    pages = tuple(Page(number if numbered else None, text) for number, text in enumerate(texts, 1))
    return LoadedFile(path, pages, warnings=_warnings(decoded))


def load_markdown(path: Path, data: bytes) -> LoadedFile:
    """A Markdown file without its front matter and comments; titled by the front matter, else by its first `#`.

    Raises:
        FileCorrupt: the bytes are not text.
    """
    decoded = decode(path, data)
    front = _FRONT_MATTER.match(decoded.text)
    field = _TITLE_FIELD.search(front[1]) if front else None
    body = _COMMENT.sub("", decoded.text[front.end() :] if front else decoded.text).strip("\n")
    top = _FIRST_HEADING.search(body)
    title = one_line(field[1].strip().strip("\"'")) if field else one_line(top[1]) if top else ""
    return LoadedFile(path, (Page(None, body),), title or None, markup=True, warnings=_warnings(decoded))


def _warnings(decoded: Decoded) -> tuple[str, ...]:
    """What the user should know about the encoding."""
    return (LEGACY_WARNING,) if decoded.guessed else ()


def _try(data: bytes, encoding: str) -> str | None:
    """`data` in that encoding, or None when it is not in it or nobody knows it."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _guess(data: bytes) -> Decoded:
    """`data` in the old encoding under which it has the most signs of Spanish, the first of those that tie.

    Spanish has so few of them that counting beats general detectors, which fail on short texts and on capitals.
    """
    texts = [text for encoding in _LEGACY if (text := _try(data, encoding)) is not None]
    return Decoded(normalise(max(texts, key=_spanish_signs)), guessed=True)


def _spanish_signs(text: str) -> int:
    """How many signs of Spanish beyond ASCII the text has."""
    return len(_SPANISH_SIGN.findall(text))
