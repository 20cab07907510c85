# ruff: noqa: E501
"""Valid files of every format that is read, small, for `fuzz_readers.py` to break."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from coder.files import refi
from coder.files.refi.values import (
    Applied,
    Case,
    CodeSet,
    Note,
    Project,
    Selection,
    TextSource,
    TreeCode,
    User,
    Variable,
)
from tests.files.codebooks.conftest import _word, _workbook
from tests.files.test_transcripts_annotations import eaf, reference, tier
from tests.files.test_transcripts_office import odt
from tests.files.test_transcripts_pdf import made as pdf
from tests.study.foreign import conftest as foreign

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TALK = "Anna: Почему? 😀\n\nBoris: So it was, mostly the budget.\n\nAnna: Why?\n\n**Boris:** Жоқ. [laughs]\n"
CUES = "00:00:01.000 --> 00:00:02.000\n<v Anna>Why?</v>\n\n00:00:03.000 --> 00:00:04.000\n<v Bob>Because.\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nAnna: Why?\n\n2\n00:00:03,000 --> 00:00:04,000\nBob: No.\n"
RTF = r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\b Anna:\b0  Why?\par Boris: \u1055?\'ee\uc1 so\par}"
HTML = "<html><head><title>x</title></head><body><p><b>Anna:</b> Why?</p><ul><li>Bob: so<br>it</ul></body></html>"
EXB = (
    '<?xml version="1.0" encoding="UTF-8"?><basic-transcription><head><speakertable><speaker id="S1">'
    "<abbreviation>Anna</abbreviation></speaker></speakertable></head><basic-body><common-timeline>"
    '<tli id="T0" time="0.0"/><tli id="T1" time="1.5"/></common-timeline><tier id="T" speaker="S1" '
    'category="v" type="t"><event start="T0" end="T1">Why so?</event></tier></basic-body></basic-transcription>'
)
CHA = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tANN Anna Investigator, BOB Bob Participant\n"
    "*ANN:\twhy so ? \x150_1500\x15\n*BOB:\twell [/] it (.) was .\n%mor:\tx\n@End\n"
)
WHISPER = {
    "text": "Why? So.",
    "language": "en",
    "segments": [
        {"id": 0, "start": 0.0, "end": 1.5, "text": " Why?", "speaker": "A", "words": [{"word": "Why?"}]},
        {"id": 1, "start": 2.0, "end": 3.0, "text": " So.", "speaker": "B"},
    ],
}
PODCAST = {
    "version": "1.0.0",
    "segments": [
        {"speaker": "Anna", "startTime": 0.5, "endTime": 1.5, "body": "Why?"},
        {"speaker": "Bob", "startTime": 2, "endTime": 3, "body": "So."},
    ],
}
OTR = {
    "text": '<p><span class="timestamp" data-timestamp="1.5">0:01</span>Anna: Why?<br>Bob: So</p>',
    "media": "x",
}
OTTER = (
    "Anna Lee  0:03\nWhat held it back?\n\nSpeaker 2  0:09\nMostly it.\n\nTranscribed by https://otter.ai\n"
)
SURVEY = (
    "Respondent,Age,What went wrong?\nR1,34,The rules changed twice and nobody told us why\n"
    'R2,41,"Too little money, and the people who knew it had left"\nR3,29,It went well once the office had a head\n'
)
YAML = (
    "schema: 1\nid: pay\nversion: 1\ndate: 2026-11-21\nlanguages: [en, ru]\ntitle: {en: Pay, ru: Оплата}\ncodes:\n"
    "  - id: money\n    label: {en: Money, ru: Деньги}\n    codable: false\n    children:\n      - id: bonus\n"
    "        label: {en: Bonus, ru: Премия}\n        definition: {en: d, ru: о}\n        color: '#885363'\n"
    "  - id: budget\n    label: {en: Budget, ru: Бюджет}\n    definition: {en: d, ru: о}\n"
)
QDC = (
    '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes>'
    '<Code guid="3f2504e0-4f89-41d3-9a0c-0305e82c3301" name="pay" isCodable="true" color="#0A0"><Description>'
    'Definition: a\nUse when:\n- b</Description><Code guid="4f2504e0-4f89-41d3-9a0c-0305e82c3301" name="x"/></Code>'
    '</Codes><Sets><Set guid="5f2504e0-4f89-41d3-9a0c-0305e82c3301" name="s"><MemberCode '
    'guid="4f2504e0-4f89-41d3-9a0c-0305e82c3301"/></Set></Sets></CodeBook>'
)
CODINGS = (
    "transcript,coder,code,quote,start,end,memo,at\nE1,Ann,alpha,the budget,30,40,why,2024-05-01T10:00:00Z\n"
    "E1,Ben,book/alpha,Почему,,,,\nE2,Ann,,,,,,\n"
)


def seeds() -> Iterator[tuple[str, str, bytes]]:
    """The reader, a name, and a file's bytes."""
    for name, text in _texts():
        yield "transcript", name, text.encode()
    yield "transcript", "b.docx", _word([["Anna:", "Why?"], ["Bob:", "So."]])
    yield (
        "transcript",
        "b.odt",
        odt(f"<text:p>Anna: Why?</text:p><text:h>H</text:h>{'<text:p>Bob: <text:s/>x</text:p>'}"),
    )
    yield "transcript", "b.pdf", pdf([[(50, 700, "Anna: Why?"), (50, 680, "Bob: So it was.")]])
    yield "transcript", "u16.txt", TALK.encode("utf-16")
    yield "transcript", "cp1251.txt", TALK.encode("cp1251", "ignore") * 9
    cells = [line.split(",") for line in SURVEY.replace(", and", " and").replace('"', "").splitlines()]
    yield "transcript", "b.xlsx", _workbook(cells)
    for file in sorted((SHARED / "real-transcripts").glob("*")):
        if file.stat().st_size < 120_000 and file.suffix in (
            ".md",
            ".json",
            ".srt",
            ".vtt",
            ".docx",
            ".eaf",
            ".cha",
        ):
            yield "transcript", file.name, file.read_bytes()
    yield "codebook", "c.yaml", YAML.encode()
    for file in sorted((ROOT / "codebooks").glob("*.yaml"))[:2]:
        yield "codebook", file.name, file.read_bytes()
    yield "codebook", "c.yml", b"- mood:\n    - bad\n    - good:\n        - x\n- asked\n"
    yield "codebook", "c.qdc", QDC.encode()
    table = [["Code", "Memo", "Color"], ["Pay > Bonus", "What", "#0a0"], ["Training", "", "red"]]
    yield "codebook", "c.xlsx", _workbook(table)
    yield "codebook", "c.docx", _word([["Name", "Description"], ["Pay", "what"], ["  Bonus", "x"]])
    yield "codebook", "c.csv", "\n".join(",".join(row) for row in table).encode()
    yield "codebook", "t.csv", b"tag,description,number of highlights\npay,what,3\npay.bonus,,1\n"
    yield "codings", "k.csv", CODINGS.encode()
    yield "codings", "k.xlsx", _workbook([line.split(",") for line in CODINGS.splitlines()])
    lines = [{"transcript": "E1", "coder": "Ann", "code": "alpha", "start": 1, "end": 5, "quote": "nna:"}]
    yield "codings", "k.json", json.dumps(lines).encode()
    yield "respondents", "r.csv", b"respondent,transcript,age\nR1,E1,34\nR2,,41\n"
    yield "ratings", "w.csv", b"unit,Ann,Ben\n1,a,b\n2,,a\n"
    yield "ratings", "l.csv", b"unit,coder,code,interview\n1,Ann,a,E1\n1,Ben,,E1\n"
    yield "ratings", "s.csv", b"transcript,coder,code,start,end,length\nE1,Ann,a,0,5,100\nE1,Ben,,,,100\n"
    yield "matches", "m.csv", b"kind,theirs,ours\ncoder,Ann,Ann\ncode,book/x,book/alpha\n"
    yield "profile", "p.toml", b'segment = "turn"\ninterviewers = ["Anna"]\nencoding = "cp1251"\n'
    yield "project", "p.qdpx", _project()
    for file in sorted((SHARED / "refi-qda" / "samples").glob("*.qdpx")):
        yield "project", file.name, file.read_bytes()


def _texts() -> Iterator[tuple[str, str]]:
    yield "a.txt", TALK
    yield (
        "a.md",
        f"---\ntitle: x\nspeakers: [Anna]\nrespondent: R1\nattributes: {{age: 4}}\n---\n# Talk\n\n{TALK}",
    )
    yield "a.vtt", f"WEBVTT\n\nNOTE x\n\n{CUES}"
    yield "a.srt", SRT
    yield "a.rtf", RTF
    yield "a.html", HTML
    yield "a.exb", EXB
    yield "a.cha", CHA
    yield "a.otr", json.dumps(OTR)
    yield "w.json", json.dumps(WHISPER)
    yield "p.json", json.dumps(PODCAST)
    yield "otter.txt", OTTER
    yield "s.csv", SURVEY
    yield "s.tsv", SURVEY.replace(", and", " and").replace(",", "\t")
    one = tier("Anna", ("a1", 0, 1, "why"), ("a2", 1, 2, "so"))
    yield "a.eaf", eaf(one + reference("Words", "Anna", ("r1", "a1", "w"), ("r2", "a2", "s")))


def _project() -> bytes:
    ids = [f"{n:08x}-4f89-41d3-9a0c-0305e82c3301" for n in range(20)]
    text = "Anna: Почему? 😀\nBoris: So.\n"
    picked = Selection(ids[5], 6, 13, "", "d", ids[0], "", (Applied(ids[6], ids[2], ids[0], ""),), (ids[7],))
    project = Project(
        "P",
        users=(User(ids[0], "Ann"),),
        codes=(TreeCode(ids[1], "Money"), TreeCode(ids[2], "Pay", ids[1], "#0a0", True, "d", (ids[7],))),
        variables=(Variable(ids[3], "age", "Integer"),),
        cases=(Case(ids[4], "R1", "", {ids[3]: "5"}, (ids[8],), (ids[5],)),),
        sources=(TextSource(ids[8], "E1", text, "d", ids[0], "", (picked,)),),
        notes=(Note(ids[7], "n", "memo", ids[0]),),
        sets=(CodeSet(ids[9], "s", (ids[2],)),),
    )
    path = Path(f"/tmp/seed-{id(project)}.qdpx")
    refi.write(path, project)
    data = path.read_bytes()
    path.unlink()
    return data


def folders(where: Path) -> Iterator[tuple[str, Path]]:
    """Projects of other programs, made in a folder: the file in each that is to be broken, and the project."""
    yield "data.qda", foreign.qualcoder(where / "q")
    yield "", foreign.taguette(where / "t" / "export.sqlite3")
    (where / "c").mkdir()
    corpus = foreign.qc(where / "c" / "qc")
    for name in ("qualitative_coding.sqlite3", "settings.yaml", "codebook.yaml", "corpus/deep/e1.txt"):
        yield name, corpus


def packed(entries: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as pack:
        for name, data in entries.items():
            pack.writestr(name, data)
    return file.getvalue()
