"""Typer in Spanish: the fixed words of its help pages, and its usage errors.

Typer writes part of its texts through gettext, which obeys the user's LANG, and part as literals. Ventanilla always
speaks Spanish, so the help strings are replaced where Typer lets them be (the constants of `typer.rich_utils`, the
methods of its command classes) and the errors are translated from the message they carry.
"""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

HELP_TEXT = "Muestra esta ayuda y termina."
METAVARS = {"[OPTIONS]": "[OPCIONES]", "COMMAND [ARGS]...": "COMANDO [ARGUMENTOS]..."}
RICH_STRINGS = {
    "DEPRECATED_STRING": "(obsoleto) ",
    "DEFAULT_STRING": "[por omisión: {}]",
    "ENVVAR_STRING": "[variable de entorno: {}]",
    "REQUIRED_LONG_STRING": "[obligatorio]",
    "ARGUMENTS_PANEL_TITLE": "Argumentos",
    "OPTIONS_PANEL_TITLE": "Opciones",
    "COMMANDS_PANEL_TITLE": "Comandos",
    "ERRORS_PANEL_TITLE": "Error",
    "ABORTED_TEXT": "Cancelado.",
}
UNKNOWN_USAGE = "El comando no está bien escrito."

# English message of Typer -> Spanish, tried in order; the groups of each pattern fill its sentence.
USAGE_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"No such option: (\S+) \(Possible options: (.+)\)", "No existe la opción {0}. ¿Será {1}?"),
    (r"No such option: (\S+)", "No existe la opción {0}."),
    (r"No such command '(.*)'\. Did you mean (.+)\?", "No existe el comando «{0}». ¿Será {1}?"),
    (r"No such command '(.*)'\.", "No existe el comando «{0}»."),
    (r"Missing command\.", "Falta el comando."),
    (r"Missing argument '?([^']+)'?\.", "Falta el argumento {0}."),
    (r"Missing option '?([^']+)'?\.", "Falta la opción {0}."),
    (r"Got unexpected extra argument\(s\) \((.*)\)", "Sobra en el comando: {0}."),
    (r"Option '(.+)' requires an argument\.", "A la opción {0} le falta su valor."),
    (r"Option '(.+)' does not take a value\.", "La opción {0} no lleva ningún valor."),
    (r"Invalid value for '?([^':]+)'?(?: / '[^']+')*: .*valid integer.*", "{0} debe ser un número entero."),
    (
        r"Invalid value for '?([^':]+)'?(?: / '[^']+')*: .*greater than or equal to (\S+)",
        "{0} debe ser un número de {1} en adelante.",
    ),
    (
        r"Invalid value for '?([^':]+)'?(?: / '[^']+')*: .*less than or equal to (\S+)",
        "{0} debe ser un número no mayor que {1}.",
    ),
    (r"Invalid value for '?([^':]+)'?.*", "El valor de {0} no es válido."),
)


class SpanishCommand(TyperCommand):
    """A command whose help is wholly in Spanish."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The `--help` option, told in Spanish."""
        return _translated(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _prepare_help(self, ctx)
        super().format_help(ctx, formatter)


class SpanishGroup(TyperGroup):
    """A group of commands whose help is wholly in Spanish."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The `--help` option, told in Spanish."""
        return _translated(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _prepare_help(self, ctx)
        super().format_help(ctx, formatter)


def spanish_typer(help_text: str, **options: Any) -> typer.Typer:
    """A Typer application in Spanish, without the completion options; no arguments show its help."""
    return typer.Typer(
        cls=SpanishGroup,
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["--help", "-h"]},
        **options,
    )


def translate_rich_help() -> None:
    """Replace the fixed strings of Typer's help pages (imported here: only the help needs them)."""
    from typer import rich_utils

    for name, text in RICH_STRINGS.items():
        setattr(rich_utils, name, text)
    usage = r"(?P<usage>Uso: )"
    if usage not in rich_utils.OptionHighlighter.highlights:
        rich_utils.OptionHighlighter.highlights.append(usage)


def _write_usage(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:
    pieces = [METAVARS.get(piece, re.sub(r"[{}]", "", piece)) for piece in command.collect_usage_pieces(ctx)]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Uso: ")


def _translated(help_option: Any) -> Any:
    if help_option is not None:
        help_option.help = HELP_TEXT
    return help_option


def _prepare_help(command: TyperCommand | TyperGroup, ctx: Any) -> None:
    """Make the fixed strings Spanish and hide the Python types (`<bool>`), which tell nothing to who reads the help."""
    translate_rich_help()
    parameters: list[Any] = command.get_params(ctx)
    for parameter in parameters:
        if (parameter.display_type_rich(ctx) or "").startswith("<"):
            parameter.display_type_rich = _no_type


def _no_type(ctx: Any) -> None:
    """The type of a parameter that shows none."""


def usage_message(english: str) -> str:
    """The Spanish sentence for a usage error of Typer, from its English message."""
    line = " ".join(english.split())
    for pattern, sentence in USAGE_MESSAGES:
        if found := re.fullmatch(pattern, line):
            return sentence.format(*(_unquoted(group) for group in found.groups()))
    return UNKNOWN_USAGE


def _unquoted(names: str) -> str:
    """Names as they are typed: `'ask', 'chat'` becomes `ask o chat`."""
    return " o ".join(name.strip().strip("'\"") for name in names.split(",")) if "," in names else names.strip("'\"")
