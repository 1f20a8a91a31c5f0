"""Questions about the guideline: asked by an office, answered by the Cabinet Division or a2i (clause 11)."""

import pytest
from django.urls import reverse

from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from reviews.models import Clarification
from reviews.services.clarifications import give_answer, publish_answer, withdraw_clarification
from tests.reviews.factories import QuestionFactory

pytestmark = pytest.mark.both_databases
ANSWER = {"answer": "হ্যাঁ, গণ্য হবে।", "authority": "a2i", "version": 1}
EVERYBODY = ["author", "head", "officer", "upz_head", "oth_head", "far_supervisor", "supervisor", "cabinet", "nobody"]


@pytest.fixture
def question_in(world):
    def make(state="asked", **fields):
        return QuestionFactory(state=state, office=world.office("DIST"), by=world.person("author"), **fields)

    return make


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def told(kind):
    return {address.split("@")[0] for address in Notice.objects.filter(kind=kind).values_list("address", flat=True)}


def seen_by(world, clarification):
    return [
        login
        for login in EVERYBODY
        if Clarification.objects.visible_to(world.person(login)).filter(pk=clarification.pk).exists()
    ]


@pytest.mark.parametrize(("publish", "state"), [(True, "published"), (False, "answered")])
def test_the_answer_names_who_answered_and_is_published_or_kept(world, question_in, publish, state):
    question = question_in()
    give_answer(clarification=question, by=world.person("cabinet"), publish=publish, **ANSWER)
    question.refresh_from_db()
    assert (question.status, question.get_authority_display(), question.answered_by) == (
        state,
        "এটুআই",
        world.person("cabinet"),
    )
    assert bool(question.published_at) == publish
    assert told("clarification_answered") == {"author"}


def test_an_open_question_is_seen_by_its_office_and_those_above(world, question_in):
    mine = ["author", "head", "officer", "supervisor", "cabinet"]
    assert seen_by(world, question_in()) == mine
    assert seen_by(world, question_in("answered")) == mine
    assert seen_by(world, question_in("published")) == EVERYBODY


def test_other_offices_read_the_answer_and_not_who_asked(world, client_for, question_in):
    address = reverse("reviews:clarification_detail", args=[question_in("published").pk])
    own, other = (client_for(login).get(address).content.decode() for login in ("head", "oth_head"))
    assert "হ্যাঁ, প্রকাশ্য উত্তর গণ্য হবে।" in other
    assert "District Office" in own
    assert "District Office" not in other
    assert "Mx author" not in other


@pytest.mark.parametrize("login", ["author", "head", "supervisor", "keeper", "administrator", "auditor"])
def test_only_the_cabinet_division_answers(world, question_in, login):
    question = question_in()
    assert refusal(give_answer, clarification=question, by=world.person(login), publish=True, **ANSWER) == "not_allowed"
    answered = question_in("answered")
    assert refusal(publish_answer, clarification=answered, by=world.person(login), version=2) == "not_allowed"


@pytest.mark.parametrize("login", ["supervisor", "auditor", "oth_head", "nobody", "former"])
def test_whoever_has_no_part_in_an_office_asks_nothing_for_it(world, login):
    with pytest.raises(RuleError) as refused:
        QuestionFactory(office=world.office("DIST"), by=world.person(login))
    assert refused.value.code == "not_allowed"


def test_who_comes_second_is_told(world, question_in):
    question = question_in()
    give_answer(clarification=question, by=world.person("cabinet"), publish=False, **ANSWER)
    second = {"clarification": question, "by": world.person("cabinet"), "publish": True}
    assert refusal(give_answer, **second, **ANSWER) == "already_answered"
    by = world.person("author")
    assert refusal(withdraw_clarification, clarification=question, by=by, version=1) == "already_answered"


def test_a_kept_answer_is_published_later_and_taken_back(world, question_in):
    question, cabinet = question_in("answered"), world.person("cabinet")
    publish_answer(clarification=question, by=cabinet, version=2)
    question.refresh_from_db()
    assert question.status == "published"
    by = world.person("author")
    assert refusal(withdraw_clarification, clarification=question, by=by, version=3) == "not_allowed"
    withdraw_clarification(clarification=question, by=cabinet, version=3)
    question.refresh_from_db()
    assert (question.status, told("clarification_withdrawn")) == ("withdrawn", {"author"})
    assert "oth_head" not in seen_by(world, question)


@pytest.mark.parametrize(("login", "code"), [("author", None), ("head", None), ("officer", "not_allowed")])
def test_an_open_question_is_taken_back_by_who_asked_or_the_head(world, question_in, login, code):
    question, by = question_in(), world.person(login)
    if code:
        assert refusal(withdraw_clarification, clarification=question, by=by, version=1) == code
    else:
        withdraw_clarification(clarification=question, by=by, version=1)
        assert not Notice.objects.filter(kind="clarification_asked", read_at=None).exists()


def test_each_step_leaves_its_entry(world, question_in):
    question = question_in("published")
    actions = list(Entry.objects.about(question).values_list("action", "actor__email"))
    assert actions == [
        (Action.CLARIFICATION_PUBLISHED, "cabinet@test.example"),
        (Action.CLARIFICATION_ASKED, "author@test.example"),
    ]
    assert told("clarification_asked") == {"cabinet"}


@pytest.mark.parametrize(("words", "found"), [("হালনাগাদ", 2), ("প্রকাশ্য", 2), ("টিম সদস্য", 1), ("হালনাগাদ টিম", 0), ("", 3)])
def test_published_ones_are_found_by_words_of_question_or_answer(world, client_for, question_in, words, found):
    question_in("published")
    question_in("asked")
    question_in("answered", question="টিম গঠনে সদস্য কতজন?")
    page = client_for("cabinet").get(reverse("reviews:clarification_list"), {"q": words})
    assert len(page.context["page"].rows) == found


def test_the_clause_page_shows_what_is_published_on_it(world, client_for, question_in):
    published, kept = question_in("published"), question_in("answered")
    page = client_for("oth_head").get(reverse("rulebook:clause_detail", args=["bd-2016", "7-ka"])).content.decode()
    assert reverse("reviews:clarification_detail", args=[published.pk]) in page
    assert reverse("reviews:clarification_detail", args=[kept.pk]) not in page
    other = client_for("oth_head").get(reverse("rulebook:clause_detail", args=["bd-2016", "5-ga"])).content.decode()
    assert reverse("reviews:clarification_detail", args=[published.pk]) not in other


def test_an_open_question_is_work_of_the_cabinet_division_until_it_is_answered(world, client_for, question_in):
    address = reverse("reviews:clarification_detail", args=[question_in().pk])
    shown = [login for login in EVERYBODY if f'href="{address}"' in client_for(login).get("/").content.decode()]
    assert shown == ["cabinet"]
    body = {"answer": "হ্যাঁ", "authority": "cabinet", "publish": "on", "version": 1}
    assert client_for("cabinet").submit(address + "answer/", body).status_code == 302
    assert f'href="{address}"' not in client_for("cabinet").get("/").content.decode()
    assert client_for("cabinet").submit(address + "answer/", body).status_code == 409


def test_by_the_browser_a_question_names_its_clause_from_the_address(world, client_for):
    address = reverse("reviews:clarification_ask")
    client = client_for("author")
    clause = client.get(address, {"clause": "7-ka"}).context["form"].initial["clause"]
    assert clause.code == "7-ka"
    body = {"office": world.office("DIST").pk, "clause": clause.pk, "kind": "problem", "question": "কীভাবে?"}
    assert client.submit(address, {**body, "office": world.office("OTH").pk}).status_code == 422
    assert client.submit(address, body).status_code == 302
    assert Clarification.objects.get().office == world.office("DIST")


def test_an_answer_that_is_empty_is_asked_for_again_and_the_page_keeps_its_form(client_for, question_in):
    address = reverse("reviews:clarification_answer", args=[question_in().pk])
    response = client_for("cabinet").submit(address, {"answer": "", "authority": "a2i", "version": 1})
    assert response.status_code == 422
    assert response.context["answer_form"].errors
