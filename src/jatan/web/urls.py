"""Every address of the product. Staff areas bring their own lists; a name never stands in an address."""

from django.urls import URLPattern, URLResolver, include, path

from jatan.web.staff import files, places, queue, reader, search, unlinked
from jatan.web.staff.desks.registry import DESKS
from jatan.web.staff.home import dashboard, tasks, views
from jatan.web.staff.records.urls import urls_of

# Areas with their own url lists, by prefix.
_AREAS = (
    ("", "jatan.web.accounts.urls"),
    ("", "jatan.web.staff.admin.urls"),
    ("", "jatan.web.staff.ledger.urls"),
    ("", "jatan.web.staff.reports.urls"),
    ("", "jatan.web.staff.imports.urls"),
    ("", "jatan.web.staff.passes.urls"),
    ("", "jatan.web.staff.calls.urls"),
    ("", "jatan.web.staff.returns.urls"),
    ("", "jatan.web.public.help.urls"),
    ("", "jatan.web.staff.departures.urls"),
    ("", "jatan.web.staff.contacts.urls"),
    ("", "jatan.web.staff.agents.urls"),
    ("", "jatan.web.staff.messages.urls"),
    ("", "jatan.web.vault.urls"),
    ("", "jatan.web.public.sms.urls"),
    ("cases/", "jatan.web.cases.urls"),
    ("cases/", "jatan.web.cases.sharing_urls"),
    ("cases/", "jatan.web.cases.legal_urls"),
    ("gallery/", "jatan.web.gallery.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("record/", views.quick_entry, name="quick_entry"),
    path("tasks/", tasks.open_tasks, name="open_tasks"),
    path("tasks/<uuid:pk>/done/", tasks.task_done, name="task_done"),
    path("overview/", dashboard.dashboard, name="dashboard"),
    path("search/", search.search, name="search"),
    path("people/", include("jatan.web.staff.duplicates.urls")),
    path("places/suggest/", places.suggest, name="suggest_places"),
    path("places/destinations/", places.destinations, name="suggest_destinations"),
    path("reader/language/", reader.set_language, name="set_language"),
    path("reader/digits/", reader.set_digits, name="set_digits"),
    path("issues/waiting/", queue.issue_queue, name="issue_queue"),
    path("groups/unlinked/", unlinked.unlinked_groups, name="unlinked_groups"),
    path("groups/unlinked/<uuid:pk>/", unlinked.link_group, name="link_group"),
    path("photographs/<uuid:pk>/", files.photograph, name="photograph"),
    path("library/public/", files.public_library, name="library_public"),
    path("library/public/<uuid:pk>/", files.public_file, name="public_file"),
    path("library/<uuid:pk>/download/", files.material_file, name="material_file"),
    *(pattern for desk in DESKS for pattern in urls_of(desk)),
    *(path(prefix, include(module)) for prefix, module in _AREAS),
]
