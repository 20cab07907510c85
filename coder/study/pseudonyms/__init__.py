"""Names taken out of a study: proposed, confirmed by a person, and replaced everywhere at once."""
