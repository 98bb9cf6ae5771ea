"""Who is to be talked with today, what nobody has taken in time, the ladder, the plan, and who stands in for whom."""
