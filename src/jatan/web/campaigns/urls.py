"""Addresses of campaigns and camps beside their record pages."""

from django.urls import path

from jatan.web.campaigns import camp, campaign, report_file

urlpatterns = [
    path("campaigns/<uuid:pk>/report.pdf", report_file.campaign_file, name="campaign_file"),
    path("campaigns/<uuid:pk>/rows/<slug:kind>/", campaign.campaign_rows, name="campaign_rows"),
    path("campaigns/<uuid:pk>/join/", campaign.campaign_join, name="campaign_join"),
    path("campaigns/<uuid:pk>/take-in/", campaign.campaign_take_in, name="campaign_take_in"),
    path("campaigns/take-out/<slug:kind>/<uuid:pk>/", campaign.campaign_take_out, name="campaign_take_out"),
    path("camps/<uuid:pk>/lines/", camp.camp_lines, name="camp_lines"),
    path("camps/<uuid:pk>/lines/<uuid:row>/aside/", camp.line_aside, name="line_aside"),
]
