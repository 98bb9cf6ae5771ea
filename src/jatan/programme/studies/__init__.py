"""Studies: questions in versions, villages drawn by a stated rule, interviews, findings, and who received them."""
