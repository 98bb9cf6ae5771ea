"""What the web server loads in each of its workers."""

from django.core.wsgi import get_wsgi_application

from jatan.config import processes

processes.end_with_parent()
application = get_wsgi_application()
