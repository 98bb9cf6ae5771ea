"""Groups: self-help groups, adolescent groups, migrant forums, frontline workers, and who belongs to them from when.
Not their meetings: those are activities."""
