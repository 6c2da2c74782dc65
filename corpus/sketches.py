"""Sketches: a few dozen numbers that recognise a text without holding any of it.

`python -m corpus.sketches FILE` prints the sketch of a text file as the line that `catalog.toml` wants.
"""

import argparse
import re
import unicodedata
from collections.abc import Sequence, Set
from hashlib import blake2b
from heapq import nsmallest
from pathlib import Path

SHINGLE_SIZE = 4
DOCUMENT_SKETCH_SIZE = 128

# What PDF readers leave at a broken line: a hyphen, a soft hyphen, or the control characters that stand for one.
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\u2011\x02\ufffe][ \t]*\r?\n\s*(?=[^\W\d_])")
_SOFT_HYPHEN = re.compile("[\u00ad\ufffe]")
_DIACRITICS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_PER_LINE = 5


def normalise(text: str) -> list[str]:
    """The words of a text as all its exports have them: letters and digits, lower case, no accents or ligatures.

    Words broken by a hyphen at the end of a line are joined; Markdown, punctuation and layout are gone.
    """
    joined = _SOFT_HYPHEN.sub("", _BROKEN_WORD.sub("", text))
    return _WORD.findall(_DIACRITICS.sub("", unicodedata.normalize("NFKD", joined)).lower())


def shingles(words: Sequence[str], size: int = SHINGLE_SIZE) -> frozenset[int]:
    """The hashes of all runs of `size` words, each in [0, 2**63): the same on every machine and Python version.

    A text of fewer words is a single run; no words give none.
    """
    runs = [" ".join(words[start : start + size]) for start in range(max(1, len(words) - size + 1))]
    return frozenset(_hash(run) for run in set(runs) if run)


def sketch(text: str, size: int) -> tuple[int, ...]:
    """The `size` smallest shingle hashes of a text, in ascending order; fewer if it has fewer shingles.

    The bottom-k sketch of A. Broder (1997), "On the resemblance and containment of documents": since hashes are
    as good as random, it is a fair sample of the text's shingles. Raises ValueError if `size` is not positive.
    """
    if size < 1:
        raise ValueError(f"the size of a sketch is at least 1, not {size}")
    return tuple(nsmallest(size, shingles(normalise(text))))


def containment(sampled: Sequence[int], shingle_set: Set[int]) -> float:
    """The share of a sketch that a text's shingles hold, from 0 to 1.

    It estimates how much of the sketched text is in the other. An empty sketch is contained in nothing.
    """
    return sum(number in shingle_set for number in sampled) / len(sampled) if sampled else 0.0


def as_toml(numbers: Sequence[int]) -> str:
    """A sketch as a `sketch = [...]` assignment, a few numbers a line."""
    lines = [numbers[start : start + _PER_LINE] for start in range(0, len(numbers), _PER_LINE)]
    return "sketch = [\n" + "".join(f"  {', '.join(map(str, line))},\n" for line in lines) + "]"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the sketch of a text file; exits with 1 if it cannot be read, with 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m corpus.sketches", description=main.__doc__)
    parser.add_argument("file", type=Path, help="a complete UTF-8 text of the document")
    parser.add_argument("--size", type=int, default=DOCUMENT_SKETCH_SIZE, help="how many hashes (%(default)s)")
    options = parser.parse_args(arguments)
    if options.size < 1:
        parser.error("--size must be at least 1")
    try:
        text = options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        parser.exit(1, f"{options.file}: {error}\n")
    print(as_toml(sketch(text, options.size)))


def _hash(run: str) -> int:
    # 63 bits: TOML integers are signed.
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") >> 1


if __name__ == "__main__":
    main()
