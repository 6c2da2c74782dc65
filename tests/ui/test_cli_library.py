"""The commands that change and show the library, over a real index of some built-in guides in a temporary folder."""

import io
import re
import shutil
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from corpus import catalog
from corpus.catalog import Catalog, CatalogEntry
from corpus.settings import CorpusSettings
from corpus.sketches import sketch
from ingest import pipeline
from ui import cli
from ui.commands import documents, fetching
from ui.commands.library import listed, plural

Run = Callable[..., tuple[int, str, str]]
NOTICE_TEXT = """# Reglamento de la Casa de Enlace

## Horario

La Casa de Enlace de Villa Ficticia abre de lunes a viernes, de las nueve a las quince horas.

## Costos

La copia de cada convenio cuesta doce pesos y se paga en la caja del municipio.
"""


@pytest.fixture
def home(few_guides_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, where commands work."""
    home = shutil.copytree(few_guides_home, tmp_path / "home")
    monkeypatch.setenv("VENTANILLA_HOME", str(home))
    return home


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path) -> Run:
    """Runs a command line; gives exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A small document."""
    path = tmp_path / "reglamento-casa.md"
    path.write_text(NOTICE_TEXT, encoding="utf-8")
    return path


def test_building_twice_does_nothing_the_second_time(run: Run) -> None:
    assert run("build")[:2] == (0, "El índice ya está al día.\n")


def test_building_anew_makes_another_generation(run: Run, home: Path) -> None:
    before = (home / "current").read_text()
    code, out, err = run("build", "--rebuild")
    assert code == 0
    assert "Sin cambios:" in out
    assert "Calculando vectores" in err or "Vectores listos" in err
    assert (home / "current").read_text() != before


def test_a_damaged_index_is_told_and_made_again_as_the_message_says(run: Run, home: Path) -> None:
    for file in home.rglob("documents.jsonl"):
        file.unlink()
    code, _, err = run("documents", "list")
    assert code == 1
    assert "se borran «current» y «generations»" in err
    (home / "current").unlink()
    shutil.rmtree(home / "generations")
    assert run("build")[0] == 0
    assert run("documents", "list")[0] == 0


def test_a_missing_index_is_told_with_the_command_that_makes_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "vacía"))
    code, out, err = run("documents", "list")
    assert (code, out) == (1, "")
    assert err == "Todavía no hay un índice con el cual responder. Para prepararlo: ventanilla build\n"


def test_in_a_terminal_each_document_takes_two_lines(few_guides_home: Path) -> None:
    entry = documents.find_document("hermanamiento", CorpusSettings(_env_file=None, home=few_guides_home))
    console = Console(file=io.StringIO(), width=100)
    console.print(documents.card_of(entry))
    head, title = (line.strip() for line in console.file.getvalue().splitlines())
    assert re.fullmatch(r"hermanamiento  guía, (\d{4}, )?\d+ pasajes", head)
    assert title == entry.document.title


def test_a_document_is_added_shown_and_removed(run: Run, notice: Path) -> None:
    code, out, _ = run("ingest", str(notice))
    assert code == 0
    assert out.startswith(f"Plan: 1 archivo\n  + {notice}\n")
    assert "Agregados: reglamento-casa" in out
    assert "reglamento-casa: 1 página, " in out
    assert "se conservó 100% del texto" in out

    rows = [line.split("\t") for line in run("documents", "list")[1].splitlines()]
    assert [row[2] for row in rows if row[0] == "reglamento-casa"] == ["documento"]
    assert sum(row[2] == "guía" for row in rows) == len(rows) - 1

    shown = run("documents", "show", "reglamento-casa")[1]
    assert "Título: Reglamento de la Casa de Enlace" in shown
    assert "Reglamento de la Casa de Enlace › Horario (" in shown

    assert run("documents", "remove", "reglamento-casa", "--yes")[0] == 0
    assert "reglamento-casa" not in run("documents", "list")[1]
    assert run("documents", "show", "reglamento-casa")[0] == 1


def test_adding_the_same_file_again_changes_nothing(run: Run, notice: Path) -> None:
    run("ingest", str(notice), "--as", "reglamento")
    code, out, _ = run("ingest", str(notice), "--as", "reglamento")
    assert code == 0
    assert f"= {notice} (sin cambios)" in out
    assert "El índice ya está al día." in out


def test_files_of_a_folder_that_cannot_be_read_are_told_one_by_one(run: Run, notice: Path) -> None:
    (notice.parent / "papeles").mkdir()
    notice.rename(notice.parent / "papeles" / notice.name)
    (notice.parent / "papeles" / "vacio.txt").write_text("")
    code, out, err = run("ingest", str(notice.parent / "papeles"))
    assert code == 1
    assert "Agregados: reglamento-casa" in out
    assert "«vacio.txt» no contiene texto." in err


def test_a_file_that_cannot_be_opened_does_not_keep_the_others_out(
    run: Run, notice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notice.parent / "vedado.txt").write_text("Nadie puede abrir este archivo.")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "vedado.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    code, out, err = run("ingest", str(notice), str(notice.parent / "vedado.txt"))
    assert code == 1
    assert f"! {notice.parent / 'vedado.txt'} (no se puede abrir)" in out
    assert "Agregados: reglamento-casa" in out
    assert "No se encontró «vedado.txt» o no se puede abrir." in err


@pytest.mark.parametrize("given", ["Acta 2024", "../acta", "acta/2024", "ñandú", "x" * 65])
def test_an_id_that_cannot_stand_in_an_address_is_wrong_usage(run: Run, notice: Path, given: str) -> None:
    code, out, err = run("ingest", str(notice), "--as", given)
    assert (code, out) == (2, "")
    assert "minúsculas sin acento" in err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("no-existe.pdf", "No se encontró «no-existe.pdf»"),
        ("foto.jpg", "«foto.jpg» es de un tipo que no se puede leer."),
    ],
)
def test_a_file_that_cannot_be_added_is_a_failure(run: Run, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    code, out, err = run("ingest", str(tmp_path / name))
    assert (code, out) == (1, "")
    assert told in err


def test_one_id_for_several_files_is_wrong_usage(run: Run, notice: Path) -> None:
    (notice.parent / "otro.txt").write_text("Otro texto.")
    code, _, err = run("ingest", str(notice), str(notice.parent / "otro.txt"), "--as", "uno")
    assert code == 2
    assert "--as da identificador a un solo archivo, y aquí hay 2." in err


def test_a_guide_is_not_removed(run: Run) -> None:
    code, _, err = run("documents", "remove", "hermanamiento", "--yes")
    assert code == 1
    assert "no se eliminan" in err


def test_removing_asks_first_and_needs_yes_where_nobody_can_answer(
    run: Run, notice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", str(notice))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, err = run("documents", "remove", "reglamento-casa")
    assert code == 2
    assert "--yes" in err
    monkeypatch.setattr(documents, "confirmed", lambda _title: False)
    code, _, err = run("documents", "remove", "reglamento-casa")
    assert (code, err) == (1, "No se eliminó nada.\n")
    assert "reglamento-casa" in run("documents", "list")[1]


def test_fetch_tells_where_each_catalogued_document_comes_from(run: Run) -> None:
    code, out, _ = run("documents", "fetch", "cdmx-global")
    assert code == 0
    assert out.startswith("cdmx-global: Ciudad de México Global.")
    assert "ventanilla ingest RUTA --as cdmx-global" in out
    code, _, err = run("documents", "fetch", "otro")
    assert code == 1
    assert "cdmx-global" in err


@pytest.fixture
def address() -> object:
    """A web server on this machine that gives the notice at any path but /falta."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if self.path.startswith("/falta") else 200)
            self.end_headers()
            self.wfile.write(NOTICE_TEXT.encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def catalogued(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], CatalogEntry]:
    """A catalogue whose one document is the notice, at a given address."""
    notice = sketch(NOTICE_TEXT, 128)

    def entry(url: str, known_by: tuple[int, ...] = notice) -> CatalogEntry:
        made = CatalogEntry("aviso", "Aviso de la Casa", "Aviso", "Villa", 2024, "es", "Horarios.", known_by, url=url)
        for module in (catalog, pipeline):
            monkeypatch.setattr(module, "load_catalog", lambda: Catalog((made,)))
        return made

    return entry


def test_a_document_with_an_address_is_downloaded_and_added(
    run: Run, home: Path, address: str, catalogued, capsys
) -> None:
    entry = catalogued(f"{address}/documento%20uno.md")
    assert fetching.download_and_add(entry, CorpusSettings(_env_file=None, home=home))
    assert "Agregados: aviso" in capsys.readouterr().out
    assert "aviso\tAviso de la Casa" in run("documents", "list")[1]
    assert list((home / "downloads").iterdir()) == []


def test_a_download_that_is_another_document_is_not_added(
    run: Run, home: Path, address: str, catalogued, capsys
) -> None:
    entry = catalogued(f"{address}/documento.md", known_by=tuple(range(128)))
    assert not fetching.download_and_add(entry, CorpusSettings(_env_file=None, home=home))
    assert "no es «Aviso de la Casa», así que no se agregó" in capsys.readouterr().err
    assert "Aviso de la Casa" not in run("documents", "list")[1]
    assert list((home / "downloads").iterdir()) == []


@pytest.mark.parametrize("url", ["{address}/falta.md", "http://127.0.0.1:9/aviso.md"])
def test_a_download_that_fails_says_how_to_add_a_copy(home: Path, address: str, url: str, catalogued, capsys) -> None:
    settings = CorpusSettings(_env_file=None, home=home)
    assert not fetching.download_and_add(catalogued(url.format(address=address)), settings)
    err = capsys.readouterr().err
    assert "No se pudo descargar «Aviso de la Casa»" in err
    assert "ventanilla ingest RUTA --as aviso" in err


def test_a_download_that_cannot_be_read_is_told_so_that_others_may_follow(
    home: Path, address: str, catalogued, capsys
) -> None:
    settings = CorpusSettings(_env_file=None, home=home)
    assert not fetching.download_and_add(catalogued(f"{address}/aviso.pdf"), settings)
    assert "«aviso.pdf» está dañado o no es del tipo que indica su nombre." in capsys.readouterr().err


def test_only_addresses_of_files_are_downloaded() -> None:
    assert fetching.is_file_address("https://ejemplo.mx/a/Informe%20final.PDF?v=2")
    assert not fetching.is_file_address("https://ejemplo.mx/publicaciones")
    assert not fetching.is_file_address("file:///etc/passwd.txt")
    assert not fetching.is_file_address(None)


def test_long_lists_are_counted_and_nouns_agree() -> None:
    assert listed([str(n) for n in range(14)]).endswith("11 y 2 más")
    assert plural(1, "página", "páginas") == "1 página"
    assert plural(1200, "página", "páginas") == "1,200 páginas"
