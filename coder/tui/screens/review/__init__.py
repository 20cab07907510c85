"""The review: what coders differ about, settled to a consensus."""
