"""Every error that Ventanilla raises on purpose.

VentanillaError
├── QuestionError            the question cannot be processed
│   ├── EmptyQuestion
│   ├── QuestionTooLong
│   └── UnreadableQuestion
├── NotFound                 something was named that does not exist
│   ├── UnknownDocument
│   └── UnknownPassage
├── FileError                a file cannot be ingested
│   ├── FileMissing
│   ├── FileEmpty
│   ├── FileEncrypted
│   ├── FileCorrupt
│   ├── FileUnsupported
│   ├── NoTextLayer
│   └── NoDocumentsInFolder
├── KnowledgeError           a file of `corpus/` breaks its format
├── EvaluationFileError      a question set or a saved run breaks its format
│   └── RunOutdated
├── IndexProblem             the index on disk cannot be served
│   ├── IndexMissing
│   ├── IndexDamaged
│   ├── EmbedderMismatch
│   ├── EmbedderChanged
│   └── IndexLocked
├── EmbedderError            vectors cannot be computed
│   ├── WeightsMissing
│   ├── WeightsCorrupt
│   └── DeviceUnavailable
├── RerankerUnusable         the configured reranker is not on this machine, not whole, or none
├── LanguageModelError       the configured model gave no usable draft
│   ├── LanguageModelMisconfigured
│   └── LanguageModelUnavailable   (retryable)
└── ServingError             the server cannot start or refuses a request
    ├── PortInUse
    ├── AdminDisabled
    └── AdminRefused

Messages are in English, for developers; `ui/messages.py` has the Spanish sentence for each, with the next step.
"""

from pathlib import Path
from typing import ClassVar


class VentanillaError(Exception):
    """The root. `code` is the machine-readable name used over HTTP; `retryable` says whether trying again may help."""

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False


class QuestionError(VentanillaError):
    """The question cannot be processed."""

    code = "question_invalid"


class EmptyQuestion(QuestionError):
    """The question holds nothing but white space."""

    code = "question_empty"

    def __init__(self) -> None:
        super().__init__("the question is empty")


class QuestionTooLong(QuestionError):
    """The question has more characters than the limit."""

    code = "question_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"the question has {length} characters; the limit is {limit}")
        self.length = length
        self.limit = limit


class UnreadableQuestion(QuestionError):
    """The question holds no word: binary data, emoji or punctuation only."""

    code = "question_unreadable"

    def __init__(self) -> None:
        super().__init__("the question holds no readable word")


class NotFound(VentanillaError):
    """Something was named that does not exist."""

    code = "not_found"


class UnknownDocument(NotFound):
    """No document with that id is in the library. `known` lists the ids that are."""

    code = "document_unknown"

    def __init__(self, document_id: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(f"no document {document_id!r} in the library")
        self.document_id = document_id
        self.known = known


class UnknownPassage(NotFound):
    """No passage with that id is in the library."""

    code = "passage_unknown"

    def __init__(self, passage_id: str) -> None:
        super().__init__(f"no passage {passage_id!r} in the library")
        self.passage_id = passage_id


class FileError(VentanillaError):
    """A file cannot be ingested. `path` is the file; `detail` what was found, in English."""

    code = "file_invalid"

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {detail or type(self).__doc__}")
        self.path = path
        self.detail = detail


class FileMissing(FileError):
    """The path does not exist or cannot be read."""

    code = "file_missing"


class FileEmpty(FileError):
    """The file holds no text at all."""

    code = "file_empty"


class FileEncrypted(FileError):
    """The file asks for a password."""

    code = "file_encrypted"


class FileCorrupt(FileError):
    """The file is not what its name says, or is damaged."""

    code = "file_corrupt"


class FileUnsupported(FileError):
    """No loader knows this kind of file."""

    code = "file_unsupported"


class NoTextLayer(FileError):
    """A PDF of images: too few of its pages have text. `pages` lists those without."""

    code = "file_without_text"

    def __init__(self, path: Path, pages: tuple[int, ...], total: int) -> None:
        super().__init__(path, f"{len(pages)} of {total} pages have no text layer")
        self.pages = pages
        self.total = total


class NoDocumentsInFolder(FileError):
    """The folder holds no file that a loader knows."""

    code = "folder_without_documents"


class KnowledgeError(VentanillaError):
    """A file of `corpus/` breaks its format. `place` says where (file, section or line)."""

    code = "knowledge_invalid"

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"{place}: {detail}")
        self.place = place
        self.detail = detail


class EvaluationFileError(VentanillaError):
    """A question set or a saved run breaks its format. `place` says where (file and line)."""

    code = "evaluation_file_invalid"

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"{place}: {detail}")
        self.place = place
        self.detail = detail


class RunOutdated(EvaluationFileError):
    """A saved run was written in another version of the format."""

    code = "run_outdated"

    def __init__(self, place: str) -> None:
        super().__init__(place, "saved by another version")


class IndexProblem(VentanillaError):
    """The index on disk cannot be served. `home` is the folder it was looked for in."""

    code = "index_problem"

    def __init__(self, home: Path, detail: str = "") -> None:
        super().__init__(f"{home}: {detail or type(self).__doc__}")
        self.home = home
        self.detail = detail


class IndexMissing(IndexProblem):
    """There is no index yet."""

    code = "index_missing"


class IndexDamaged(IndexProblem):
    """Files of the index are missing or unreadable."""

    code = "index_damaged"


class EmbedderMismatch(IndexProblem):
    """The index was made by another embedder than the one configured."""

    code = "index_of_another_embedder"

    def __init__(self, home: Path, indexed: str, configured: str) -> None:
        super().__init__(home, f"index made by {indexed}, configured embedder is {configured}")
        self.indexed = indexed
        self.configured = configured


class EmbedderChanged(IndexProblem):
    """The index was made with other weights of the embedder configured. `model` names it."""

    code = "index_of_other_weights"

    def __init__(self, home: Path, model: str) -> None:
        super().__init__(home, f"index made with other weights of {model}")
        self.model = model


class IndexLocked(IndexProblem):
    """Another process is building the index."""

    code = "index_locked"
    retryable = True


class EmbedderError(VentanillaError):
    """Vectors cannot be computed."""

    code = "embedder_problem"


class WeightsMissing(EmbedderError):
    """The weights of the embedder are not installed. `model` names it."""

    code = "weights_missing"

    def __init__(self, model: str) -> None:
        super().__init__(f"the weights of {model} are not installed")
        self.model = model


class WeightsCorrupt(EmbedderError):
    """The weights do not have the expected hash, or cannot be loaded."""

    code = "weights_corrupt"

    def __init__(self, model: str, detail: str) -> None:
        super().__init__(f"the weights of {model} are damaged: {detail}")
        self.model = model
        self.detail = detail


class RerankerUnusable(VentanillaError):
    """The configured reranker is not on this machine, is not whole, or is none. `model` names it; `detail` says why."""

    code = "reranker_unusable"

    def __init__(self, model: str, detail: str) -> None:
        super().__init__(f"{model} cannot be used as a reranker: {detail}")
        self.model = model
        self.detail = detail


class DeviceUnavailable(EmbedderError):
    """The device that the embedder should run on cannot be used. `detail` is what torch says."""

    code = "device_unavailable"

    def __init__(self, device: str, detail: str) -> None:
        super().__init__(f"device {device!r} cannot be used: {detail}")
        self.device = device
        self.detail = detail


class LanguageModelError(VentanillaError):
    """The configured model gave no usable draft."""

    code = "model_problem"


class LanguageModelMisconfigured(LanguageModelError):
    """The setting that names the model cannot be used. `detail` says why."""

    code = "model_misconfigured"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class LanguageModelUnavailable(LanguageModelError):
    """The model's server did not answer in time, or answered with an error."""

    code = "model_unavailable"
    retryable = True

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ServingError(VentanillaError):
    """The server cannot start or refuses a request."""

    code = "serving_problem"


class PortInUse(ServingError):
    """Another program listens on the port."""

    code = "port_in_use"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} is in use")
        self.host = host
        self.port = port


class AdminDisabled(ServingError):
    """No admin token is configured, so the routes that change the library are closed."""

    code = "admin_disabled"

    def __init__(self) -> None:
        super().__init__("no admin token is configured")


class AdminRefused(ServingError):
    """The request carries no admin token, or a wrong one."""

    code = "admin_refused"

    def __init__(self) -> None:
        super().__init__("the admin token is missing or wrong")
