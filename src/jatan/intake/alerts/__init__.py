"""Alerts for staff: finds what each account wants to be told of, and queues it. What waits is asked as she sees it."""
