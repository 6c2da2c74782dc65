"""The glossary and the evaluation on the command line."""

import pytest

from corpus.glossary import GlossaryEntry, GlossaryKind
from ui import cli
from ui.commands.glossary import other_names


def test_a_term_is_found_without_accents_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["glossary", "cancilleria"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Secretaría de Relaciones Exteriores\n")
    assert "  También: SRE, cancillería, " in out


def test_several_words_are_one_term(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["glossary", "ciudad", "hermana"]) == 0
    assert "hermanamiento" in capsys.readouterr().out


def test_an_unknown_term_gets_those_that_look_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["glossary", "hermanamientto"]) == 1
    assert "Términos parecidos: " in capsys.readouterr().err
    assert cli.main(["glossary", "xyzzy"]) == 1
    assert capsys.readouterr().err == "«xyzzy» no está en el glosario. Para ver todos: ventanilla glossary\n"


def test_without_a_term_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["glossary"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 50


def test_misspellings_kept_for_searching_are_not_shown() -> None:
    entry = GlossaryEntry("Secretaría", GlossaryKind.ACRONYM, ("SRE", "S.R.E.", "cancillería", "cansillería"))
    assert other_names(entry) == ["SRE", "cancillería"]
