"""Word files: paragraphs in order, labels told only by a bold run or a table cell, hostile archives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from coder.files import hostile, transcripts
from coder.model import CoderError, ReadTranscript

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries.items():
            pack.writestr(name, data)
    return file.getvalue()


def word(body: str) -> bytes:
    """A Word file of hand-written XML."""
    return packed({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()})


def run(words: str, *, bold: bool = False) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def read(data: bytes, folder: Path) -> ReadTranscript:
    path = folder / "E1.docx"
    path.write_bytes(data)
    return transcripts.read(path)


def said(found: ReadTranscript) -> list[tuple[str | None, str]]:
    return [(each.speaker, each.span.of(found.text)) for each in found.segments if each.kind == "turn"]


def test_a_file_of_python_docx_with_headings_and_bold_labels(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Interview", 1)
    for who, words in [("Anna", "Why?"), ("Bob", "So."), ("Anna", "Well?"), ("Bob", "Yes.")]:
        added = document.add_paragraph()
        added.add_run(who, style="Strong" if "Strong" in [each.name for each in document.styles] else None)
        added.add_run(f" {words}")
    document.add_paragraph("And more.")
    document.save(str(tmp_path / "E1.docx"))
    found = transcripts.read(tmp_path / "E1.docx")
    assert found.segments[0].kind == "note"
    assert said(found) == [("Anna", "Why?"), ("Bob", "So."), ("Anna", "Well?"), ("Bob", "Yes.\nAnd more.")]


def test_a_bold_run_is_a_label_without_a_colon_and_a_bold_sentence_is_none(tmp_path: Path) -> None:
    talk = [("Anna", "Why?"), ("Bob", "So."), ("Anna", "Well?"), ("Bob", "Yes.")]
    body = "".join(paragraph(run(who, bold=True), run(f" {words}")) for who, words in talk)
    assert said(read(word(body + paragraph(run("Is this a bold question?", bold=True))), tmp_path)) == [
        *talk[:3],
        ("Bob", "Yes.\nIs this a bold question?"),
    ]


def test_tables_are_read_in_order_and_their_first_cells_are_labels(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{paragraph(run(cell))}</w:tc>' for cell in cells)}</w:tr>"

    rows = row("Interviewer", "Why?") + row("00:05", "Expert", "So.") + row("Interviewer", "And?")
    table = f"<w:tbl>{rows}</w:tbl>"
    found = read(word(paragraph(run("Before.")) + table + paragraph(run("After."))), tmp_path)
    assert found.text == "Before.\nInterviewer\nWhy?\n00:05\nExpert\nSo.\nInterviewer\nAnd?\nAfter."
    assert said(found) == [("Interviewer", "Why?"), ("Expert", "So."), ("Interviewer", "And?\nAfter.")]
    assert [each.time_ms for each in found.segments] == [None, None, 5000, None]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    body = paragraph(run("a"), f"<w:del>{run('b')}</w:del>", f"<w:ins>{run('c')}</w:ins>")
    assert read(word(body), tmp_path).text == "ac"


def test_tabs_breaks_and_hostile_characters(tmp_path: Path) -> None:
    body = paragraph(
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c\n&#13;\u2028\u0085\u202e</w:t></w:r>"
    )
    found = read(word(body + paragraph(run("[/red] за\u0301мок 👨‍👩‍👧‍👦"))), tmp_path)
    assert found.text == "a\tb\nc  \u2028\ufffd\ufffd\n[/red] за\u0301мок 👨‍👩‍👧‍👦"
    assert len(found.cleaned) == 2


BOMB = packed({"word/document.xml": b"<a>" + b" " * 20_000_000 + b"</a>"})
XXE = (
    f'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
).encode()


def encrypted() -> bytes:
    data = bytearray(word(paragraph(run("secret"))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(word(paragraph(run("x" * 100))))
    data[60] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "not a Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "password"),
        (packed({"other.xml": b"<a/>"}), "no word/document.xml"),
        (packed({"word/document.xml": b"<a>"}), "damaged"),
        (packed({"word/document.xml": b""}), "damaged"),
        (packed({"word/document.xml": b"<a/>"}), "no text"),
        (packed({"word/document.xml": b"<a>" * 5000 + b"</a>" * 5000}), "damaged"),
        (packed({"word/document.xml": XXE}), "DOCTYPE"),
        (word(paragraph(run(" "))), "no text"),
        (BOMB, "unpacks to more"),
        (encrypted(), "encrypted"),
        (damaged(), "damaged"),
    ],
)
def test_what_is_no_word_file_or_a_trap_is_refused_by_name(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.docx.*{reason}"):
        read(data, tmp_path)


def test_limits_hold_for_entries_and_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({f"{number}": b"x" * 100 for number in range(5)})
    for limit, value in (("MOST_ENTRIES", 4), ("MOST_DECLARED", 499)):
        with monkeypatch.context() as patch:
            patch.setattr(hostile, limit, value)
            with pytest.raises(CoderError, match="unpacks"):
                hostile.Archive(data, Path("E1.docx"))
    monkeypatch.setattr(hostile, "LARGEST_ENTRY", 99)
    with pytest.raises(CoderError, match="unpacks"):
        hostile.Archive(data, Path("E1.docx")).read("1")


def test_what_a_word_file_has_besides_the_talk_is_counted_and_said(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph(run('in a box'))}</w:txbxContent></w:pict></w:r>"
    body = (
        paragraph(run("a"), f"<w:del>{run('b')}</w:del>", f"<w:ins>{run('c')}</w:ins>", "<w:ins/>")
        + paragraph(run("d"), '<w:r><w:footnoteReference w:id="1"/></w:r>', box)
        + paragraph(run("e"), '<w:r><w:commentReference w:id="1"/></w:r>')
        + "<w:sectPr><w:headerReference/><w:footerReference/></w:sectPr>"
    )
    found = read(word(body), tmp_path)
    assert found.text == "ac\nd\ne"
    assert found.counts == {"deletions": 1, "insertions": 1, "footnotes": 1, "comments": 1, "headers": 2}
    assert len(found.warnings) == 4
    assert "1 text box(es) with 3 word(s) were not read." in found.warnings
