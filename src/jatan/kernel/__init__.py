"""The lowest floor: clock, ids, numbers, dates, periods, names, problems. No tables, no domain.

Every floor above may import it; it imports nothing of ours, and of Django only translation.
"""
