"""Activities: what was held on a day and for how many people, with follow-ups and photographs.

Counts are attendances as written in a register; named participants are stored besides and never replace them.
"""
