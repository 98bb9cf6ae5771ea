"""The booklet: stories told with written consent, in a form that finds nobody; their review; printed editions."""
