"""The coding screen, in parts: each knows one kind of thing that a coder does there."""
