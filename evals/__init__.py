"""Is it right, and is it better than before."""
