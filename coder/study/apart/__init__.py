"""Coders far apart: a copy of the study for each, and their work brought back together."""
