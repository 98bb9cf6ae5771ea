"""Applications to offices, written from an issue: the texts as data, what is filled in, and the application kept.

Beside `campaigns`, because a letter is filled from an issue, its person, her journey and her application to a scheme.
Nothing of a case is read here: what a sealed file says never gets into a letter by itself.
"""
