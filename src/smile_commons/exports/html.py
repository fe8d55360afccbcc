"""A run as one HTML page that needs nothing else: body set by ``screenplain``, page by us."""

import io
from html import escape
from importlib.resources import files
from typing import Any

from smile_commons.exports.scene import credit, facts, title
from smile_commons.exports.screenplay import screenplay
from smile_commons.exports.script import Script

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main class="screenplay">
<header>
<h1>{title}</h1>
{about}</header>
{body}</main>
</body>
</html>
"""


def to_html(script: Script) -> str:
    """The script as a page."""
    from screenplain.export import html
    from screenplain.richstring import plain

    setter: Any = html
    out = io.StringIO()
    setter.convert_bare(screenplay(script, plain, sections=True), out)
    lines = [line for line in (credit(script), *facts(script)) if line]
    return _PAGE.format(
        title=escape(title(script)),
        style=files("smile_commons.exports").joinpath("screenplay.css").read_text("utf-8"),
        about="".join(f"<p>{escape(line)}</p>\n" for line in lines),
        body=_headings(out.getvalue()),
    )


def _headings(body: str) -> str:
    """The library makes an act an h1 and a scene an h6; a page has one h1, then h2, then h3."""
    for made, wanted in (("h1", "h2"), ("h6", "h3")):
        body = body.replace(f"<{made}>", f"<{wanted}>").replace(f"</{made}>", f"</{wanted}>")
    return body
