"""The commented files that `weekhouse init` writes. What does not belong here: code."""
