"""How much chance a run gives to tests of which one example takes seconds."""

import os

THOROUGH = int(os.environ.get("CODER_THOROUGH", "1"))
"""How many times as many random histories as usual: ``CODER_THOROUGH=10 pytest`` before a release."""
