"""What a room cannot do now, said in the language of whoever asked: a page never shows another."""

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.wording import FALLBACK, Wording


class RefusedError(InputError):
    """Something cannot be done; nothing was changed.

    Args:
        key: of the phrase, below ``errors``.
        fields: what the phrase has in braces.
    """

    def __init__(self, key: str, **fields: object) -> None:
        self.key, self.fields = key, fields
        super().__init__(self.said(Wording.of(FALLBACK)))

    def said(self, words: Wording) -> str:
        """In the words of a language."""
        return words(f"errors.{self.key}", **self.fields)


class MisdirectedError(RefusedError):
    """A line that the panel does not understand.

    The director's desk below says precisely what is wrong, in English; in another language the room
    says how the order is typed.

    Args:
        word: that the line begins with.
        why: what the desk says.
        cast: what the personas are called.
    """

    def __init__(self, word: str, why: str, cast: str) -> None:
        self.why = why
        super().__init__(word, cast=cast)

    def said(self, words: Wording) -> str:
        """In English what is wrong, otherwise how it is typed."""
        if words.language == FALLBACK:
            return self.why
        key = f"usage.{self.key}"
        return words(key if words.has(key) else "usage.unknown", word=self.key, **self.fields)


def said(error: CommonsError, words: Wording) -> str:
    """An error as the room says it; what came from below it stands as it is, for the teacher."""
    return error.said(words) if isinstance(error, RefusedError) else str(error)
