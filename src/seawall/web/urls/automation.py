"""Routes of what a team automates."""

from django.urls import path

from seawall.web.views import responses, rules

_HOME = "organizations/<slug:slug>"

urlpatterns = [
    path(f"{_HOME}/responses", responses.index, name="responses"),
    path(f"{_HOME}/responses/<str:public_id>", responses.change, name="response"),
    path(f"{_HOME}/rules", rules.index, name="rules"),
    path(f"{_HOME}/rules/<str:public_id>", rules.rule, name="rule"),
]
