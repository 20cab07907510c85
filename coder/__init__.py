"""coder: code expert-interview transcripts, count what was said, check agreement."""

__version__ = "0.1.0"
