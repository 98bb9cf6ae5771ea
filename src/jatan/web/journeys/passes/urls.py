"""URLs of the pass of a journey."""

from django.urls import path

from jatan.web.journeys.passes import views

urlpatterns = [
    path("journeys/<uuid:pk>/pass/", views.pass_page, name="pass"),
    path("journeys/<uuid:pk>/pass/make/", views.make_pass, name="pass_make"),
    path("journeys/<uuid:pk>/pass/renew/", views.renew_pass, name="pass_renew"),
    path("journeys/<uuid:pk>/pass/<slug:code>/", views.pass_file, name="pass_file"),
    path("journeys/<uuid:pk>/pass/<slug:code>/picture/", views.pass_picture, name="pass_picture"),
]
