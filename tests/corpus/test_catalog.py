import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalog import Catalog, CatalogEntry, load_catalog
from corpus.errors import KnowledgeError
from corpus.sketches import sketch

SourceText = Callable[[str], str]

IDS = ("abc-sre", "libro-blanco-imeplan-t3", "cdmx-global", "amimp-giz-2021", "informe-cdmx-2021-2")

VALID = """
[[document]]
id = "guia"
title = "Guía de ejemplo"
short = "Guía"
publisher = "Editorial"
year = 2020
language = "es"
covers = "Un ejemplo."
sketch = [3, 5, 8]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    return path


def entry_of(document_id: str, text: str) -> CatalogEntry:
    return CatalogEntry(document_id, "Título", "T", "Editorial", 2020, "es", "Un ejemplo.", sketch(text, 64))


def numbered_words(start: int, count: int) -> str:
    return " ".join(f"palabra{number}" for number in range(start, start + count))


# Damage that exports of the same document differ by.


def with_running_heads(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        f"{line}\nENCABEZADO DE PÁGINA   {number // 40}" if number % 40 == 39 else line
        for number, line in enumerate(lines)
    )


def with_hyphens_joined(text: str) -> str:
    return re.sub(r"(\w)-\s*\n\s*(\w)", r"\1\2", text)


def with_broken_words_left_split(text: str) -> str:
    return re.sub(r"-[ ]*\n", " ", text)


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def with_a_tenth_of_the_lines_lost(text: str) -> str:
    generator = random.Random(0)
    return "\n".join(line for line in text.split("\n") if generator.random() > 0.1)


def with_some_words_glued(text: str) -> str:
    generator = random.Random(2)
    return re.sub(" ", lambda _: "" if generator.random() < 0.03 else " ", text)


def with_all_of_it(text: str) -> str:
    damaged = with_running_heads(with_broken_words_left_split(text))
    return with_some_words_glued(with_a_tenth_of_the_lines_lost(damaged))


DAMAGES = (
    str,
    str.upper,
    with_running_heads,
    with_hyphens_joined,
    with_broken_words_left_split,
    on_one_line,
    with_a_tenth_of_the_lines_lost,
    with_some_words_glued,
    with_all_of_it,
)


def test_the_catalogue_holds_the_five_source_documents() -> None:
    catalog = load_catalog()
    assert tuple(entry.id for entry in catalog.entries) == IDS
    assert all(len(entry.sketch) == 128 and entry.licence and entry.language == "es" for entry in catalog.entries)
    assert all(re.fullmatch(r"https?://\S+", entry.url) for entry in catalog.entries if entry.url)


def test_an_entry_is_found_by_its_id() -> None:
    catalog = load_catalog()
    entry = catalog.get("abc-sre")
    assert entry is not None
    assert (entry.short, entry.publisher) == ("ABC de la SRE", "Secretaría de Relaciones Exteriores")
    assert catalog.get("otro") is None


@pytest.mark.parametrize("document_id", IDS)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_complete_export_is_recognised_whatever_its_layout(
    document_id: str, damage: Callable[[str], str], source_text: SourceText
) -> None:
    assert load_catalog().recognise(damage(source_text(document_id))) == document_id


@pytest.mark.parametrize("document_id", IDS)
def test_a_chapter_is_not_taken_for_its_document(document_id: str, source_text: SourceText) -> None:
    text = source_text(document_id)
    catalog = load_catalog()
    chapters = [text[start : start + len(text) // 5] for start in range(0, len(text), len(text) // 5)]
    assert [catalog.recognise(chapter) for chapter in chapters] == [None] * len(chapters)


def test_no_catalogued_document_is_taken_for_another(source_text: SourceText) -> None:
    catalog = load_catalog()
    for document_id in IDS:
        others = Catalog(tuple(entry for entry in catalog.entries if entry.id != document_id))
        assert others.recognise(source_text(document_id)) is None


def test_other_texts_and_empty_ones_are_not_recognised() -> None:
    catalog = load_catalog()
    assert catalog.recognise("") is None
    assert catalog.recognise(numbered_words(0, 5000)) is None


def test_a_compilation_of_two_documents_is_neither() -> None:
    first, second = numbered_words(0, 500), numbered_words(1000, 500)
    catalog = Catalog((entry_of("primero", first), entry_of("segundo", second)))
    assert catalog.recognise(second) == "segundo"
    assert catalog.recognise(f"{first}\n{second}") is None


def test_the_optional_fields_may_be_absent(tmp_path: Path) -> None:
    (entry,) = load_catalog(written(tmp_path, VALID)).entries
    expected = entry_of("guia", "")
    assert entry == replace(expected, title="Guía de ejemplo", short="Guía", sketch=(3, 5, 8))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('title = "Guía de ejemplo"', "", "guia › title"),
        ('title = "Guía de ejemplo"', 'title = " "', "guia › title"),
        ('id = "guia"', 'id = "Guía"', "Guía › id"),
        ('id = "guia"', "", "document 1 › id"),
        ("year = 2020", 'year = "2020"', "guia › year"),
        ("year = 2020", "year = 20", "guia › year"),
        ("year = 2020", "year = 2020\npages = 0", "guia › pages"),
        ("year = 2020", "year = 2020\npages = true", "guia › pages"),
        ("sketch = [3, 5, 8]", "sketch = []", "guia › sketch"),
        ("sketch = [3, 5, 8]", "sketch = [5, 3]", "guia › sketch"),
        ("sketch = [3, 5, 8]", "sketch = [3, 3]", "guia › sketch"),
        ("sketch = [3, 5, 8]", 'sketch = ["3"]', "guia › sketch"),
        ("sketch = [3, 5, 8]", "sketch = [-1]", "guia › sketch"),
        ("year = 2020", "year = 2020\nyears = 1", "document 1"),
    ],
)
def test_a_wrong_field_is_named_with_its_entry(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(KnowledgeError) as failure:
        load_catalog(written(tmp_path, VALID.replace(old, new)))
    assert failure.value.place == f"catalog.toml › {place}"


@pytest.mark.parametrize("text", ["", "[[document", "[[otro]]\na = 1", "document = 3", f"{VALID}\n[otro]\na = 1"])
def test_a_file_that_is_no_list_of_documents_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"catalog\.toml"):
        load_catalog(written(tmp_path, text))


def test_two_documents_cannot_share_an_id_and_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="two documents"):
        load_catalog(written(tmp_path, VALID + VALID))
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_catalog(tmp_path / "no-existe.toml")
