"""Groups: self-help groups, adolescent groups, migrant forums, frontline workers, and their members with dates.

Their meetings are activities.
"""
