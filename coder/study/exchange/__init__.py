"""Projects of other QDA programs come into a study, and a study goes out as one.

>>> from coder.study import exchange
>>> exchange.take_in(study, refi.read(path), path)

``taking_in.py`` is the one change in which a project comes: people (``people_in.py``), codes
(``codes_in.py``), texts with their codings (``texts_in.py``), memos (``memos_in.py``), which share
``arriving.py``. ``giving.py`` says what goes out.
"""

from __future__ import annotations

from coder.study.exchange.giving import give
from coder.study.exchange.taking_in import Taken, preview, take_in

__all__ = ["Taken", "give", "preview", "take_in"]
