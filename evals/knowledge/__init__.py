"""Checks of the knowledge in `corpus/`: whether the guides are true, in our own words, and cover their sources."""
