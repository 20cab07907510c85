"""Plain text and Markdown, with or without front matter."""

from __future__ import annotations

from coder.files.transcripts import frontmatter
from coder.files.transcripts.source import Paragraphs, Source, of_text


def read(source: Source) -> Paragraphs:
    """The lines of a text.

    Raises:
        CoderError: The bytes are no text, or its front matter is broken.
    """
    front, body = frontmatter.split(source.fit(source.text()), source.path)
    return of_text(body, front)
