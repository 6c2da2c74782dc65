"""Drafting with a language model: the port, and its adapter to any OpenAI-compatible server by way of langchain."""

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from assistant.deadline import client_with_deadline
from assistant.prompts import ANSWER, answer_prompt, load_prompt
from assistant.settings import AssistantSettings
from corpus.errors import LanguageModelMisconfigured, LanguageModelUnavailable
from corpus.models import Passage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger("ventanilla.model")

PROVIDER = "openai"
# Local servers ask for no key, yet the client insists on one.
NO_KEY = "not-needed"
# A model that goes on beyond this many characters is going round in circles.
DRAFT_LIMIT = 12_000
# Statuses below 500 that pass by themselves: time-out, conflict, too early, too many requests.
PASSING = (408, 409, 425, 429)
TRACING_VARIABLES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


class Drafter(Protocol):
    """Writes a draft whose sentences carry passage ids as marks ([a7f2c1…]), to be checked before it is shown."""

    @property
    def name(self) -> str:
        """The model, for the user."""
        ...

    def draft(self, question: str, passages: Sequence[Passage], language: str) -> str:
        """A draft in the given language, its marks being whole ids or beginnings of ids that no other passage has.

        Raises LanguageModelUnavailable when the model gives none in time, LanguageModelMisconfigured when its server
        refuses the request for good (wrong key, unknown model, prompt too long).
        """
        ...


class ChatModelDrafter:
    """A drafter over one of langchain's chat models. Safe to share between threads."""

    def __init__(self, model: "BaseChatModel", name: str, *, words: int, prompt_tokens: int) -> None:
        """`words` is how long a draft may be, `prompt_tokens` how long what is sent for it."""
        self._model = model
        self._name = name
        self._words = words
        self._prompt_tokens = prompt_tokens

    @property
    def name(self) -> str:
        """The model as configured, without its provider."""
        return self._name

    def draft(self, question: str, passages: Sequence[Passage], language: str) -> str:
        """A draft of the passages that fit the prompt. Raises as the port says; every error of the client is mapped."""
        draft = self.complete(*answer_prompt(question, passages, language, self._words, self._prompt_tokens))
        version = load_prompt(ANSWER).version
        logger.info("%s wrote %d characters for prompt %s/%s", self._name, len(draft), ANSWER, version)
        return draft

    def complete(self, system: str, user: str) -> str:
        """What the model replies to any prompt. Raises as `draft`."""
        import httpx2  # what openai speaks HTTP with
        import openai

        try:
            return self._read([("system", system), ("human", user)])
        except openai.APIStatusError as error:
            if error.status_code >= 500 or error.status_code in PASSING:
                raise LanguageModelUnavailable(str(error)) from error
            raise LanguageModelMisconfigured(str(error)) from error
        except (openai.OpenAIError, httpx2.HTTPError, OSError) as error:
            raise LanguageModelUnavailable(str(error) or type(error).__name__) from error
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise LanguageModelUnavailable(f"the server's reply cannot be read: {error!r}") from error

    def _read(self, messages: list[tuple[str, str]]) -> str:
        """Reads the reply as it comes. Raises LanguageModelUnavailable when it breaks off before its end."""
        text, finished = "", False
        for piece in self._model.stream(messages):
            text += str(piece.text)
            finished = finished or bool(piece.response_metadata.get("finish_reason"))
            if len(text) > DRAFT_LIMIT:
                return text[:DRAFT_LIMIT]
        if not finished:
            raise LanguageModelUnavailable("the reply broke off")
        return text


def make_drafter(settings: AssistantSettings) -> ChatModelDrafter | None:
    """The drafter that the settings name, None when they name no model; nothing is sent yet.

    Raises LanguageModelMisconfigured when the provider is not `openai`, no model is named, the address is not one of
    HTTP, or the provider's own server would be asked without a key.
    """
    if not settings.llm:
        return None
    provider, _, model = settings.llm.strip().partition(":")
    if provider != PROVIDER or not model.strip():
        raise LanguageModelMisconfigured(f"VENTANILLA_LLM must read {PROVIDER}:MODEL, not {settings.llm!r}")
    _check_address(settings.llm_base_url)
    key = _key(settings)
    _switch_tracing_off()
    from langchain.chat_models import init_chat_model

    chat = init_chat_model(
        model.strip(),
        model_provider=PROVIDER,
        base_url=settings.llm_base_url,
        api_key=key,
        timeout=settings.llm_timeout,
        http_client=client_with_deadline(settings.llm_timeout),
        max_retries=0,
        temperature=0,
    )
    return ChatModelDrafter(chat, model.strip(), words=settings.answer_words, prompt_tokens=settings.llm_prompt_tokens)


def _check_address(address: str | None) -> None:
    if address is None:
        return
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LanguageModelMisconfigured(f"VENTANILLA_LLM_BASE_URL must be an http or https address, not {address!r}")


def _key(settings: AssistantSettings) -> str:
    """The key to send. OPENAI_API_KEY goes to OpenAI's own server alone, never to another address."""
    if settings.llm_api_key and settings.llm_api_key.get_secret_value():
        return settings.llm_api_key.get_secret_value()
    if settings.llm_base_url:
        return NO_KEY
    if own := os.environ.get("OPENAI_API_KEY"):
        return own
    raise LanguageModelMisconfigured(
        "VENTANILLA_LLM_API_KEY is not set, nor VENTANILLA_LLM_BASE_URL for a local server"
    )


def _switch_tracing_off() -> None:
    """Keeps langchain from sending questions to LangSmith, unless the user has decided about that."""
    if not any(os.environ.get(name) for name in TRACING_VARIABLES):
        os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
