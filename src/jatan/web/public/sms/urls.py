"""URL of the gateway's webhook."""

from django.urls import path

from jatan.web.public.sms import views

urlpatterns = [path("sms/arrived/", views.sms_arrived, name="sms_arrived")]
