"""Search all interviews, and code what was found."""
