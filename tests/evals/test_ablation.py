"""What a part brings: every name that is replaced is there and comes back, and differences are worked by hand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from assistant.settings import AssistantSettings
from corpus.embedding import make_embedder
from corpus.library import Library
from evals.ablation import TOLD, Ablation, Effect, ablate, effects_between
from evals.ablation_parts import PARTS, Part, without
from evals.ablation_table import CERTAIN, HEADINGS, ablation_lines, ablation_table
from evals.narrowing import without_guides, without_links, without_questions
from evals.remembering import RememberedEmbedder, remembering
from ingest import pipeline


def in_place(path: str) -> object:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_what_a_part_replaces_is_there_changes_and_comes_back(part: Part):
    before = {path: in_place(path) for path in part.replaced}
    with without(part):
        for path, value in part.replaced.items():
            assert in_place(path) is value
            assert in_place(path) != before[path]
    assert {path: in_place(path) for path in part.replaced} == before


def test_a_name_that_the_assistant_has_no_more_is_an_error_and_leaves_nothing_replaced():
    bonus = in_place("assistant.retrieval.FIT_BONUS")
    gone = Part("x", {"assistant.retrieval.FIT_BONUS": 9.0, "assistant.retrieval.NO_SUCH_THING": 0.0})
    with pytest.raises(AttributeError), without(gone):
        pass
    assert in_place("assistant.retrieval.FIT_BONUS") == bonus


def test_each_part_has_a_name_of_its_own_and_leaves_something_out():
    assert len({part.name for part in PARTS}) == len(PARTS)
    assert all(part.replaced or not part.glossary or part.narrowed is not Part("x").narrowed for part in PARTS)


def by_measure(effects: tuple[Effect, ...]) -> dict[str, Effect]:
    return {effect.measure: effect for effect in effects}


def test_effects_are_of_what_lacks_the_part_minus_the_whole(make_result):
    whole = [make_result(str(n), facts=1.0, words=40 + n) for n in range(4)]
    lacking = [make_result(str(n), facts=1.0 if n else 0.0, words=50 + n) for n in range(4)]
    effects = by_measure(effects_between(whole, lacking))
    assert effects["facts"].change == -0.25
    assert effects["facts"].low <= -0.25 <= effects["facts"].high == 0.0
    assert not effects["facts"].worse
    # The median of 40 to 43 against that of 50 to 53; both runs draw the same questions.
    assert (effects["words"].change, effects["words"].low, effects["words"].high) == (10.0, 10.0, 10.0)
    assert effects["mrr"].none
    assert "refusals" not in effects


def test_more_false_refusals_are_worse_and_fewer_right_ones_too(make_result):
    declined = [make_result(str(n), abstained=True, facts=0.0) for n in range(4)]
    answered = [make_result(str(n)) for n in range(4)]
    assert by_measure(effects_between(answered, declined))["false_refusals"].worse
    assert by_measure(effects_between(declined, answered))["false_refusals"].better
    unanswerable = [make_result(str(n), answerable=False, abstained=True) for n in range(4)]
    fooled = [make_result(str(n), answerable=False) for n in range(4)]
    assert by_measure(effects_between(unanswerable, fooled))["refusals"].worse


def test_no_length_of_an_answer_is_better_or_worse():
    longer = Effect("words", 10.0, 5.0, 15.0)
    assert longer.certain
    assert not longer.better
    assert not longer.worse


FOUND = Ablation(
    questions=7,
    whole={"hit_at_5": 0.5, "mrr": 0.25, "facts": 0.75, "words": 120.0},
    effects={
        "Lo que sirve": (Effect("hit_at_5", -0.2, -0.3, -0.1), Effect("words", -3.0, -9.0, 2.0)),
        "Lo que estorba": (Effect("hit_at_5", 0.0, -0.1, 0.1), Effect("facts", 0.2, 0.1, 0.3)),
        "Lo que quizá": (Effect("hit_at_5", -0.1, -0.3, 0.1),),
        "Lo que sobra": (Effect("hit_at_5", 0.0, 0.0, 0.0),),
    },
)


def test_parts_are_told_apart_by_what_their_absence_does():
    assert FOUND.unnoticed == ("Lo que sobra",)
    assert FOUND.unproven == ("Lo que estorba", "Lo que quizá")
    assert FOUND.harmful == ("Lo que estorba",)


def test_the_table_has_the_whole_and_the_differences_with_their_intervals():
    whole, useful, _, _, idle = ablation_table(FOUND).rows
    assert [cell.value for cell in whole.cells] == ["50.0%", "–", "0.250", "75.0%", "–", "–", "–", "120"]
    assert (useful.cells[0].value, useful.cells[0].detail) == ("−20.0", "[−30.0, −10.0]")
    assert (idle.cells[0].value, idle.cells[0].detail) == ("=", "")
    assert set(HEADINGS) == set(TOLD)


def test_lines_are_aligned_and_a_star_marks_what_is_certain():
    lines = ablation_lines(FOUND)
    table = lines[1:6]
    assert len({len(line) for line in table}) == 1
    assert [f"−20.0{CERTAIN}" in line for line in table] == [False, True, False, False, False]
    assert lines[-3:] == [
        "Sin éstas ninguna cifra cambia: Lo que sobra.",
        "Sin éstas ninguna cifra empeora con certeza: Lo que estorba; Lo que quizá.",
        "De ellas, alguna cifra mejora con certeza sin: Lo que estorba.",
    ]


RULES = """# Reglamento de la fonoteca de Villa Ficticia

## Préstamo de discos de pasta

La fonoteca de Villa Ficticia presta los discos de pasta durante once días hábiles.
"""
QUESTIONS = (
    {"id": "si", "question": "¿Cuántos días presta la fonoteca los discos de pasta?", "facts": [["once días"]]},
    {"id": "no", "question": "¿Cuál es la receta del mole poblano con guajolote?", "facts": []},
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, guides_library) -> Iterator[Library]:
    """The guides and a small document."""
    folder = tmp_path_factory.mktemp("ablation")
    (folder / "fonoteca.md").write_text(RULES, encoding="utf-8")
    settings = guides_library(folder)
    pipeline.ingest([folder / "fonoteca.md"], settings)
    return Library.open(settings.home, make_embedder(settings))


def test_without_declining_all_is_answered_and_without_guides_the_rest_still_is(library: Library, tmp_path: Path):
    usual = {"lang": "es", "kind": "fact", "documents": [], "evidence": []}
    rows = [{**usual, **row, "answerable": bool(row["facts"])} for row in QUESTIONS]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    parts = [part for part in PARTS if part.name in ("Abstenerse", "Guías", "Glosario")]
    seen: list[tuple[int, int]] = []
    settings = AssistantSettings(_env_file=None)
    found = ablate([path], library, settings, parts=parts, progress=lambda done, total: seen.append((done, total)))
    assert (found.questions, found.whole["facts"], found.whole["refusals"]) == (2, 1.0, 1.0)
    assert by_measure(found.effects["Abstenerse"])["refusals"].worse
    assert by_measure(found.effects["Guías"])["facts"].none
    assert seen == [(n, 4) for n in range(5)]


def test_a_library_can_be_opened_without_its_questions_links_or_guides(library: Library):
    assert library.with_questions.any()
    unasked = without_questions(library)
    assert not unasked.with_questions.any()
    vector = library.embedder.embed_query("discos de pasta")
    assert unasked.vectors.search("questions", vector, 5) == []
    assert unasked.vectors.search("passages", vector, 5) == library.vectors.search("passages", vector, 5)
    assert not any(passage.official for passage in without_links(library).passages)
    alone = without_guides(library)
    assert list(alone.documents) == ["fonoteca"]
    assert {id_ for id_, _ in alone.vectors.search("passages", vector, 5)} == {p.id for p in alone.passages}
    assert alone.vectors.search("passages", vector, 5, ["no-está"]) == []


def test_a_remembering_library_answers_the_same_and_computes_once(library: Library):
    asked: list[str] = []

    class Counted(RememberedEmbedder):
        def __init__(self) -> None:
            super().__init__(library.embedder)
            self.embed_query = lambda text: asked.append(text) or library.embedder.embed_query(text)

    same = remembering(replace(library, embedder=Counted()))
    found = []
    for _ in range(2):
        vector = same.embedder.embed_query("discos de pasta")
        found.append([same.vectors.search(name, vector, 5) for name in ("passages", "questions")])
    assert asked == ["discos de pasta"]
    assert found[0] == found[1]
    assert found[0] == [library.vectors.search(name, vector, 5) for name in ("passages", "questions")]
    assert found[0][0] != same.vectors.search("passages", vector, 5, ["fonoteca"])
