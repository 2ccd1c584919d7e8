"""SQL files shipped with the package: one file makes one table. Nothing is imported from here but the files.

A regular package, so that no folder of the same name elsewhere on the path is taken for it or merged into it.
"""
