"""Archives and XML made to harm: refused in bounded time and memory, with the file's name."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coder.files import hostile, transcripts
from coder.model import CoderError

PATH = Path("E1.zip")


def packed(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries.items():
            pack.writestr(name, data)
    return file.getvalue()


def test_entries_are_found_whatever_their_case_and_names_are_never_paths() -> None:
    archive = hostile.Archive(packed({"Sources/A.txt": b"a", "../../etc/passwd": b"b", "dir/": b""}), PATH)
    assert archive.read("sources/a.TXT") == b"a"
    assert archive.read("/Sources/A.txt") == b"a"
    assert archive.read("etc/passwd") is None
    assert archive.names() == ["Sources/A.txt", "../../etc/passwd"]


def test_a_declared_size_that_lies_is_not_believed() -> None:
    data = bytearray(packed({"a": b"x" * 100_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(CoderError, match=r"E1\.zip"):
        hostile.Archive(bytes(data), PATH).read("a")


def test_what_was_unpacked_counts_over_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "MOST_DECLARED", 250)
    archive = hostile.Archive(packed({"a": b"x" * 200}), PATH)
    assert archive.read("a")
    with pytest.raises(CoderError, match="unpacks to more"):
        archive.read("a")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>", "DOCTYPE"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "DOCTYPE"),
        (b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>", "DOCTYPE"),
        (b"<a>" * 300 + b"</a>" * 300, "damaged"),
        (b"<a><b></a>", "damaged"),
        (b"", "damaged"),
        (b"<a>" + b"<b/>" * hostile.MOST_MARKUP + b"</a>", "more markup"),
        (b"<a>\x01</a>", "damaged"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "damaged"),
    ],
)
def test_xml_that_is_damaged_or_a_trap_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(CoderError, match=f"E1.zip.*{reason}"):
        hostile.xml(data, PATH)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAVY = {
    "many.docx": packed(
        {
            "word/document.xml": f"<w:document {W}><w:body>".encode()
            + b"".join(
                f'<w:p a="{os.urandom(4).hex()}"><w:r><w:t>x</w:t></w:r></w:p>'.encode()
                for _ in range(150_000)
            )
            + b"</w:body></w:document>"
        }
    ),
    "line.txt": b"word " * 3_900_000,
    "lines.txt": b"Ann: x\n" * 1_000_000,
    "emoji.txt": "😀 слово\n".encode() * 800_000,
    "page.html": b"<html><body>" + b"<p>x" * 700_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_file_is_read_or_refused_within_ten_seconds_and_300_megabytes(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(HEAVY[name])
    program = (
        "import re, resource, sys, time; from pathlib import Path; from coder.files import transcripts\n"
        "from coder.model import CoderError\n"
        "begun = time.process_time()\n"
        "try: transcripts.read(Path(sys.argv[1]))\n"
        "except CoderError as fault: print(fault, file=sys.stderr)\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000\n"  # on Linux, its parent's too
        "own = Path('/proc/self/status')\n"
        "found = re.search(r'VmHWM:\\s+(\\d+)', own.read_text()) if own.exists() else None\n"
        "print(time.process_time() - begun, int(found[1]) / 1000 if found else peak)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / name)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 10, done.stderr
    assert megabytes < 300, done.stderr


def test_an_empty_file_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    for ending in transcripts.KINDS:
        path = tmp_path / f"E1{ending}"
        path.write_bytes(b"")
        with pytest.raises(CoderError, match=f"E1{ending}.*empty"):
            transcripts.read(path)
