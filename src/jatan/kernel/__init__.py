"""Clock, ids, numbers, dates, periods, texts, files, problems: no models and no domain terms.

Every package may import it; of this project it imports only `jatan_names`, of Django only translation and text helpers.
"""
