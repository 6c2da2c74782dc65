"""The fixed sentences of an answer."""

import re
from typing import get_args

import pytest

from assistant import wording
from assistant.answer import Reason
from assistant.query import language_of
from assistant.wording import COURTESIES, NEAREST, NOT_IN_CORPUS, OFF_TOPIC, WHOM_TO_ASK, courtesy, refusal

LANGUAGES = ("es", "en")
REFUSALS = {"not_in_corpus", "off_topic"}
FIXED = [text for table in (COURTESIES, NOT_IN_CORPUS, OFF_TOPIC, WHOM_TO_ASK, NEAREST) for text in table.values()]


@pytest.mark.parametrize("reason", sorted(set(get_args(Reason)) - REFUSALS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_courtesy_has_its_words_in_both_languages(reason, language):
    assert language_of(courtesy(reason, language)) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_the_nearest_sections_and_whom_to_ask(language):
    text = refusal(language, ["Uno", "Dos"])
    assert text.startswith(NOT_IN_CORPUS[language])
    assert f"{NEAREST[language]}\n- Uno\n- Dos" in text
    assert text.endswith(WHOM_TO_ASK[language])
    assert "DGCP" in text


def test_a_refusal_with_nothing_near_names_no_sections():
    assert NEAREST["es"] not in refusal("es", [])


@pytest.mark.parametrize("text", FIXED)
def test_fixed_sentences_are_whole_and_address_nobody(text):
    assert re.search(r"[.?:]$", text)
    assert not re.search(r"\b(usted(es)?|tú|te|tu)\b", text, re.IGNORECASE)
    assert not re.search(r"\[\d+\]", text)


def test_the_frame_of_quotes_is_in_english():
    assert language_of(wording.ENGLISH_FRAME) == "en"
