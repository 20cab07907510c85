"""Damaged and hostile files: one sentence or a codebook, never anything else, and soon."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.files.codebooks import SURE, check, is_codebook, load
from coder.files.codebooks.building import build
from coder.files.codebooks.canonical import written
from coder.files.codebooks.faults import Faults
from coder.files.codebooks.tree import parse_text
from coder.files.codebooks.writing import How, write
from coder.model import CoderError

if TYPE_CHECKING:
    from tests.files.codebooks.conftest import Make

ROOT = Path(__file__).parents[3]
FORMS = [("x.qdc", None), ("x.csv", None), ("x.csv", "taguette"), ("x.yaml", "qc"), ("x.xlsx", "maxqda")]


def sound(path: Path) -> None:
    """A file is refused in one sentence, or holds what coder's own format would take."""
    refused = [each for each in check(path) if not each.is_warning]
    if refused:
        assert not any("\n" in str(each) for each in refused)
        return
    found = load(path)
    assert found.book is not None
    faults = Faults(path)
    root = parse_text(written(found.book).decode(), faults)
    assert root is not None
    assert build(root, faults) == found.book, [str(each) for each in faults.in_order()][:3]


@pytest.mark.parametrize(("name", "profile"), FORMS)
def test_files_that_were_damaged(tmp_path: Path, name: str, profile: str | None) -> None:
    book = load(ROOT / "codebooks" / "reform-directions.yaml").book
    assert book is not None
    short = type(book)(book.slug, 1, book.title, book.languages, tuple(c for c in book.codes[:3]))
    path = tmp_path / name
    whole = write(short, path, How(profile)).content
    lot = random.Random(7)
    for _ in range(12 if name.endswith("xlsx") else 40):
        data = bytearray(whole)
        for _ in range(lot.randint(1, 6)):
            at = lot.randrange(len(data))
            match lot.randrange(4):
                case 0:
                    data[at] = lot.randrange(256)
                case 1:
                    del data[at : at + lot.randint(1, 60)]
                case 2:
                    data[at:at] = bytes(lot.choices(b"<>&\"'=;,\n\0\xff{}[]:#-", k=lot.randint(1, 8)))
                case _:
                    data[at:at] = data[max(at - 200, 0) : at]
        path.write_bytes(data)
        sound(path)


HOSTILE = {
    "formulas.csv": "Code,Definition\n'=cmd|x,@sum\n=1+1,-x\n",
    "steering.csv": "Code,Definition\n\x1b[31mred,\u202eback\nА\u2028Б,x\n",
    "merged.csv": "id,label,status,merged_into\na,A,merged,b\nb,B,merged,a\nc,C,merged,\nd,D,merged,d\n",
    "same.csv": "id,label,parent\na,A,\na,B,\nA B,C,a\n-,D,\n",
    "see.csv": "label,not_when,codable\nA,it is B [see: b],yes\nB,it is A (see A); (see Z),no\n",
    "long.csv": "Code,Definition\n" + "x" * 5000 + ",y\n",
    "deep.csv": "path,definition\n" + "a > " * 60 + "b,x\n",
    "languages.csv": "label_en,label_ru,definition_kk\nA,,К\n,Б,\n",
    "deep.yaml": "[" * 3000,
    "bomb.yaml": "a: &a [x,x]\nb: &b [*a,*a]\n" + "".join(f"c{i}: [*b,*b]\n" for i in range(200)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_files_made_to_harm(make: Make, name: str) -> None:
    path = make(name, HOSTILE[name])
    sound(path)
    check(path)


@pytest.mark.parametrize("ending", [".xlsx", ".docx"])
def test_archives_that_unpack_without_end(tmp_path: Path, ending: str) -> None:
    file = BytesIO()
    part = "xl/worksheets/sheet1.xml" if ending == ".xlsx" else "word/document.xml"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, b"<w:tbl>" + b" " * 60_000_000)
    path = tmp_path / f"x{ending}"
    path.write_bytes(file.getvalue())
    with pytest.raises(CoderError, match="unpacks to more"):
        load(path)
    assert not is_codebook(path)


def test_many_codes_take_little_time(make: Make) -> None:
    rows = "\n".join(f"code {n},{f'code {n // 10}' if n else ''},x" for n in range(4000))
    found = load(make("many.csv", f"Code,Parent,Definition\n{rows}\n"))
    assert found.book is not None
    assert len(found.book.codes) == 4000
    with pytest.raises(CoderError, match="10000 are the most"):
        load(make("more.csv", "Code,Definition\n" + "\n".join(f"c{n},x" for n in range(10_001))))


def test_the_endings_that_are_surely_codebooks() -> None:
    assert SURE == (".yaml", ".yml", ".qdc")
