"""The command line: `ventanilla`. Nothing heavy is imported until a command needs it."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import ValidationError

from corpus.errors import VentanillaError
from ui.commands import asking, documents, evaluation, glossary, knowledge, library, serving
from ui.messages import (
    DEBUG_VARIABLE,
    INSTALL_COMMAND,
    incomplete_installation,
    invalid_settings,
    message,
    system_error,
    unexpected,
)
from ui.spanish import SpanishCommand, spanish_typer, usage_message
from ui.terminal import complain, say

HELP = "Ventanilla responde, con citas, preguntas sobre la acción internacional de las ciudades mexicanas."
PROGRAM = "ventanilla"
FAILURE = 1
INTERRUPTED = 130


def make_app() -> typer.Typer:
    """The whole application, its commands in the order of the help."""
    app = spanish_typer(HELP)
    app.callback()(options)
    for module in (asking, library, documents, serving, evaluation, glossary, knowledge):
        module.register(app)
    app.command("doctor", cls=SpanishCommand)(doctor)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code: 0 done, 1 failure, 2 wrong usage, 130 interrupted.

    This is the outermost door: no exception leaves it, unless VENTANILLA_DEBUG is set, and then as a traceback.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _never_fail_to_print()
    try:
        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except typer.Abort:
        return FAILURE
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        complain(explanation(error, arguments))
        return FAILURE


def run(arguments: Sequence[str]) -> int:
    """Run a command line; usage errors are told here. Raises whatever the command raises."""
    command = typer.main.get_command(make_app())
    try:
        code = command.main(args=list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        return tell_usage(error)
    return code if isinstance(code, int) else 0


def tell_usage(error: typer.TyperException) -> int:
    """Explain a usage error on standard error; a group without a command has already shown its help."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return 0
    if context is not None:
        complain(context.get_usage())
    english = error.format_message()
    ours = isinstance(error, typer.BadParameter) and getattr(error, "param", None) is None
    complain(str(getattr(error, "message", "")) if ours else usage_message(english))
    complain(f"Para ver la ayuda: {context.command_path if context else PROGRAM} --help")
    return error.exit_code


def explanation(error: Exception, arguments: Sequence[str]) -> str:
    """What an exception means, in Spanish, with the next step."""
    if isinstance(error, VentanillaError):
        return message(error)
    if isinstance(error, ValidationError) and error.title.endswith("Settings"):
        from ui.doctor import variables

        return invalid_settings(variables(error))
    if isinstance(error, ImportError):
        return f"{incomplete_installation(error)} Para completarla: {INSTALL_COMMAND}"
    if isinstance(error, OSError):
        return system_error(error)
    return unexpected(_as_typed(arguments))


def show_version(wanted: bool) -> None:
    """Print the version and leave, when it is wanted."""
    if wanted:
        from importlib.metadata import version

        say(f"Ventanilla {version(PROGRAM)}")
        raise typer.Exit


def options(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=show_version, help="Muestra la versión y termina."),
    ] = False,
) -> None:
    """Responde, con citas, preguntas sobre la acción internacional de las ciudades mexicanas."""


def doctor() -> None:
    """Revisa la instalación: qué hay, qué falla y cómo se arregla."""
    from ui.doctor import State, examine, show

    states = []
    for check in examine():
        show(check)
        states.append(check.state)
    if State.BROKEN in states:
        raise typer.Exit(FAILURE)


def _as_typed(arguments: Sequence[str]) -> str:
    """The arguments as they can be typed again."""
    import shlex

    return shlex.join(arguments)


def _never_fail_to_print() -> None:
    """Letters that the terminal's encoding lacks come out as a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
