"""A run as one HTML page that needs nothing else: body set by ``screenplain``, page by us."""

import io
from typing import Any

from smile_commons.exports.scene import credit, facts, title
from smile_commons.exports.screenplay import screenplay
from smile_commons.exports.script import Script
from smile_commons.exports.templates import render


def to_html(script: Script) -> str:
    """The script as a page."""
    from screenplain.export import html
    from screenplain.richstring import plain

    setter: Any = html
    out = io.StringIO()
    setter.convert_bare(screenplay(script, plain, sections=True), out)
    about = [line for line in (credit(script), *facts(script)) if line]
    body = _headings(out.getvalue())
    return render("templates/page.html.j2", title=title(script), about=about, body=body)


def _headings(body: str) -> str:
    """The library makes an act an h1 and a scene an h6; a page has one h1, then h2, then h3."""
    for made, wanted in (("h1", "h2"), ("h6", "h3")):
        body = body.replace(f"<{made}>", f"<{wanted}>").replace(f"</{made}>", f"</{wanted}>")
    return body
