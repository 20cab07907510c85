"""What keeps a study safe: backups, going back to one, finding damage and repairing it."""
