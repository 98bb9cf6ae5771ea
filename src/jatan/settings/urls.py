"""Root URLconf: includes `jatan.web.urls`."""

from django.urls import include, path

urlpatterns = [path("", include("jatan.web.urls"))]

handler400 = "jatan.web.errors.bad_request"
handler403 = "jatan.web.errors.forbidden"
handler404 = "jatan.web.errors.not_found"
handler500 = "jatan.web.errors.server_error"
