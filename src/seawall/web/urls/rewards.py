"""Routes of awards, statements, ledgers and halls of fame."""

from django.urls import path

from seawall.web.views import hall_of_fame, rewards

urlpatterns = [
    path("rewards", rewards.mine, name="rewards"),
    path("rewards.csv", rewards.mine_csv, name="rewards_csv"),
    path("awards", rewards.awards, name="awards"),
    path("awards/<str:public_id>", rewards.award, name="award"),
    path("awards/<str:public_id>/approve", rewards.approve, name="award_approve"),
    path("awards/<str:public_id>/reject", rewards.reject, name="award_reject"),
    path("awards/<str:public_id>/reverse", rewards.reverse, name="award_reverse"),
    path("awards/<str:public_id>/pay/<int:user_id>", rewards.pay, name="award_pay"),
    path("organizations/<slug:slug>/ledger", rewards.ledger, name="ledger"),
    path("organizations/<slug:slug>/ledger.csv", rewards.ledger_csv, name="ledger_csv"),
    path("programs/<slug:slug>/hall-of-fame", hall_of_fame.hall, name="hall_of_fame"),
]
