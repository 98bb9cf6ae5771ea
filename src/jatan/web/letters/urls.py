"""Addresses of applications beside their record pages. Codes and ids only."""

from django.urls import path

from jatan.web.letters import files, write

urlpatterns = [
    path("issues/<uuid:pk>/application/", write.letter_choose, name="letter_choose"),
    path("issues/<uuid:pk>/application/write/", write.letter_write, name="letter_write"),
    path("issues/<uuid:pk>/fir-requests.pdf", files.fir_requests_pdf, name="fir_requests_pdf"),
    path("letters/<uuid:pk>/application.pdf", files.letter_pdf, name="letter_pdf"),
    path("letters/<uuid:pk>/application.docx", files.letter_docx, name="letter_docx"),
]
