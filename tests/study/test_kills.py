"""``kill -9`` at random moments: all that was acknowledged is there, no half change is, the study is sound.

Forty kills by default, a full run of 200 with ``CODER_KILLS=200``; ``CODER_SEED`` repeats a run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("kill_harness.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
def test_nothing_is_lost_or_half_done_after_kill_9_at_random_moments() -> None:
    kills, seed = os.environ.get("CODER_KILLS", "40"), os.environ.get("CODER_SEED")
    command = [sys.executable, str(HARNESS), "--kills", kills, *(["--seed", seed] if seed else [])]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ended.stdout, ended.stderr
    found = json.loads(ended.stdout)
    assert found["faults"] == [], found
    assert ended.returncode == 0, ended.stderr
    assert found["kills"] == int(kills)
    assert found["acknowledged"] > 0
    assert len(found["during"]) >= 5, "the kills are spread over what was under way"
