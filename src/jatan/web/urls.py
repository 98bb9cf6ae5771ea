"""The URLconf of all pages. Areas bring their own urlpatterns; no URL ever contains a person's name."""

from django.urls import URLPattern, URLResolver, include, path

from jatan.web.activities import unlinked
from jatan.web.allies import files as clipping_files
from jatan.web.booklet import preview
from jatan.web.consultations import files as consultation_files
from jatan.web.consultations import numbers, sheet
from jatan.web.desk_registry import DESKS
from jatan.web.groups import meeting_page, members_page, strength
from jatan.web.helpdesk import queue
from jatan.web.home import clock_page, dashboard, reader, rooms, search, server_page, tasks, views, work_page
from jatan.web.journeys import files as journey_files
from jatan.web.laws import laws_page
from jatan.web.library import files, stock
from jatan.web.service_worker import service_worker
from jatan.web.ui import place_suggest
from jatan.web.ui.records.urls import record_urls

# (prefix, URLconf module) of areas with their own urlpatterns.
_AREAS = (
    ("", "jatan.web.accounts.urls"),
    ("", "jatan.web.network.urls"),
    ("", "jatan.web.ledger.urls"),
    ("", "jatan.web.lists.urls"),
    ("", "jatan.web.bulk_acts.urls"),
    ("", "jatan.web.reports.urls"),
    ("", "jatan.web.months.urls"),
    ("", "jatan.web.journeys.stop_urls"),
    ("", "jatan.web.journeys.no_news_urls"),
    ("", "jatan.web.targets.urls"),
    ("", "jatan.web.campaigns.urls"),
    ("", "jatan.web.projects.urls"),
    ("", "jatan.web.studies.urls"),
    ("", "jatan.web.training.urls"),
    ("", "jatan.web.registers.urls"),
    ("", "jatan.web.journeys.passes.urls"),
    ("", "jatan.web.helpdesk.calls.urls"),
    ("", "jatan.web.letters.urls"),
    ("", "jatan.web.journeys.returns.urls"),
    ("", "jatan.web.public.help.urls"),
    ("", "jatan.web.releases.urls"),
    ("", "jatan.web.journeys.departures.urls"),
    ("", "jatan.web.safeguarding.urls"),
    ("", "jatan.web.agents.urls"),
    ("", "jatan.web.allies.urls"),
    ("", "jatan.web.messaging.urls"),
    ("", "jatan.web.vault.urls"),
    ("", "jatan.web.public.sms.urls"),
    ("cases/", "jatan.web.cases.urls"),
    ("cases/", "jatan.web.cases.referral_urls"),
    ("cases/", "jatan.web.cases.legal_urls"),
    ("alerts/", "jatan.web.alerts.urls"),
    ("fieldbook/", "jatan.web.fieldbook.urls"),
    ("", "jatan.web.spoken_prompts.urls"),
    ("gallery/", "jatan.web.gallery.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("record/", views.quick_entry, name="quick_entry"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/pin/", rooms.pin, name="rooms_pin"),
    path("rooms/<slug:code>/", rooms.room, name="room"),
    path("rooms/<slug:code>/open/", rooms.open_room, name="room_open"),
    path("rooms/<slug:code>/close/", rooms.close, name="room_close"),
    path("work/<slug:kind>/", work_page.work, name="work"),
    path("tasks/", tasks.open_tasks, name="open_tasks"),
    path("tasks/<uuid:pk>/done/", tasks.task_done, name="task_done"),
    path("clock/", clock_page.house_clock, name="house_clock"),
    path("setup/server/", server_page.setup_server, name="setup_server"),
    path("overview/", dashboard.dashboard, name="dashboard"),
    path("search/", search.search, name="search"),
    path("people/", include("jatan.web.people.urls")),
    path("places/suggest/", place_suggest.suggest, name="suggest_places"),
    path("places/destinations/", place_suggest.destinations, name="suggest_destinations"),
    path("reader/language/", reader.set_language, name="set_language"),
    path("reader/digits/", reader.set_digits, name="set_digits"),
    path("issues/waiting/", queue.issue_queue, name="issue_queue"),
    path("groups/unlinked/", unlinked.unlinked_groups, name="unlinked_groups"),
    path("groups/unlinked/<uuid:pk>/", unlinked.link_group, name="link_group"),
    path("groups/dormant/", strength.dormant, name="dormant_forums"),
    path("groups/<uuid:pk>/strength/", strength.strength, name="group_strength"),
    path("groups/<uuid:pk>/members/several/", members_page.several_members, name="several_members"),
    path("groups/<uuid:pk>/meeting/", meeting_page.group_meeting, name="group_meeting"),
    path("photographs/<uuid:pk>/", files.photograph, name="photograph"),
    path("journeys/attachments/<uuid:pk>/", journey_files.journey_attachment, name="journey_attachment"),
    path("mentions/clippings/<uuid:pk>/", clipping_files.clipping, name="clipping"),
    path("consultations/numbers/", numbers.consultation_numbers, name="consultation_numbers"),
    path("consultations/<uuid:pk>/sheet/", sheet.consultation_sheet, name="consultation_sheet"),
    path("consultations/files/<uuid:pk>/", consultation_files.consultation_file, name="consultation_file"),
    path("laws/", laws_page.laws, name="laws"),
    path("editions/<uuid:pk>/preview/", preview.edition_preview, name="edition_preview"),
    path("library/public/<uuid:pk>/", files.public_file, name="public_file"),
    path("library/demand/", stock.demand, name="library_demand"),
    path("library/<uuid:pk>/stock/", stock.stock, name="library_stock"),
    path("library/<uuid:pk>/download/", files.material_file, name="material_file"),
    path("", include("jatan.web.public.account.urls")),
    path("landmarks/", include("jatan.web.landmarks.urls")),
    *(pattern for desk in DESKS for pattern in record_urls(desk)),
    *(path(prefix, include(module)) for prefix, module in _AREAS),
]
