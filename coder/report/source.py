"""Where figures come from: the study, and when. The one place that says so."""

from __future__ import annotations

from datetime import date

from coder.study.study import Study


def source_of(study: Study, today: date) -> str:
    """The sentence at the end of every caption; of a study as it was, as of when."""
    past = f"{study.as_of_words}; " if study.as_of_words else ""
    return f"Study: {study.name}, {past}{today.isoformat()}."
