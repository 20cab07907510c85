"""Charts for print: they read in grey, in any alphabet that the codebooks use, and need no network."""
