"""A document's bytes → the text that its facts are read from, and whose lines and characters they name.

What does not belong here: tables (`tables`).
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assets.documents.encoding import Decoded, decode
from assets.documents.pages import to_markdown

HTML = (".html", ".htm")


def text_of(content: bytes, source_file: str) -> Decoded:
    """The text of a report: as it stands, or of an HTML page its Markdown form. Raises `UndecodableError`."""
    decoded = decode(content)
    return Decoded(to_markdown(decoded.text), decoded.encoding) if is_page(source_file) else decoded


def is_page(source_file: str) -> bool:
    """Whether a document is a page in HTML."""
    return PurePosixPath(source_file).suffix.lower() in HTML
