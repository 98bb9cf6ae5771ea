"""What words mean: data files (titles and fields of the registers, headings, values) and an office's own corrections.

`vocabulary` reads the files and answers; `kinds` describes the sixteen registers.
"""
