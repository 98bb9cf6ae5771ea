"""URLs of the message pages. They hold ids and codes only."""

from django.urls import path

from jatan.web.messaging import inbox, office_settings, outbox

urlpatterns = [
    path("messages/", inbox.waiting, name="messages"),
    path("messages/arrived/", inbox.arrived, name="messages_arrived"),
    path("messages/sent/", outbox.sent, name="messages_sent"),
    path("messages/sent/<uuid:pk>/", outbox.sent_message, name="message_sent"),
    path("messages/sent/<uuid:pk>/again/", outbox.again, name="message_again"),
    path("messages/sent/<uuid:pk>/cancel/", outbox.cancel, name="message_cancel"),
    path("messages/today/", outbox.today, name="messages_today"),
    path("messages/texts/", office_settings.texts, name="message_texts"),
    path("messages/texts/<slug:kind>/<slug:code>/", office_settings.text, name="message_text"),
    path("messages/rules/", office_settings.rules, name="message_rules"),
    path("messages/<uuid:pk>/", inbox.message, name="message"),
    path("messages/<uuid:pk>/read/", inbox.read, name="message_read"),
    path("messages/<uuid:pk>/decide/", inbox.decide, name="message_decide"),
    path("messages/<uuid:pk>/link/", inbox.link, name="message_link"),
    path("messages/<uuid:pk>/answer/", inbox.answer, name="message_answer"),
]
