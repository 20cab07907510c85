"""What crosses the border: transcripts, codebooks and REFI-QDA projects, read and written."""
