"""Campaigns, which run across every kind of activity, and camps: one day in one panchayat with a list of who came."""
