"""URLs of contacts, escalations, plans and stand-ins."""

from django.urls import path

from jatan.web.safeguarding import away, ladder, plans, today

urlpatterns = [
    path("contacts/", today.contacts_today, name="contacts_today"),
    path("contacts/overdue/", ladder.overdue, name="contacts_overdue"),
    path("contacts/plan/", plans.plan, name="contact_plan"),
    path("contacts/plan/schedule/", plans.edit_schedule, name="plan_schedule"),
    path("contacts/plan/ladder/", plans.edit_ladder, name="plan_ladder"),
    path("contacts/away/", away.handovers, name="handovers"),
    path("contacts/away/<uuid:pk>/end/", away.handover_end, name="handover_end"),
    path("contacts/ladder/<uuid:pk>/", ladder.escalation, name="escalation"),
    path("contacts/ladder/<uuid:pk>/case/", ladder.take_case, name="escalation_case"),
    path("contacts/steps/<uuid:pk>/", ladder.step_taken, name="step_taken"),
    path("contacts/<uuid:pk>/", today.contact, name="contact"),
    path("journeys/<uuid:pk>/call/", today.call_noted, name="call_noted"),
]
