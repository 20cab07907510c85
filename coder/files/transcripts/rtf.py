"""The text of an .rtf file, by striprtf, which is kept from what could make it slow or wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

from coder.files.transcripts.source import Paragraphs, Source, of_text

LARGEST = 8_000_000
"""The most bytes of a file once its pictures are out of it."""

_BINARY = re.compile(r"\\bin(\d{1,9}) ?")
_PICTURE = re.compile(r"[0-9A-Fa-f\r\n]{400,}")
_DELETED = re.compile(r"\\deleted(?![A-Za-z0-9])")
_COUNTED = (
    ("deletions", _DELETED),
    ("insertions", re.compile(r"\\revised(?![A-Za-z0-9])")),
    ("footnotes", re.compile(r"\\footnote(?![A-Za-z])")),
    ("comments", re.compile(r"\\annotation(?![A-Za-z])")),
    ("headers", re.compile(r"\{\s*\\(?:header|footer)[flr]?(?![A-Za-z])")),
)
_MOST_FONTS = 200_000
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def read(source: Source) -> Paragraphs:
    """The lines of an .rtf file.

    Raises:
        CoderError: The file is no RTF, damaged or too large.
    """
    data = source.data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not data.startswith(b"{\\rtf"):
        raise source.bad("the file is not RTF; save it as .rtf or .docx again.")
    rtf = _PICTURE.sub("", _without_binaries(data.decode("latin-1")))
    if len(rtf) > LARGEST or rtf[rtf.find("\\fonttbl") :].find("\\stylesheet") > _MOST_FONTS:
        raise source.bad(
            "the file has more formatting than an interview can; save its text as .docx or .txt."
        )
    for key, form in _COUNTED:
        source.counts[key] += len(form.findall(rtf))
    if not data.rstrip(b"\0 \r\n\t").endswith(b"}"):
        source.warn("The file breaks off in the middle; what is there was read.")
    text = _paired(_plain(_prepared(rtf), source))
    _warn(source)
    return of_text(source.fit(source.clean(_cells(text).strip("\n"))))


def _prepared(rtf: str) -> str:
    """The RTF with deleted text and the addresses of links marked to be passed over."""
    return (
        _DELETED.sub(r"\\*\\deleted", rtf)
        .replace("\\fldinst", "\\*\\fldtype")
        .replace("\\nestcell", "\\cell")
    )


def _plain(rtf: str, source: Source) -> str:
    from striprtf import striprtf

    rtf_to_text: Callable[..., str] = striprtf.rtf_to_text
    try:
        text = rtf_to_text(rtf, errors="strict")
    except UnicodeDecodeError:
        text = rtf_to_text(rtf, errors="replace")
        invalid = text.count("\N{REPLACEMENT CHARACTER}")
        source.counts["invalid_bytes"] += invalid
        source.warn(f"{invalid} byte(s) are no letter in the file's encoding; each became U+FFFD.")
    except (ValueError, TypeError, IndexError, KeyError, LookupError, OverflowError) as fault:
        raise source.bad("the RTF in the file is damaged; save it as .rtf or .docx again.") from fault
    return text


def _without_binaries(rtf: str) -> str:
    """The RTF without raw pictures, whose bytes could be anything."""
    kept = []
    at = 0
    while (match := _BINARY.search(rtf, at)) is not None:
        kept.append(rtf[at : match.start()])
        at = match.end() + int(match[1])
    return "".join([*kept, rtf[at:]])


def _paired(text: str) -> str:
    """RTF writes an emoji as the two halves of a surrogate pair; here they are put together."""
    return _PAIRS.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _cells(text: str) -> str:
    """Rows of tables, which striprtf writes as "Anna|Why?|", as a paragraph a cell."""
    lines = []
    for line in text.split("\n"):
        if line.endswith("|"):
            lines += [cell.strip() for cell in line[:-1].split("|") if cell.strip()]
        else:
            lines.append(line)
    return "\n".join(lines)


def _warn(source: Source) -> None:
    counts = source.counts
    if counts["deletions"] or counts["insertions"]:
        source.warn(
            "The file has tracked changes: they were read as if all were accepted "
            f"({counts['insertions']} insertion(s) kept, {counts['deletions']} deletion(s) left out)."
        )
    if counts["footnotes"]:
        source.warn(f"{counts['footnotes']} footnote(s) were not read.")
    if counts["comments"]:
        source.warn(f"{counts['comments']} comment(s) in the margin were not read.")
