"""The law as dated data (deadlines, offences, duties, money), and statutory date arithmetic."""
