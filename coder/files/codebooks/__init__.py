"""Codebook files: read one of any kind, list everything that is wrong with it, write one.

Coder's own files are YAML and go through three steps, each of which notes faults rather than stopping
at the first: ``tree`` (YAML with line numbers), ``building`` (values of the model) and ``pointers``
(what only shows once the whole tree is known). Files of other programs (``kinds`` chooses: ``qdc``,
``sheets``, ``documents``, ``qc``) become ``drafts`` first, and what was guessed or left out is told.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from coder.files.codebooks.drafts import Asked
from coder.files.codebooks.faults import Fault
from coder.files.codebooks.kinds import KINDS, READERS, SURE, Found, is_codebook
from coder.files.codebooks.kinds import load as _load
from coder.model import Codebook, CoderError

__all__ = ["KINDS", "READERS", "SURE", "Asked", "Fault", "Found", "check", "is_codebook", "load", "read"]


def read(path: Path, asked: Asked | None = None) -> Codebook:
    """The codebook in a file of any kind.

    Raises:
        CoderError: the file has a fault. The sentence tells the first one and how many more
            there are. Warnings do not raise.
    """
    found = load(path, asked)
    assert found.book is not None
    return found.book


def load(path: Path, asked: Asked | None = None) -> Found:
    """As :func:`read`, with the format and with everything that was guessed or left out.

    Raises:
        CoderError: as for :func:`read`.
    """
    found = _load(path, asked)
    wrong = [fault for fault in found.faults if not fault.is_warning]
    if found.book is not None and not wrong:
        return found
    sentence = str(wrong[0])
    if len(wrong) > 1:
        faults = "1 more fault" if len(wrong) == 2 else f"{len(wrong) - 1} more faults"
        sentence += f" ({faults}; run: coder codebook check {shlex.quote(str(path))})"
    raise CoderError(sentence)


def check(path: Path) -> list[Fault]:
    """Every fault and warning of a codebook file, in the order of its lines; print them with ``str``."""
    try:
        found = _load(path)
    except CoderError as error:
        return [Fault(path, 0, None, str(error).removeprefix(f"{path}: "))]
    return [*found.faults, *(Fault(path, 0, None, each, is_warning=True) for each in found.warnings)]
