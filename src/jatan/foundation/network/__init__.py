"""The network: organisations with dated membership and districts, offices, information centres.

Also `Guarded`, the abstract model of every row that belongs to an organisation and a place.
"""
