"""What a case file consists of: kinds of entries as data, what each asks, and the rules that hold between them.

Pure: no table, key or actor. `cases.file` seals answers validated here; pages build their forms from the kinds.
"""
