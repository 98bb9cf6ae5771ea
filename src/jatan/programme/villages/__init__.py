"""Villages as written in a member's records, and which village of the official list (or which other writing) is meant.

Below every other package of the programme: it reads the records' villages by the names of their tables, and writes to
none of them. What was written stays; a link is a row of its own and can be taken back.
"""
