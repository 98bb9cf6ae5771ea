"""The network's account for everybody: pages without sign-in, and the same pages as a folder of files.

No script, no cookie, no font; they name nobody. What stands on them was released by two people (`evidence.releases`).
"""
