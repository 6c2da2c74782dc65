"""Passages: their size, their sentences and their place in the text."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Passage, PassageKind
from corpus.tokens import count_tokens
from ingest.loaded import LoadedFile, Page
from ingest.sentences import sentence_spans
from ingest.splitting import MAXIMUM, passage_from_section, split
from ingest.structuring import StructuredText, structure

Read = Callable[[str], str]
SOURCES = ("abc-sre", "amimp-giz-2021", "cdmx-global", "informe-cdmx-2021-2", "libro-blanco-imeplan-t3")
SENTENCE = "La oficina de asuntos internacionales acompaña a las áreas del municipio en cada proyecto con el exterior."


def structured(text: str, *, markup: bool = True) -> StructuredText:
    return structure(LoadedFile(Path("texto.md"), (Page(None, text),), markup=markup))


def passages_of(text: str) -> tuple[Passage, ...]:
    return split("doc", structured(text))


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def words(text: str) -> int:
    return len(text.split())


def check(text: str, passages: tuple[Passage, ...]) -> None:
    """The invariants that every passage keeps."""
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip()
        assert passage.tokens > 0
        ends = [0, *(unit.end for unit in passage.units)]
        assert all(end <= unit.start < unit.end for end, unit in zip(ends, passage.units, strict=False))
        assert all(any(map(str.isalpha, sentence)) for sentence in passage.sentences())
        assert all(sentence == sentence.strip() for sentence in passage.sentences())
    assert all(first.end <= second.start for first, second in pairwise(passages))
    assert len({passage.id for passage in passages}) == len(passages)


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Uno. Dos. ¿Tres? Sí.", ["Uno.", "Dos.", "¿Tres?", "Sí."]),
            (
                "El Lic. Ruiz y la Dra. Paz firmaron. Después salieron.",
                ["El Lic. Ruiz y la Dra. Paz firmaron.", "Después salieron."],
            ),
            ("Según el art. 20, núm. 8, procede. Punto.", ["Según el art. 20, núm. 8, procede.", "Punto."]),
            ("Viven en EE. UU. desde 1990.", ["Viven en EE. UU. desde 1990."]),
            ("Cultura, deporte, etc. La red crece.", ["Cultura, deporte, etc.", "La red crece."]),
            ("Cultura, p. ej. Cervantino, atrae.", ["Cultura, p. ej. Cervantino, atrae."]),
            ("1. Las partes negocian. Luego firman.", ["1. Las partes negocian.", "Luego firman."]),
            (
                "La fracción 42.2 aplica. Vea www.sre.gob.mx. Gracias.",
                ["La fracción 42.2 aplica.", "Vea www.sre.gob.mx.", "Gracias."],
            ),
            ("Dijo: “Vamos.” Y fue.", ["Dijo: “Vamos.”", "Y fue."]),
            ("Iniciativa A.C. El grupo creció.", ["Iniciativa A.C.", "El grupo creció."]),
            ("J. M. Ruiz llegó.", ["J. M. Ruiz llegó."]),
            ("Es el oficio No. 5 y no. Otro.", ["Es el oficio No. 5 y no.", "Otro."]),
            ("Sin punto final\n\nOtro párrafo", ["Sin punto final", "Otro párrafo"]),
        ],
    )
    def test_spanish_prose_is_cut_where_sentences_end(self, text: str, expected: list[str]) -> None:
        assert sentences(text) == expected

    @given(st.text(alphabet="aBc1 .?¿!\n…”(", max_size=80))
    def test_sentences_are_ordered_trimmed_and_keep_every_letter(self, text: str) -> None:
        found = sentence_spans(text)
        assert all(first.end <= second.start for first, second in pairwise(found))
        assert sum(sum(map(str.isalpha, text[s.start : s.end])) for s in found) == sum(map(str.isalpha, text))


class TestSize:
    def test_paragraphs_are_put_together_until_the_passage_is_long_enough(self) -> None:
        sizes = [
            words(passage.text)
            for passage in passages_of("# A\n\n" + "\n\n".join([f"{SENTENCE} {SENTENCE} {SENTENCE}"] * 12))
        ]
        assert all(100 <= size <= 200 for size in sizes)

    def test_a_long_paragraph_is_cut_into_even_pieces_of_whole_sentences(self) -> None:
        passages = passages_of("# A\n\n" + " ".join([SENTENCE] * 30))
        assert len(passages) == 3
        assert all(passage.text.endswith(".") and words(passage.text) <= MAXIMUM for passage in passages)

    def test_a_passage_never_crosses_a_top_level_heading(self) -> None:
        passages = passages_of(f"# A\n\n{SENTENCE}\n\n# B\n\n{SENTENCE} Fin.")
        assert [passage.section for passage in passages] == [("A",), ("B",)]

    def test_a_tiny_section_is_merged_with_what_follows_and_a_small_one_stays(self) -> None:
        long = f"{SENTENCE} {SENTENCE}"
        passages = passages_of(f"# A\n\n## Uno\n\nVa poco.\n\n## Dos\n\n{long}\n\n## Tres\n\n{long} Ya.")
        assert [passage.section[-1] for passage in passages] == ["Dos", "Tres"]
        assert passages[0].text.startswith("Va poco.\n\nDos\n\n")
        assert "Dos" not in passages[0].sentences()

    def test_the_crumb_at_the_end_of_a_chapter_goes_with_the_passage_before(self) -> None:
        passages = passages_of(f"# A\n\n{' '.join([SENTENCE] * 10)}\n\n## Fin\n\nGracias.\n\n# B\n\n{SENTENCE}")
        assert [passage.section for passage in passages] == [("A",), ("B",)]
        assert passages[0].text.endswith("Gracias.")


class TestLists:
    def test_a_list_stays_with_its_lead_in(self) -> None:
        items = "\n".join(f"{number}. {SENTENCE}" for number in range(1, 13))
        (passage,) = passages_of(f"# A\n\nSe hace lo siguiente:\n\n{items}")
        assert passage.kind is PassageKind.STEPS
        assert passage.sentences()[0] == "Se hace lo siguiente:"
        assert len(passage.units) == 13

    def test_a_very_long_list_is_cut_between_items_and_its_lead_in_stays_with_the_first(self) -> None:
        items = "\n".join(f"- {SENTENCE}" for _ in range(40))
        passages = passages_of(f"# A\n\nSe hace lo siguiente:\n\n{items}")
        assert passages[0].text.startswith("Se hace lo siguiente:\n\n- ")
        assert all(passage.text.startswith("- ") and passage.kind is PassageKind.LIST for passage in passages[1:])

    def test_sub_steps_go_with_their_step(self) -> None:
        long = " ".join([SENTENCE] * 3)
        steps = [f"{number}. {long}" for number in range(1, 6)]
        steps[3:3] = [f"{letter}) {long}" for letter in "ab"]
        loaded = structured("Se hace lo siguiente:\n\n" + "\n\n".join(steps) + f"\n\n6. {SENTENCE}", markup=False)
        assert [passage.text[:2] for passage in split("doc", loaded)] == ["Se", "3.", "5."]

    def test_a_long_item_is_cut_into_its_sentences_and_a_table_into_its_rows(self) -> None:
        (item,) = passages_of("# A\n\n- " + " ".join([SENTENCE] * 5))
        assert len(item.units) == 5
        (table,) = passages_of("# A\n\n| Red | Año |\n|---|---|\n| UCCI | 1982 |\n")
        assert (table.kind, table.sentences()) == (PassageKind.TABLE, ["Red | Año", "UCCI | 1982"])


class TestGuides:
    BODY = (
        "Intro breve. Sigue.\n\n1. Negocie el texto.\n2. Avise a la SRE\n   con tiempo.\n\n- Con copia\n\n> "
        "**Ojo:** no firme antes.\n"
    )

    def test_a_section_of_a_guide_is_one_passage_whose_items_are_units(self) -> None:
        passage = passage_from_section("g", ("Guía", "Pasos"), self.BODY, 100)
        assert passage.sentences() == [
            "Intro breve.",
            "Sigue.",
            "1. Negocie el texto.",
            "2. Avise a la SRE\n   con tiempo.",
            "- Con copia",
            "**Ojo:** no firme antes.",
        ]
        assert (passage.start, passage.end) == (100, 100 + len(self.BODY.strip()))
        assert passage.kind is PassageKind.STEPS

    @given(
        st.lists(
            st.sampled_from(
                ["Texto llano. Otro.", "1. paso", "- punto", "> cita", "", "| a | b |", "   sigue", "## x"]
            ),
            max_size=9,
        )
    )
    def test_units_of_a_guide_are_ordered_ranges_of_its_text(self, lines: list[str]) -> None:
        text = "\n".join(["Principio.", *lines])
        passage = passage_from_section("g", ("G",), text, 0)
        check(text.strip() + "\n", (passage,))


class TestInvariants:
    @given(
        st.lists(
            st.sampled_from(
                [
                    SENTENCE,
                    f"{SENTENCE} {SENTENCE}",
                    "# Parte",
                    "## Tema",
                    "- punto uno",
                    "1. paso",
                    "Se pide:",
                    "Breve.",
                ]
            ),
            min_size=1,
            max_size=25,
        )
    )
    def test_no_letter_is_lost_and_offsets_are_exact(self, parts: list[str]) -> None:
        source = structured("\n\n".join(parts))
        passages = split("doc", source)
        check(source.text, passages)
        covered = [False] * len(source.text)
        for passage in passages:
            covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
        for block in source.blocks:
            if block.kind != "heading":
                assert all(covered[block.start : block.end])

    def test_a_text_without_punctuation_is_cut_between_words(self) -> None:
        source = structured(" ".join(f"palabra{number}" for number in range(1000)), markup=False)
        passages = split("doc", source)
        check(source.text, passages)
        assert [words(passage.text) for passage in passages] == [200] * 5

    def test_a_document_of_headings_alone_still_has_passages(self) -> None:
        assert [passage.text for passage in passages_of("# Uno\n\n# Dos\n")] == ["Uno", "Dos"]

    def test_ids_survive_a_second_split(self) -> None:
        text = f"# A\n\n{SENTENCE}\n\n# B\n\n{SENTENCE}"
        assert [p.id for p in passages_of(text)] == [p.id for p in passages_of(text)]

    def test_tokens_are_counted_without_a_network(self) -> None:
        assert count_tokens("hola mundo") == 3

    @pytest.mark.parametrize("document", SOURCES)
    def test_the_real_documents_keep_the_invariants(self, document: str, source_text: Read) -> None:
        source = structured(source_text(document), markup=False)
        passages = split(document, source)
        check(source.text, passages)
        sizes = [words(passage.text) for passage in passages]
        assert max(sizes) <= 320
        assert sum(size < 25 for size in sizes) <= 2
        assert 120 <= sum(sizes) / len(sizes) <= 200

    def test_the_legal_procedure_comes_out_whole_in_two_passages(self, source_text: Read) -> None:
        passages = split("abc-sre", structured(source_text("abc-sre"), markup=False))
        steps = [passage for passage in passages if passage.section[-1:] == ("Procedimiento legal aplicable",)]
        assert [passage.kind for passage in steps] == [PassageKind.STEPS] * 2
        labels = [sentence[:2] for passage in steps for sentence in passage.sentences() if sentence[1] == "."]
        assert labels == ["1.", "2.", "3.", "4.", "a.", "b.", "5.", "6."]
