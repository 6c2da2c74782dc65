"""From a file to a generation of the index."""
