"""Fixtures shared by all packages."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCES = Path(os.environ.get("VENTANILLA_SOURCES", Path(__file__).parents[2] / "shared" / "corpus"))


@pytest.fixture(scope="session")
def source_text() -> Callable[[str], str]:
    """Reads one of the five source documents by id; skips the test where they are not at hand."""

    def read(document_id: str) -> str:
        path = SOURCES / f"{document_id}.txt"
        if not path.is_file():
            pytest.skip(f"{document_id}.txt is not in {SOURCES}: set VENTANILLA_SOURCES to the folder of the sources")
        return path.read_text(encoding="utf-8")

    return read
