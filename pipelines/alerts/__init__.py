"""Bad entries → messages → people: the channels, and how the outbox is delivered.

What does not belong here: what a message says and who is due to be told (`assets.quality`).
"""
