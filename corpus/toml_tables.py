"""Reading the TOML files of the knowledge: lists of tables whose fields have a known type."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import KnowledgeError

FieldType = TypeVar("FieldType", str, int, float, list[Any])


def read_tables(path: Path, name: str, fields: frozenset[str]) -> list[Mapping[str, Any]]:
    """The `[[name]]` tables of a TOML file, none of which has a field outside `fields`.

    Raises KnowledgeError if the file is missing or not TOML, holds no such table or something else beside them.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KnowledgeError(path.name, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(path.name, f"not TOML: {error}") from error
    tables = data.get(name)
    if set(data) != {name} or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise KnowledgeError(path.name, f"expected a list of [[{name}]] and nothing else")
    for number, table in enumerate(tables, start=1):
        if unknown := sorted(set(table) - fields):
            raise KnowledgeError(f"{path.name} › {name} {number}", f"unknown field {unknown[0]!r}")
    return tables


def required(table: Mapping[str, Any], field: str, kind: type[FieldType], place: str) -> FieldType:
    """The value of a field that a table must have. Raises KnowledgeError if it is absent, empty or of another type."""
    value = optional(table, field, kind, place)
    if value is None:
        raise KnowledgeError(f"{place} › {field}", "missing")
    return value


def optional(table: Mapping[str, Any], field: str, kind: type[FieldType], place: str) -> FieldType | None:
    """The value of a field, None if the table lacks it. Raises KnowledgeError if it is empty or of another type."""
    value = table.get(field)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise KnowledgeError(f"{place} › {field}", f"expected {kind.__name__}, found {value!r}")
    if isinstance(value, str) and not value.strip():
        raise KnowledgeError(f"{place} › {field}", "empty")
    return value
