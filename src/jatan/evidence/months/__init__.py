"""Month-ends: a member says that a month is complete, the secretariat accepts it, and a later change is told.

A change is found where ledger events are recounted (`indicators.services`), never by a page: whatever door a record
came through, its month is marked in the transaction that changes the numbers.
"""
