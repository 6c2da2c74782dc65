"""Settings of how questions are answered."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """Limits of a question and of an answer, and the models if any. Values only; read from `VENTANILLA_*`."""

    model_config = SettingsConfigDict(env_prefix="VENTANILLA_", env_file=".env", extra="ignore", frozen=True)

    question_limit: int = Field(default=2000, ge=100, le=20_000, description="Longest question, in characters.")
    answer_words: int = Field(default=180, ge=40, le=600, description="Words of an answer of single sentences.")
    reranker: str | None = Field(default=None, description="Name or folder of a CrossEncoder; unset: none.")
    reranker_device: str = Field(default="cpu", description="Torch device of the reranker.")
    reranker_batch_size: int = Field(default=16, ge=1, le=1024, description="Passages the reranker reads at once.")
    llm: str | None = Field(default=None, description="`openai:MODEL` of an OpenAI-compatible server; unset: quotes.")
    llm_base_url: str | None = Field(default=None, description="Address of that server; unset: the provider's own.")
    llm_api_key: SecretStr | None = Field(default=None, description="Its key, when it asks for one.")
    llm_timeout: float = Field(default=60.0, gt=0, le=600, description="Seconds to wait for the model.")
    llm_prompt_tokens: int = Field(default=3000, ge=800, le=100_000, description="Tokens of a prompt with passages.")
