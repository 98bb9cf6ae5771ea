"""URLs of the field book, below `fieldbook/`."""

from django.urls import URLPattern, URLResolver, path

from jatan.web.fieldbook import app, arrivals, bundle_api, office_rows, phone_api, phones, saved_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("", app.app, name="field_book"),
    *(
        path(f"definitions/{language}.json", app.app_definitions, {"language": language}, name=f"field_book_{language}")
        for language in app.LANGUAGES
    ),
    path("api/enrol", phone_api.enrol, name="phone_enrol"),
    path("api/bundle", bundle_api.changed_buckets, name="phone_bundle"),
    path("api/challenge", phone_api.challenge, name="phone_challenge"),
    path("api/share", phone_api.share, name="phone_share"),
    path("api/renew", phone_api.renew, name="phone_renew"),
    path("api/rows", arrivals.rows, name="phone_rows"),
    path("api/files/<uuid:pk>", arrivals.files, name="phone_files"),
    path("api/receipts", arrivals.receipts, name="phone_receipts"),
    path("waiting/", office_rows.row_list, name="phone_waiting"),
    path("waiting/file/", saved_file.saved_file, name="phone_saved_file"),
    path("waiting/<uuid:pk>/", office_rows.row_page, name="phone_row"),
    path("waiting/<uuid:pk>/aside/", office_rows.aside, name="phone_aside"),
    path("waiting/<uuid:pk>/again/", office_rows.take_up, name="phone_take_up"),
    path("waiting/<uuid:pk>/attach/", office_rows.attach, name="phone_attach"),
    path("waiting/<uuid:pk>/photo/<uuid:child>/", office_rows.photograph, name="phone_photograph"),
    path("phones/", phones.board, name="phones"),
    path("phones/new/<uuid:pk>/", phones.new_phone, name="phone_new"),
    path("phones/<uuid:pk>/back/", phones.take_back, name="phone_back"),
    *(path(name, app.app_part, {"name": name}, name=f"field_book_{name}") for name in app.PARTS),
]
