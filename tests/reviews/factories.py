"""Proposals, editions, questions and circulars for tests, made through the services."""

from datetime import date, timedelta
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Office, OfficeParent, OfficialAccount, Person
from accounts.models.role import RoleKind
from govsocial.rulebook.models import Clause, Edition, OfficeEdition, Parameter, ParameterProposal
from govsocial.tallies.intervals import Span
from govsocial.tallies.models import Finding
from govsocial.tallies.services import Key, State, rewrite
from reviews.models import Circular, Clarification, Excusal
from reviews.services.circulars import issue_circular
from reviews.services.clarifications import ask, give_answer
from reviews.services.editions import copy_edition
from reviews.services.evaluation import keep_clause_sums
from reviews.services.excusals import ask_excusal, decide_excusal, end_excusal
from reviews.services.parameters import propose_value
from tests.factories import officer

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LATER = timedelta(days=10)


def second_keeper() -> Person:
    """Another rule-book keeper at the root."""
    found = Person.objects.filter(email="keeper2@test.example").first()
    return found or officer(Office.objects.get(code="GOB"), RoleKind.KEEPER, email="keeper2@test.example")


def parameter(name: str = "first_response") -> Parameter:
    """The present row of a parameter of bd-2016."""
    rows = Parameter.objects.select_related("edition", "clause")
    return rows.get(edition__code="bd-2016", name=name, until=None)


def proposed(*, by: Person, name: str = "first_response", value: Any = 6, since: date | None = None) -> Any:
    """A value that waits for confirmation."""
    since = since or timezone.localdate() + LATER
    made = propose_value(parameter=parameter(name), value=value, since=since, reason="সভার সিদ্ধান্ত", by=by)
    related = ("parameter__edition", "parameter__clause", "proposed_by")
    return ParameterProposal.objects.select_related(*related).get(pk=made.pk)


def drafted(*, by: Person, source: str = "bd-2016", code: str = "bd-2026", since: date | None = None) -> Edition:
    """An edition that is being written."""
    return copy_edition(
        source=Edition.objects.get(code=source),
        code=code,
        title_bn="নতুন নির্দেশিকা",
        title_en="New guideline",
        year=2026,
        since=since or timezone.localdate() + LATER,
        note_bn="",
        note_en="",
        by=by,
    )


def followed(office: Office, code: str = "ssd-2020", since: date | None = None) -> OfficeEdition:
    """An office's own choice of an edition."""
    edition = Edition.objects.get(code=code)
    return OfficeEdition.objects.create(
        office_id=office.pk, lineage=office.lineage, edition=edition, since=since or timezone.localdate()
    )


def below(office: Office, kind: str = "field_office", number: int = 1) -> list[Office]:
    """New offices below one."""
    made = []
    for _ in range(number):
        code = f"B{Office.objects.count()}"
        child = Office.objects.create(code=code, kind=kind, name_bn=f"দপ্তর {code}", parent=office)
        child.lineage = f"{office.lineage}{child.pk}/"
        child.save()
        OfficeParent.objects.create(office=child, parent=office, since=date(2016, 1, 1))
        made.append(child)
    return made


class QuestionFactory(factory.Factory):
    """A question in a state: asked, answered, published."""

    class Meta:
        model = Clarification

    state = "asked"
    office = None
    by = None
    clause = "7-ka"
    question = "উত্তর কি হালনাগাদ হিসেবে গণ্য হবে?"

    @classmethod
    def _create(cls, model_class: type, *, state: str, office: Office, by: Person, clause: str, question: str):
        asked = ask(
            office=office,
            clause=Clause.objects.get(edition__code="bd-2016", code=clause),
            kind="interpretation",
            question=question,
            by=by,
        )
        found = Clarification.objects.select_related("clause", "office", "asked_by").get(pk=asked.pk)
        if state != "asked":
            cabinet = Person.objects.get(email="cabinet@test.example")
            text = "হ্যাঁ, প্রকাশ্য উত্তর গণ্য হবে।"
            publish = state == "published"
            give_answer(clarification=found, answer=text, authority="cabinet", publish=publish, by=cabinet, version=1)
            found.refresh_from_db()
        return found


class CircularFactory(factory.Factory):
    """A circular that was issued, with a copy."""

    class Meta:
        model = Circular

    office = None
    by = None
    kinds = factory.LazyFunction(list)
    is_public = False
    memo_number = factory.Sequence(lambda n: f"০৫.০০.{n}")
    copy = factory.LazyFunction(lambda: ContentFile(PDF, name="a.pdf"))

    @classmethod
    def _create(cls, model_class: type, **fields: Any):
        today = timezone.localdate()
        words = {"subject_bn": "নির্দেশিকা প্রতিপালন", "subject_en": "Guideline", "text_bn": "পাঠ", "text_en": ""}
        made = issue_circular(dated_on=today, **words, **fields)
        return Circular.objects.select_related("office").get(pk=made.pk)


def breach_of(subject: Office | OfficialAccount, clause: str = "5-gha", *, since: date | None = None) -> Finding:
    """A breach that holds, as the nightly evaluation stores it, with its sums."""
    office = subject.office if isinstance(subject, OfficialAccount) else subject
    kind = "account" if isinstance(subject, OfficialAccount) else "office"
    began = since or timezone.localdate() - timedelta(days=10)
    key, state = Key("bd-2016", clause, kind), State("breached", office.pk, office.lineage, {"attested_until": None})
    with transaction.atomic():
        rewrite(key, subject.pk, [Span(began, None, state)])
        keep_clause_sums("bd-2016", clause, began, timezone.localdate(), changed=True)
    return Finding.objects.get(**key.columns(), subject_id=subject.pk, until=None)


class ExcusalFactory(factory.Factory):
    """An excusal in a state (asked, granted, refused, ended) of a breach that began ten days ago."""

    class Meta:
        model = Excusal

    state = "asked"
    subject = None
    by = None
    decider = None
    clause = "5-gha"
    days = 30

    @classmethod
    def _create(cls, model_class: type, *, state: str, subject: Any, by: Person, decider: Any, clause: str, days: int):
        account = subject if isinstance(subject, OfficialAccount) else None
        began = breach_of(subject, clause).began
        asked = ask_excusal(
            clause=Clause.objects.select_related("edition").get(edition__code="bd-2016", code=clause),
            office=account.office if account else subject,
            account=account,
            since=began,
            last_day=began + timedelta(days=days - 1),
            reason="বন্যায় দপ্তরের ইন্টারনেট সংযোগ বন্ধ ছিল।",
            evidence="জেলা প্রশাসনের অফিস আদেশ ১২",
            link="",
            by=by,
        )
        seen = {"reason": "আদেশটি যাচাই করা হয়েছে।", "by": decider}
        if state != "asked":
            decide_excusal(excusal=fresh_excusal(asked), grant=state != "refused", version=1, **seen)
        if state == "ended":
            end_excusal(excusal=fresh_excusal(asked), version=2, **seen)
        return fresh_excusal(asked)


def fresh_excusal(excusal: Excusal) -> Excusal:
    """The excusal as the views load it."""
    return Excusal.objects.select_related("clause__edition", "office", "account", "asked_by").get(pk=excusal.pk)
