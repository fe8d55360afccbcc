"""The notice that stands before everything: one screen, for a reader of twelve."""

from smile_commons.room.kept import DEFAULT_KEEP, Kept
from smile_commons.room.wording import Wording


def notice_of(kept: Kept) -> str:
    """The notice of a room, a paragraph a line."""
    words = Wording.of(kept.language)
    lines = [words("notice.who"), words("notice.ai")]
    if kept.remote:
        lines.append(words("notice.remote", host=kept.remote))
    else:
        lines.append(words("notice.local"))
    days = DEFAULT_KEEP if kept.keep is None else kept.keep
    lines.append(words("notice.kept", days=days))
    lines.append(words("notice.roster" if kept.names == "roster" else "notice.names"))
    lines += [words("notice.watch"), words("notice.erase")]
    return "\n".join(lines)
