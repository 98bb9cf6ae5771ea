"""Registering before leaving: one calm flow of short pages, kept in a draft, ending in one act of `journeys`."""
