"""LibreOffice, RTF and web pages: paragraphs in order, bold labels, what is left out is counted and said."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.files import transcripts
from coder.files.transcripts import formats
from coder.files.transcripts.source import Paragraphs, Source
from coder.model import CoderError, ReadTranscript

TALK = [("Anna", "Why?"), ("Boris", "So."), ("Anna", "Well?"), ("Boris", "Yes.")]
NAMES = ("office", "text", "table", "style", "fo", "draw", "dc", "manifest")
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in zip(
        NAMES,
        ("office", "text", "table", "style", "xsl-fo-compatible", "drawing", "dc", "manifest"),
        strict=True,
    )
)
BOLD = (
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)


def zipped(entries: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries.items():
            pack.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def odt(body: str, **entries: str) -> bytes:
    """A LibreOffice text of hand-written XML."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{BOLD}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **entries})


def p(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def read(data: bytes | str, folder: Path, name: str, **asked: object) -> ReadTranscript:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return transcripts.read(path, asked=transcripts.Corrections(**asked))  # type: ignore[arg-type]


def said(found: ReadTranscript) -> list[tuple[str | None, str]]:
    return [(each.speaker, each.span.of(found.text)) for each in found.segments if each.kind == "turn"]


# --- odt ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "".join(p(f"{who}: {words}") for who, words in TALK),
        "".join(p(f'<text:span text:style-name="T1">{who}</text:span> {words}') for who, words in TALK),
        "<table:table>"
        + "".join(
            f"<table:table-row><table:table-cell>{p(who)}</table:table-cell>"
            f"<table:table-cell>{p(words)}</table:table-cell></table:table-row>"
            for who, words in TALK
        )
        + "</table:table>",
        "".join(f'<text:h text:outline-level="2">{who}</text:h>{p(words)}' for who, words in TALK),
    ],
)
def test_an_odt_gives_the_talk_however_it_is_laid_out(tmp_path: Path, body: str) -> None:
    found = read(odt(body), tmp_path, "E1.odt")
    assert said(found) == TALK
    assert (found.format, found.warnings) == ("odt", ())


def test_white_space_of_an_odt_is_what_libreoffice_shows(tmp_path: Path) -> None:
    body = p('a\n  b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e<text:s/>') + p("next")
    assert read(odt(body), tmp_path, "E1.odt").text == "a b   c\td\ne \nnext"


def test_what_an_odt_has_besides_the_talk_is_counted_and_said(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        + p(
            'Here<text:note text:note-class="footnote"><text:note-body>'
            "<text:p>foot</text:p></text:note-body></text:note>."
        )
        + p("<office:annotation><text:p>remark</text:p></office:annotation>There.")
        + p("<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>End.")
    )
    header = "<style:header><text:p>top</text:p></style:header>"
    styles = f"<office:document-styles {NAMESPACES}>{header}</office:document-styles>"
    found = read(odt(body, **{"styles.xml": styles}), tmp_path, "E1.odt")
    assert found.text == "Here.\nThere.\nEnd."
    assert found.counts == {"deletions": 1, "footnotes": 1, "comments": 1, "headers": 1}
    assert len(found.warnings) == 4


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 half", "not a LibreOffice text"),
        (zipped({"mimetype": "x"}), "no content.xml"),
        (odt(p("x"), **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "password"),
        (zipped({"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "DOCTYPE"),
        (zipped({"content.xml": "<a>"}), "damaged"),
        (zipped({"content.xml": "<a>" + "<b/>" * 1_600_000 + "</a>"}), "unpacks to more|more markup"),
        (odt("<text:section>" * 300 + "</text:section>" * 300), "damaged"),
        (odt(p(" ")), "no text"),
    ],
)
def test_an_odt_that_is_none_or_a_trap_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.odt.*(?:{reason})"):
        read(data, tmp_path, "E1.odt", form="odt")


# --- rtf ------------------------------------------------------------------------------------------------

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Arial;}}"


def cyrillic(words: str) -> str:
    return "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in words.encode("cp1251"))


@pytest.mark.parametrize(
    "rtf",
    [
        HEAD + "".join(rf"\pard {who}: {words}\par" for who, words in TALK) + "}",
        HEAD + "".join(rf"\pard{{\b {who}:}} {words}\par" + "\r\n" for who, words in TALK) + "}\0",
        HEAD
        + "".join(rf"\trowd\cellx2000\cellx9000 {who}:\cell {words}\cell\row" for who, words in TALK)
        + "}",
    ],
)
def test_an_rtf_gives_the_talk_however_it_is_laid_out(tmp_path: Path, rtf: str) -> None:
    assert said(read(rtf, tmp_path, "E1.rtf")) == TALK


def test_letters_of_an_rtf_by_code_page_and_by_number(tmp_path: Path) -> None:
    rtf = (
        r"{\rtf1\ansi\ansicpg1251\uc1 "
        + cyrillic("Ответ")
        + r"\par \u1178?\u1072?\u1079?\u1072?\u1179? \u-10179?\u-8704?}"
    )
    assert read(rtf, tmp_path, "E1.rtf").text == "Ответ\nҚазақ 😀"


def test_what_an_rtf_has_besides_the_talk_is_counted_and_said(tmp_path: Path) -> None:
    rtf = (
        HEAD
        + r"{\header top}{\footer 1}Kept {\deleted gone }{\revised new}{\footnote foot}{\*\annotation note}"
        r".\par"
        r"{\field{\*\fldinst{HYPERLINK "
        + '"http://a.b/"'
        + r"}}{\fldrslt link}}{\pict\pngblip "
        + "ab" * 500
        + "}}"
    )
    found = read(rtf, tmp_path, "E1.rtf")
    assert found.text == "Kept new.\nlink"
    assert found.counts == {"deletions": 1, "insertions": 1, "footnotes": 1, "comments": 1, "headers": 2}
    assert len(found.warnings) == 3


@pytest.mark.parametrize(
    ("rtf", "reason"),
    [
        ("plain text", "not RTF"),
        (HEAD + "}", "no text"),
        (HEAD + r"\ansicpg\uc x}", "damaged|no text"),
        (HEAD + "x" * 8_100_000 + "}", "more formatting"),
    ],
)
def test_an_rtf_that_is_none_is_refused(tmp_path: Path, rtf: str, reason: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.rtf.*(?:{reason})"):
        read(rtf, tmp_path, "E1.rtf", form="rtf")


@pytest.mark.parametrize(
    "inside",
    [
        r"{\field{" * 40_000,
        r"{\field{\*\fldinst{" + 'HYPERLINK "' * 40_000,
        "{" * 200_000,
        r"{\fonttbl" + r"\f1" * 40_000,
        r"\bin999999999 x",
        r"\bin1 x" * 40_000,
        r"\'" * 100_000,
    ],
)
def test_no_rtf_keeps_the_reader_busy(tmp_path: Path, inside: str) -> None:
    begun = time.perf_counter()
    try:
        found = read(HEAD + "words " + inside, tmp_path, "E1.rtf")
    except CoderError:
        pass
    else:
        assert any("breaks off" in each for each in found.warnings)
    assert time.perf_counter() - begun < 10


# --- html -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{who}: {words}</p>" for who, words in TALK),
        "<div>" + "<br>".join(f"<b>{who}:</b> {words}" for who, words in TALK) + "</div>",
        "<table>" + "".join(f"<tr><td>{who}</td><td>{words}</td></tr>" for who, words in TALK) + "</table>",
        "".join(f"<h3>{who}</h3>\n  <p>{words}</p>\n" for who, words in TALK),
        "".join(f"<p><strong>{who}</strong>\n  {words}" for who, words in TALK),
    ],
)
def test_a_page_gives_the_talk_however_it_is_laid_out(tmp_path: Path, body: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>No</title></head><body>{body}</body></html>"
    assert said(read(page, tmp_path, "E1.html")) == TALK


def test_scripts_and_what_is_hidden_are_left_out_and_counted(tmp_path: Path) -> None:
    page = (
        "<html><head><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>One&nbsp;&amp; two\n  three.</p>"
        '<p hidden>no</p><div style="display: none">no</div><!-- no --><pre>a\n b</pre></body></html>'
    )
    found = read(page, tmp_path, "E1.htm")
    assert found.text == "One\u00a0& two three.\na\n b"
    assert found.counts == {"scripts": 3}


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_a_page_says_its_encoding(tmp_path: Path, encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>Ответ: да.</p></body></html>'
    found = read(page.encode(encoding), tmp_path, "E1.html")
    assert found.text == "Ответ: да."
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body></body></html>", "no text"),
        ("<html><body>" + "<div>" * 5_000 + "x", "nested too deep"),
        ("<html><body>" + "<b>" * 1_600_000 + "x", "more markup"),
        ("<html><body><script>x</script></body></html>", "no text"),
    ],
)
def test_a_page_that_is_empty_or_a_trap_is_refused(tmp_path: Path, page: str, reason: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.html.*{reason}"):
        read(page, tmp_path, "E1.html")


# --- whatever the name says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (odt(p("Anna: x")), "odt"),
        (HEAD + r"Anna: x\par}", "rtf"),
        ("<html><body><p>Anna: x</p></body></html>", "html"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", "vtt"),
    ],
)
def test_a_wrong_ending_is_said_and_the_content_read(tmp_path: Path, data: bytes | str, form: str) -> None:
    found = read(data, tmp_path, "E1.txt")
    assert found.format == form
    assert any("called .txt" in each for each in found.warnings)
    assert "x" in found.text


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    found = read("<html><body>x</body></html>", tmp_path, "E1.html", form="text")
    assert (found.format, found.text) == ("text", "<html><body>x</body></html>")


# --- fuzzed ---------------------------------------------------------------------------------------------

GOOD: dict[str, bytes] = {
    "E1.odt": odt(
        "".join(p(f'<text:span text:style-name="T1">{who}:</text:span> {words}') for who, words in TALK)
    ),
    "E1.rtf": (HEAD + "".join(rf"\pard{{\b {who}:}} {words}\par" for who, words in TALK) + "}").encode(),
    "E1.html": "".join(f"<p><b>{who}:</b> {words}<br>&amp; so</p>" for who, words in TALK).encode(),
    "content.xml": odt(p("x")),
}


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(list(GOOD)),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=6),
    st.integers(1, 5_000),
)
def test_a_file_cut_or_patched_anywhere_is_read_or_refused(
    name: str, patches: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(GOOD[name])
    for place, byte in patches:
        data[place % len(data)] = byte
    source = Source(Path(name), bytes(data[:cut]))
    try:
        found = formats.choose(source).read(source)
    except CoderError as fault:
        if name not in str(fault):
            raise
    else:
        assert isinstance(found, Paragraphs)
        assert all("\n" not in line.text for line in found.lines)
