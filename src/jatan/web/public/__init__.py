"""Public pages, without sign-in and without personal data."""
