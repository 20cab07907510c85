"""Read much at once without Python looking for garbage meanwhile, or in it ever after."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_BY_ITSELF = 200
"""Looks through what is newer after which Python looks through everything, a tenth of a second long."""
_SOME = 10
"""Such looks after which there is some garbage."""
_alone = False
"""Whether the app is all that this process is for."""


def settle() -> None:
    """What has been imported stays as long as the app runs: no look for garbage goes through it again.

    A look through everything else waits until nobody presses a key, see :func:`tidy`; only
    where there is no end of the keys, it comes by itself.
    """
    global _alone
    _alone = True
    gc.freeze()
    young, middle, _old = gc.get_threshold()
    gc.set_threshold(young, middle, _BY_ITSELF)


def tidy() -> None:
    """Look for garbage now, where there may be some."""
    if _alone and gc.get_count()[2] >= _SOME:
        gc.collect()


def clear_away() -> None:
    """Look for all garbage now."""
    if _alone:
        gc.collect()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off the look for garbage, of which reading makes none; it would take longer than the reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def kept() -> Iterator[None]:
    """As :func:`undisturbed`, and no later look for garbage goes through what is there by then.

    It goes when nobody refers to it any more, as long as it does not refer to itself in a
    circle; so this is for a moment at which everything else is there to stay as well, after
    :func:`clear_away`.
    """
    with undisturbed():
        yield
        if _alone:
            gc.freeze()
