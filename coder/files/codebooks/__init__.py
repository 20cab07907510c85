"""Codebooks kept as YAML files: read one, or list everything that is wrong with it.

A codebook file is a tree of codes with texts in several languages. It goes through three steps,
and each of them notes faults rather than stopping at the first: ``tree`` (YAML with line
numbers), ``building`` (values of the model) and ``pointers`` (what only shows once the whole
tree is known).
"""

from __future__ import annotations

import shlex
from pathlib import Path

from coder.files.codebooks.building import build
from coder.files.codebooks.faults import Fault, Faults
from coder.files.codebooks.tree import parse
from coder.model import Codebook, CoderError

__all__ = ["Fault", "check", "read"]


def read(path: Path) -> Codebook:
    """The codebook in a file.

    Raises:
        CoderError: the file has a fault. The sentence tells the first one and how many more
            there are. Warnings do not raise.
    """
    codebook, found = _load(path)
    wrong = [fault for fault in found if not fault.is_warning]
    if codebook is not None and not wrong:
        return codebook
    sentence = str(wrong[0])
    if len(wrong) > 1:
        faults = "1 more fault" if len(wrong) == 2 else f"{len(wrong) - 1} more faults"
        sentence += f" ({faults}; run: coder codebook check {shlex.quote(str(path))})"
    raise CoderError(sentence)


def check(path: Path) -> list[Fault]:
    """Every fault and warning of a codebook file, in the order of its lines; print them with ``str``."""
    return _load(path)[1]


def _load(path: Path) -> tuple[Codebook | None, list[Fault]]:
    faults = Faults(path)
    root = parse(path, faults)
    codebook = build(root, faults) if root is not None else None
    return codebook, faults.in_order()
