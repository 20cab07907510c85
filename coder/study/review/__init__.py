"""Review: what coders differ about, settled one by one, and what they agree on, taken over in bulk."""
