"""URLs of what is done when there is no news of somebody. Ids only."""

from django.urls import path

from jatan.web.journeys import no_news

urlpatterns = [
    path("issues/no-news/", no_news.no_news, name="no_news"),
    path("issues/<uuid:pk>/no-news/", no_news.no_news_next, name="no_news_next"),
]
