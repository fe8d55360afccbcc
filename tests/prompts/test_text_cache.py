"""Results are kept by their text: of short texts many, of long ones few."""

from smile_commons.prompts.text_cache import FEW, SHORT, text_cache


def test_long_texts_do_not_stay() -> None:
    asked: list[str] = []

    @text_cache(1000)
    def size(text: str, unit: int = 1) -> int:
        """How long it is."""
        asked.append(text[:1])
        return len(text) // unit

    for text in ("a" * SHORT, "b" * (SHORT + 1), *(f"{n:{SHORT + 1}}" for n in range(FEW))):
        assert size(text) == size(text) == len(text)
    asked.clear()
    assert size("a" * SHORT) == SHORT and size("a" * SHORT, 2) == SHORT // 2
    assert asked == ["a"], "the first is kept, with other arguments it is another"
    assert size("b" * (SHORT + 1)) == SHORT + 1
    assert asked == ["a", "b"]
    assert size.__doc__ == "How long it is."
