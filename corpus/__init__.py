"""What the assistant knows, and the index over it."""
