"""The commands of `ventanilla`, one module for each subject."""
