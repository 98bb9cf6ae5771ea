"""URLs of letters, referrals, exports and imports."""

from django.urls import path

from jatan.web.cases import export_print, exports, letters, letters_import, referrals

urlpatterns = [
    path("letters/", letters.case_letters, name="case_letters"),
    path("letters/<uuid:pk>/", letters.case_letter, name="case_letter"),
    path("import/", letters_import.case_import, name="case_import"),
    path("exports/", exports.case_exports, name="case_exports"),
    path("exports/<uuid:pk>/", exports.case_export_file, name="case_export_file"),
    path("<uuid:pk>/share/", referrals.case_share, name="case_share"),
    path("<uuid:pk>/share/new/", referrals.case_refer, name="case_refer"),
    path("<uuid:pk>/share/<uuid:row>/", referrals.case_referral, name="case_referral"),
    path("<uuid:pk>/share/<uuid:row>/kept/", referrals.case_kept, name="case_kept"),
    path("<uuid:pk>/export/", exports.case_export, name="case_export"),
    path("<uuid:pk>/export/print/", export_print.case_print, name="case_print"),
]
