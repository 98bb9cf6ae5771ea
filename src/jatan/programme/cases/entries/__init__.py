"""What a case file consists of: kinds of entries as data, what each asks, and the rules that hold between them.

Pure: no table, no key and no actor. `cases.file` seals what was settled here; pages draw their forms from it.
"""
