"""Transcripts that change: their text, their segments, their speakers, and where every coding goes."""
