"""The ways in which `fuzz_readers.py` breaks valid files."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import tempfile
import zipfile
from pathlib import Path

from tests.benchmarks.fuzz_seeds import packed

HUGE = ["0", "-1", "1e999", "NaN", "9" * 30, "9" * 5000, "2147483648", "-9223372036854775809", "1.5", "0x10"]
ODD = [
    *HUGE,
    "null",
    "true",
    "[]",
    "{}",
    '""',
    "\x00",
    "\u202e",
    "\ud7ff",
    "\ufeff",
    "\x1b[2J",
    "é" * 300,
    "&amp;",
]
ODD += [
    "<!DOCTYPE a>",
    "&x;",
    "../../etc/passwd",
    "internal://../x",
    "file:///etc/passwd",
    "=cmd|' /C calc'!A0",
]
ODD += [
    '"',
    "'",
    ",",
    "\n",
    "\r",
    "\r\n\r\n",
    "---\n",
    "\t",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "\\u-1 ",
    "&a",
    "*a",
]
TOKEN = re.compile(rb"[\w.-]+|[^\w\s]|\s+")


def _tokens(data: bytes, luck: random.Random) -> bytes:
    """Tokens swapped, doubled, dropped, replaced."""
    parts = TOKEN.findall(data[:200_000])
    for _ in range(luck.choice([1, 1, 2, 5, 20])):
        if not parts:
            break
        at, to = luck.randrange(len(parts)), luck.randrange(len(parts))
        act = luck.randrange(6)
        if act == 0:
            parts[at], parts[to] = parts[to], parts[at]
        elif act == 1:
            del parts[at]
        elif act == 2:
            parts[at] = luck.choice(ODD).encode("utf-8", "surrogatepass")
        elif act == 3:
            parts.insert(at, parts[to])
        elif act == 4:
            parts[at:at] = parts[min(at, to) : min(at, to) + 200] * luck.choice([1, 3, 50])
        else:
            numbers = [i for i, part in enumerate(parts) if part.isdigit()]
            if numbers:
                parts[luck.choice(numbers)] = luck.choice(HUGE).encode()
    return b"".join(parts) + data[200_000:]


def _bytes(data: bytes, luck: random.Random) -> bytes:
    """Bytes flipped, cut, doubled, moved."""
    new = bytearray(data)
    for _ in range(luck.choice([1, 1, 3, 30])):
        if not new:
            break
        at, size = luck.randrange(len(new)), luck.choice([1, 2, 8, 100])
        act = luck.randrange(6)
        if act == 0:
            new[at] ^= 1 << luck.randrange(8)
        elif act == 1:
            new[at : at + size] = luck.randbytes(size)
        elif act == 2:
            del new[at : at + size]
        elif act == 3:
            new[at:at] = new[at : at + size] * luck.choice([1, 2, 100])
        elif act == 4:
            del new[at:]
        else:
            new[at : at + size] = luck.choice([b"\0", b"\xff", b"\n"]) * size
    return bytes(new)


def _nested(data: bytes, luck: random.Random) -> bytes:
    """Something opened very often, at some place."""
    opened = [
        b"[",
        b"{",
        b'{"a":',
        b"<p>",
        b"<div><b>",
        b"<a:b>",
        b"- ",
        b"  - ",
        b"{\\rtf ",
        b"<!--",
        b"<text:span>",
    ]
    opened += [b"<w:p>", b"<Code name='x'>", b"(", b"**", b"[[", b"\n>", b'"', b"&a ", b"x.", b"x > ", b"a\\"]
    at = luck.randrange(len(data) + 1)
    return data[:at] + luck.choice(opened) * luck.choice([50, 300, 3000, 100_000]) + data[at:]


def _long(data: bytes, luck: random.Random) -> bytes:
    """A piece repeated until the file is large."""
    at = luck.randrange(len(data) + 1)
    piece = data[at : at + luck.choice([1, 3, 20, 200])] or b" "
    return data[:at] + piece * (luck.choice([10_000, 300_000, 2_000_000]) // len(piece)) + data[at:]


def _database(data: bytes, luck: random.Random) -> bytes:
    """Cells of a database set to what does not belong there."""
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        Path(file.name).write_bytes(data)
        base = sqlite3.connect(file.name)
        try:
            tables = [row[0] for row in base.execute("select name from sqlite_master where type = 'table'")]
            for _ in range(luck.choice([1, 2, 5])):
                table = luck.choice(tables)
                column = luck.choice([row[1] for row in base.execute(f"pragma table_info({table})")])
                act = luck.randrange(8)
                if act == 0:
                    base.execute(f"drop table {table}")
                    tables.remove(table)
                elif act == 1:
                    base.execute(f"alter table {table} rename column {column} to other")
                elif act == 2:
                    base.execute(f"delete from {table}")
                else:
                    values = [
                        None,
                        -1,
                        0,
                        2**62,
                        1.5,
                        float("inf"),
                        b"\xff\x00",
                        "",
                        "x" * 5000,
                        *ODD[:24],
                        1,
                        2,
                        "1/2",
                    ]
                    base.execute(f"update or ignore {table} set {column} = ?", (luck.choice(values),))
            base.commit()
        except sqlite3.Error:
            pass
        base.close()
        return Path(file.name).read_bytes()


def broken(data: bytes, luck: random.Random) -> bytes:
    """The file, broken in one of the ways; of archives often the parts."""
    if data.startswith(b"SQLite") and luck.random() < 0.8:
        return _database(data, luck)
    if zipfile.is_zipfile(io.BytesIO(data)) and luck.random() < 0.85:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            entries = {name: pack.read(name) for name in pack.namelist()}
        names = sorted(entries, key=lambda name: -len(entries[name]))[:8]
        name = luck.choice(names)
        act = luck.randrange(12)
        if act == 0:
            del entries[name]
        elif act == 1:
            entries[luck.choice(["../../x", "/etc/passwd", "a" * 300, "\x00", "word/"])] = entries.pop(name)
        elif act == 2:
            entries[name] = entries[luck.choice(names)]
        else:
            entries[name] = broken(entries[name], luck)
        return packed(entries)
    return luck.choices([_tokens, _bytes, _nested, _long], [6, 4, 1, 0.6])[0](data, luck)
