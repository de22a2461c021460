"""Routes of leaked keys, and of how a programme keeps secrets."""

from django.urls import path

from seawall.web.views import leaks

urlpatterns = [
    path("programs/<slug:slug>/leaks/new", leaks.new, name="leak_new"),
    path("programs/<slug:slug>/settings/secrets", leaks.intake, name="program_secrets"),
    path("leaks", leaks.listed, name="leaks"),
    path("leaks/return/<str:secret>", leaks.returned, name="leak_return"),
    path("leaks/<id:public_id>", leaks.one, name="leak"),
    path("leaks/<id:public_id>/moves", leaks.move, name="leak_move"),
    path("leaks/<id:public_id>/awards", leaks.award, name="leak_award"),
    path("leaks/<id:public_id>/comments", leaks.comment, name="leak_comment"),
    path(
        "leaks/<id:public_id>/credentials/<id:secret_id>/reveal", leaks.reveal, name="leak_reveal"
    ),
    path("platform/revocation", leaks.addresses, name="platform_revocation"),
    path("platform/revocation/<slug:slug>", leaks.check_address, name="platform_revocation_check"),
]
