"""What is evaluated: the assistant itself, and simpler systems over the same documents to compare it with."""
