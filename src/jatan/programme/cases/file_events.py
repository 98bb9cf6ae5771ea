"""Ledger verbs of the sealed file. Payloads hold codes and revision numbers, never content."""

from jatan.foundation.access.kept_heads import FILE_ERASED as FILE_ERASED

FILE_OPENED = "cases.file_opened"
FILE_READ = "cases.file_read"
ENTRY_WRITTEN = "cases.entry_written"
ENTRY_WITHDRAWN = "cases.entry_withdrawn"
READER_GIVEN = "cases.reader_given"
READER_TAKEN = "cases.reader_taken"
LINK_DECLINED = "cases.link_declined"
READING_ALERTED = "cases.reading_alerted"
READING_ANSWERED = "cases.reading_answered"
COURT_DAYS_TAKEN = "cases.court_days_taken"
# Written beside the acts on keys, about whoever opened hers.
KEYS_RENEWED = "keys.cases_renewed"
