"""The law that a case is followed by: offences, deadlines, duties and money as dated data, and the sums over them.

No table and no judgement: what is due, whose duty it is and where it is written. Rows that counsel has not confirmed
say so, and a page says "ask the legal officer" beside them.
"""
