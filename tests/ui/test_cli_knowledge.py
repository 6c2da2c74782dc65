"""Making a question bank and seeing what it covers, on the command line."""

import json
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from corpus import question_bank
from corpus.catalog import Catalog
from corpus.question_bank import Stretch, load_bank, load_banks, save_bank
from corpus.settings import CorpusSettings
from ingest import pipeline
from ui import cli

Run = Callable[..., tuple[int, str, str]]

# Two sections, each long enough to be a passage of its own.
HOURS = "La hemeroteca de Villa Ficticia abre de lunes a viernes y cierra los días de la feria. " * 5
LOANS = "Cada periódico encuadernado se presta durante nueve días a quien deja su credencial en la mesa. " * 5
RULES = f"# Reglamento de la hemeroteca\n\n## Horario\n\n{HOURS}\n\n## Préstamos\n\n{LOANS}\n"
HOURS_WRITTEN = {
    "document": "hemeroteca",
    "heading": "Horario",
    "from": "La hemeroteca de Villa Ficticia abre",
    "to": "los días de la feria",
    "questions": ["¿Cuándo abre la hemeroteca?", "a que hora cierran"],
}
NOWHERE_WRITTEN = {
    "document": "hemeroteca",
    "heading": "Multas",
    "from": "Las multas se pagan en",
    "to": "la caja azul",
    "questions": ["¿Dónde se pagan las multas?"],
}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, few_guides_home: Path) -> Path:
    """A folder with the index of some guides and the rules, and the file of the rules beside; not to be changed."""
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "hemeroteca.md").write_text(RULES, encoding="utf-8")
    home = shutil.copytree(few_guides_home, folder / "home")
    pipeline.ingest([folder / "hemeroteca.md"], CorpusSettings(_env_file=None, home=home))
    return folder


@pytest.fixture
def rules(ingested: Path) -> Path:
    """The file of the rules."""
    return ingested / "hemeroteca.md"


@pytest.fixture
def home(ingested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the index, where commands work."""
    home = Path(shutil.copytree(ingested / "home", tmp_path / "home"))
    monkeypatch.setenv("VENTANILLA_HOME", str(home))
    return home


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the banks, instead of the one that ships."""
    folder = tmp_path / "banks"
    folder.mkdir()
    monkeypatch.setattr(question_bank, "save_bank", partial(save_bank, folder=folder))
    monkeypatch.setattr(question_bank, "load_bank", partial(load_bank, folder=folder))
    monkeypatch.setattr(question_bank, "load_banks", partial(load_banks, folder=folder))
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line; gives exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["knowledge", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def make_bank(run: Run, rules: Path, banks: Path, tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Runs `knowledge bank` over written entries."""

    def make(*entries: object) -> tuple[int, str, str]:
        path = tmp_path / "written.jsonl"
        path.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
        return run("bank", str(path), "--text", str(rules), "--document", "hemeroteca")

    return make


def lines_of(out: str) -> Sequence[str]:
    """What was said, whatever the width of the terminal."""
    return [" ".join(line.split()) for line in out.splitlines()]


def test_written_questions_become_a_bank_that_holds_none_of_the_text(make_bank, banks: Path) -> None:
    code, out, err = make_bank(HOURS_WRITTEN)
    assert (code, err) == (0, "")
    assert "hemeroteca.jsonl: 1 fragmentos." in " ".join(out.split())
    (stretch,) = load_bank("hemeroteca", banks)
    assert (stretch.section, stretch.questions) == ("Horario", tuple(HOURS_WRITTEN["questions"]))
    assert "feria" not in (banks / "hemeroteca.jsonl").read_text(encoding="utf-8")


def test_a_stretch_that_is_not_in_the_text_is_told_and_the_others_are_kept(make_bank, banks: Path) -> None:
    code, out, _ = make_bank(HOURS_WRITTEN, NOWHERE_WRITTEN)
    assert code == 1
    assert "No se encontró en el texto: «Las multas se pagan en»" in out
    assert len(load_bank("hemeroteca", banks)) == 1


def test_a_line_that_breaks_the_format_is_told_and_nothing_is_written(make_bank, banks: Path) -> None:
    code, out, err = make_bank(HOURS_WRITTEN, {"heading": "Horario"})
    assert (code, out) == (1, "")
    assert "written.jsonl:2" in err
    assert list(banks.iterdir()) == []


def test_a_file_that_is_not_there_is_a_failure_without_a_traceback(run: Run, rules: Path, banks: Path) -> None:
    code, out, err = run("bank", "no-existe.jsonl", "--text", str(rules), "--document", "hemeroteca")
    assert (code, out) == (1, "")
    assert err
    assert "Traceback" not in err
    assert list(banks.iterdir()) == []


def test_the_text_and_the_document_must_be_said(run: Run, rules: Path, banks: Path) -> None:
    assert run("bank", str(rules))[0] == 2
    assert run("bank", str(rules), "--text", str(rules))[0] == 2
    assert list(banks.iterdir()) == []


NO_LINKS = "Secciones de guías sin texto oficial enlazado: 0"


def test_coverage_counts_by_chapter_the_passages_that_have_questions(make_bank, run: Run, home: Path) -> None:
    assert make_bank(HOURS_WRITTEN)[0] == 0
    code, out, err = run("coverage")
    assert (code, err) == (0, "")
    assert lines_of(out) == [
        "hemeroteca: 1 de 2 pasajes con preguntas, 0 enlazados desde las guías",
        "Reglamento de la hemeroteca: 1 de 2 con preguntas, 0 enlazados",
        NO_LINKS,
    ]


def test_full_coverage_shows_the_passages_without_questions(make_bank, run: Run, home: Path) -> None:
    assert make_bank(HOURS_WRITTEN)[0] == 0
    code, out, _ = run("coverage", "--full")
    assert code == 0
    (shown,) = [line for line in lines_of(out) if line.startswith("sin preguntas: ")]
    assert "«Cada periódico encuadernado se presta" in shown


def test_coverage_tells_the_stretches_that_this_copy_lacks(run: Run, home: Path, banks: Path) -> None:
    save_bank("hemeroteca", [Stretch("Capítulo perdido", tuple(range(24)), ("¿Y esto?",))], banks)
    code, out, _ = run("coverage")
    assert code == 0
    assert "sin lugar en esta copia: Capítulo perdido" in lines_of(out)


def test_a_document_without_a_bank_has_no_passage_covered(run: Run, home: Path) -> None:
    assert lines_of(run("coverage")[1])[0].startswith("hemeroteca: 0 de 2 pasajes con preguntas")


def test_with_the_guides_alone_coverage_says_how_to_add_a_document(run: Run, home: Path) -> None:
    pipeline.remove("hemeroteca", CorpusSettings(_env_file=None, home=home))
    code, out, _ = run("coverage")
    assert code == 0
    assert out.startswith("No hay documentos oficiales en la biblioteca.")
    assert "ventanilla ingest" in out


def test_without_an_index_coverage_says_how_to_make_one(run: Run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "nueva"))
    code, out, err = run("coverage")
    assert (code, out) == (1, "")
    assert "ventanilla build" in err


GUIDE = """---
id: periodicos
title: Préstamo de periódicos
kind: procedimiento
topics: [préstamo]
sources: [hemeroteca]
---

Cómo se llevan a casa los periódicos encuadernados de la hemeroteca.

## ¿Por cuánto tiempo se presta un periódico?
<!--
sources:
  - {document: hemeroteca, section: Préstamos}
questions:
  - ¿Cuántos días me lo puedo llevar?
-->
El periódico se lleva a casa con una credencial, en Villa Ficticia.
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """The file of a guide over the rules that says nothing wrong."""
    path = tmp_path / "periodicos.md"
    path.write_text(GUIDE, encoding="utf-8")
    return path


def test_a_guide_that_its_source_bears_out_passes(run: Run, home: Path, banks: Path, guide: Path) -> None:
    code, out, err = run("check", str(guide))
    assert (code, err) == (0, "")
    assert lines_of(out) == ["1 guías revisadas, 0 observaciones."]


def test_a_name_that_the_source_lacks_is_told_with_its_section(run: Run, home: Path, banks: Path, guide: Path) -> None:
    guide.write_text(GUIDE.replace("Villa Ficticia", "Puerto Imaginario"), encoding="utf-8")
    code, out, _ = run("check", str(guide))
    assert code == 1
    (told, total) = lines_of(out)
    assert told == (
        "periodicos › ¿Por cuánto tiempo se presta un periódico?: no está en la fuente citada: "
        "nombre: Puerto Imaginario"
    )
    assert total == "1 guías revisadas, 1 observaciones."


def test_a_bank_must_not_repeat_a_question_of_a_set(
    make_bank, run: Run, home: Path, guide: Path, tmp_path: Path
) -> None:
    assert make_bank(HOURS_WRITTEN)[0] == 0
    asked = {"id": "1", "lang": "es", "kind": "when", "question": "cuando abre la hemeroteca", "answerable": True}
    questions = tmp_path / "examen.jsonl"
    questions.write_text(json.dumps(asked | {"documents": [], "evidence": [], "facts": [["lunes"]]}), encoding="utf-8")
    code, out, err = run("check", str(guide), "--against", str(questions))
    assert err == ""
    assert code == 1
    assert "«¿Cuándo abre la hemeroteca?» y «cuando abre la hemeroteca»" in " ".join(out.split())


def test_what_cites_a_document_that_is_not_at_hand_is_said_to_be_unchecked(
    run: Run, home: Path, banks: Path, guide: Path
) -> None:
    guide.write_text(GUIDE.replace("hemeroteca", "otro-documento").replace("Villa Ficticia", "Marte"), encoding="utf-8")
    code, out, _ = run("check", str(guide))
    assert code == 0
    assert "otro-documento: no está a la mano" in out


def test_the_texts_of_a_folder_are_known_by_their_content(
    run: Run, home: Path, banks: Path, guide: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalog, "recognise", lambda _self, text: "hemeroteca" if "hemeroteca" in text else None)
    pipeline.remove("hemeroteca", CorpusSettings(_env_file=None, home=home))
    assert "no está a la mano" in run("check", str(guide))[1]
    assert lines_of(run("check", str(guide), "--sources", str(rules.parent))[1]) == [
        "1 guías revisadas, 0 observaciones."
    ]


def test_coverage_of_a_folder_leaves_the_library_as_it_is(make_bank, run: Run, home: Path, rules: Path) -> None:
    assert make_bank(HOURS_WRITTEN)[0] == 0
    before = sorted(path.name for path in (home / "generations").iterdir())
    code, out, _ = run("coverage", "--sources", str(rules))
    assert code == 0
    assert lines_of(out)[0] == "hemeroteca: 1 de 2 pasajes con preguntas, 0 enlazados desde las guías"
    assert sorted(path.name for path in (home / "generations").iterdir()) == before
