from django.urls import reverse

from tests.factories import CampaignFactory, RoundFactory, UnitFactory, at

LOGIN = reverse("accounts:login")


def test_the_sign_in_page_names_the_next_deadline(client, cast, friday):
    assert "第1期填报截止：12月9日（周五）12:00" in client.get(LOGIN).content.decode()
    friday.move_to(at("2022-12-09 12:00:01"))
    assert "填报截止" not in client.get(LOGIN).content.decode()


def test_with_two_counties_it_names_neither(client, cast):
    RoundFactory(campaign=CampaignFactory(centre=UnitFactory(kind="centre")))
    assert "填报截止" not in client.get(LOGIN).content.decode()
