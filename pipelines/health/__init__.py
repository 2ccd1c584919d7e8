"""`weekhouse doctor` and `weekhouse status`: how a HOME and its surroundings are. They look, and change nothing.

What does not belong here: putting anything right.
"""
