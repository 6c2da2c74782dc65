"""What is wrong in a file that a person wrote, told all at once instead of stopping at the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class FaultKind(StrEnum):
    """What can be wrong; `ui/commands/faults.py` has the sentence for each."""

    # Of tables
    COLUMN_MISSING = "column_missing"
    COLUMN_REPEATED = "column_repeated"
    NO_ROWS = "no_rows"
    NEITHER_YES_NOR_NO = "neither_yes_nor_no"
    ANSWERABILITY_UNKNOWN = "answerability_unknown"
    # Of question sets, in tables or JSON lines
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    FIELD_MISSING = "field_missing"
    FIELD_UNKNOWN = "field_unknown"
    NOT_A_TEXT = "not_a_text"
    NOT_A_LIST = "not_a_list"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    LANGUAGE_UNKNOWN = "language_unknown"
    ID_REPEATED = "id_repeated"
    QUESTION_REPEATED = "question_repeated"
    GOLD_MISSING = "gold_missing"
    GOLD_UNEXPECTED = "gold_unexpected"
    SECTION_UNKNOWN = "section_unknown"
    FACT_NOT_IN_SECTIONS = "fact_not_in_sections"
    OFFICIAL_INCOMPLETE = "official_incomplete"
    HEADING_UNKNOWN = "heading_unknown"
    # Of reviewed sheets
    ITEM_UNKNOWN = "item_unknown"
    ITEM_REPEATED = "item_repeated"
    ITEM_MISSING = "item_missing"
    VERDICT_MISSING = "verdict_missing"
    VERDICT_UNKNOWN = "verdict_unknown"


# Worth a look, and the file can be used all the same.
WARNINGS = frozenset({FaultKind.FIELD_UNKNOWN, FaultKind.FACT_NOT_IN_SECTIONS, FaultKind.HEADING_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a line of a file (rows of a table are counted from its header, 1); None: the whole file.

    `value` is what was found there, `other` what it clashes with or may have been meant.
    """

    path: Path
    line: int | None
    kind: FaultKind
    value: str = ""
    other: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the file can be used all the same."""
        return self.kind in WARNINGS


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults as a reader of their files meets them, those of a whole file first."""
    return tuple(sorted(faults, key=lambda fault: (str(fault.path), fault.line or 0)))
