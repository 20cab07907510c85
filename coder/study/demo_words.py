"""What the demonstration study is known by; its building is in :mod:`coder.study.demo`."""

from __future__ import annotations

from coder.study.study import Study

NAME = "Demonstration: 24 reconstructed interviews"
NOTE = (
    "The 24 interviews are reconstructions, written for this demonstration around the questions and findings "
    "of a published article; nobody said these words, and the spread over groups is invented."
)
FILE = "study.db"
CONSENSUS = "consensus"
CODERS = ("Dana", "Timur", CONSENSUS)


def is_demonstration(study: Study) -> bool:
    """Whether this is the demonstration, or a copy of it."""
    return (study.name, study.note) == (NAME, NOTE)
