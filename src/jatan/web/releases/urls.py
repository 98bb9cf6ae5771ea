"""URLs of releases. They hold ids and codes only."""

from django.urls import path

from jatan.web.releases import desk, pieces, proposals

urlpatterns = [
    path("public-page/", desk.releases, name="releases"),
    path("public-page/text/<slug:code>/", proposals.text, name="release_text"),
    path("public-page/year/<int:value>/", proposals.totals, name="release_totals"),
    path("public-page/record/", pieces.piece, name="release_piece"),
    path("public-page/records/<uuid:pk>/", pieces.decide_piece, name="release_decide_piece"),
    path("public-page/texts/<uuid:pk>/", proposals.decide_text, name="release_decide_text"),
    path("public-page/totals/<uuid:pk>/", proposals.decide_totals, name="release_decide_totals"),
]
