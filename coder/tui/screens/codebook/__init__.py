"""The codebook and its changes."""
