"""A model that says what it was told to say, for tests and demonstrations."""

from collections.abc import Callable, Iterable, Sequence

from smile_commons.errors import ModelError
from smile_commons.models.model import OnText, Profile, Style
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, asked_text
from smile_commons.models.wrapped import tell

Scripted = str | Choice | Sequence[str | Choice] | Exception
"""One reply: a text, a choice, one of these for each choice, or what is raised instead."""

_AT = "2144-06-01T00:00:00.000+00:00"


class ScriptedModel:
    """Plays replies in order, or asks a function for them; meets the ``Model`` protocol.

    Args:
        script: replies in the order of the requests, or a function from request to reply. A
            reply with fewer choices than asked for is filled up by repeating it.
        style: how it claims to be asked.
    """

    def __init__(
        self,
        script: Iterable[Scripted] | Callable[[Request], Scripted],
        *,
        style: Style = "script",
        name: str = "scripted",
        profile: Profile | None = None,
    ) -> None:
        self.name = name
        self.digest: str | None = None
        self.style: Style = style
        self.profile = profile or Profile()
        self.usage = Usage()
        self.requests: list[Request] = []
        """All that was asked, in order."""
        self.closed = False
        self._script = script if callable(script) else iter(tuple(script))

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The next reply.

        Raises:
            ModelError: the script has run out.
        """
        self.requests.append(request)
        said = self._next(request)
        if isinstance(said, Exception):
            raise said
        single = isinstance(said, str | Choice)
        given = [said] if single else list(said)
        choices = [one if isinstance(one, Choice) else Choice(one, "stop") for one in given]
        whole = tuple(choices[index % len(choices)] for index in range(request.n))
        words = len(asked_text(request).split())
        usage = Usage(words, 0, sum(len(choice.text.split()) for choice in whole), 0.0, 1)
        self.usage += usage
        reply = Reply(whole, usage, self.name, _AT)
        tell(reply, on_text)
        return reply

    async def aclose(self) -> None:
        """Remembers that it was closed."""
        self.closed = True

    def _next(self, request: Request) -> Scripted:
        if callable(self._script):
            return self._script(request)
        for said in self._script:
            return said
        raise ModelError(
            f"the script has no reply for request {len(self.requests)} ({request.purpose})",
            "script ran out",
        )
