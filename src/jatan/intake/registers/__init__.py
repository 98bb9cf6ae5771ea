"""Office register workbooks (XLSX) as they are kept -> commands of the programme. A door that knows no rule.

reading -> layout (which register is this sheet, which column means what) -> rows -> translate -> reconcile (is the
row already in?) -> record. What cannot be true is parked with a reason; what is odd comes in with a warning.
"""
