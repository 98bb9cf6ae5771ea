"""What the web server loads in each of its workers."""

import gc

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from jatan.config import processes

processes.end_with_parent()
application = get_wsgi_application()
# All pages are read in before the first request, and what was read in stays: no request pays for looking through it
# to see what can be thrown away.
get_resolver().url_patterns  # noqa: B018 - asking for them reads them in
gc.collect()
gc.freeze()
