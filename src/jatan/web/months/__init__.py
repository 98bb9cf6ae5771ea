"""Pages of month-ends: which months are complete, one month with its registers, and what the secretariat decides."""
