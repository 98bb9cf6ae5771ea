"""The law as dated data: deadlines, offences, duties, money; and counting days as the law counts."""
