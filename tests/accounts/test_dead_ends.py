"""No button leads to a refusal; what cannot be undone asks first; signing out is always in reach."""

from collections.abc import Callable, Iterator

import pytest
from django.test.html import Element, parse_html
from django.urls import reverse

from accounts.models import OfficialAccount, Role
from govsocial.notifications.models import Notice
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
LIST = reverse("accounts:official_account_list")


class Tag:
    """An element of a page with those around it, the nearest first."""

    def __init__(self, element: Element, around: "list[Tag]") -> None:
        self.name, self.around, self.children = element.name, around, element.children
        self.facts = dict(element.attributes)

    def within(self, name: str) -> "Tag":
        return next(tag for tag in self.around if tag.name == name)

    def all(self, name: str = "") -> "Iterator[Tag]":
        for child in self.children:
            if isinstance(child, Element):
                tag = Tag(child, [self, *self.around])
                if name in {"", tag.name}:
                    yield tag
                yield from tag.all(name)


def page(client: FormClient, address: str) -> Tag:
    return Tag(parse_html(client.get(address).content.decode()), [])


def actions(client: FormClient, address: str) -> set[str | None]:
    return {form.facts.get("action") for form in page(client, address).all("form")}


@pytest.mark.parametrize(
    ("login", "may"),
    [("head", True), ("officer", True), ("supervisor", False), ("administrator", False), ("nobody", False)],
)
def test_only_who_may_apply_for_an_office_is_offered_to_add_an_account(
    login: str, may: bool, client_for: ClientFor
) -> None:
    links = {link.facts.get("href") for link in page(client_for(login), LIST).all("a")}
    assert (reverse("accounts:official_account_apply") in links) is may


def test_ending_a_role_is_offered_where_it_may_be_ended(world: World, client_for: ClientFor) -> None:
    office = world.office("DIST")
    address = reverse("accounts:office_detail", args=[office.pk])
    ends = {role: reverse("accounts:role_end", args=[role.pk]) for role in Role.objects.current().filter(office=office)}
    shown = actions(client_for("head"), address)
    assert {role.kind for role, end in ends.items() if end in shown} == {"officer"}
    shown = actions(client_for("administrator"), address)
    assert {role.kind for role, end in ends.items() if end in shown} == {"officer", "head"}
    assert not actions(client_for("officer"), address) & set(ends.values())


@pytest.mark.parametrize("name", ["role_end", "team_member_remove", "official_account_close"])
def test_what_cannot_be_undone_asks_first(name: str, world: World, client_for: ClientFor) -> None:
    account = world.account()
    address = {
        "role_end": reverse("accounts:office_detail", args=[account.office_id]),
    }.get(name, reverse("accounts:official_account_detail", args=[account.pk]))
    pk = {"role_end": world.person("author").roles.get().pk, "team_member_remove": account.members.first().pk}
    target = reverse(f"accounts:{name}", args=[pk.get(name, account.pk)])
    buttons = [
        button
        for button in page(client_for("head"), address).all("button")
        if target in (button.facts.get("formaction"), form_of(button).facts.get("action"))
    ]
    assert len(buttons) == 1
    fold = buttons[0].within("details")
    assert "open" not in fold.facts
    assert [len(list(fold.all(name))) for name in ("summary", "p", "button")] == [1, 1, 1], "a word on what it does"


def form_of(button: Tag) -> Tag:
    """The form of a button; where it has none, the page."""
    return next((tag for tag in button.around if tag.name == "form"), button.around[-1])


def test_signing_out_is_on_every_page_and_works_with_one_click(client_for: ClientFor) -> None:
    client, out = client_for("author"), reverse("account_logout")
    forms = [form for form in page(client, LIST).all("form") if form.facts.get("action") == out]
    assert [form.facts["method"] for form in forms] == ["post", "post"], "in the bar, and in the menu of a phone"
    assert all(any(one.facts.get("name") == "csrfmiddlewaretoken" for one in form.all("input")) for form in forms)
    assert client.post(out).status_code == 302
    assert client.get("/").status_code == 302
    assert out not in actions(FormClient(), reverse("account_login"))


def test_closing_an_application_takes_its_notice_back(
    world: World, account_in: Callable[..., OfficialAccount], client_for: ClientFor
) -> None:
    account = account_in("applied")
    told = Notice.objects.filter(kind="account_applied", subject_id=str(account.pk))
    assert told.filter(read_at=None).exists()
    body = {"version": account.version, "reason": "ভুল করে পাঠানো হয়েছে"}
    response = client_for("head").submit(reverse("accounts:official_account_close", args=[account.pk]), body)
    assert response.status_code == 302
    assert not told.filter(read_at=None).exists()
    assert not told.filter(mailed_at=None, given_up_at=None).exists(), "no mail about it goes out any more"
