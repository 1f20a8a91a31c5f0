"""Every page of the portal by its URL name, with somebody who may open it and an object it is about."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models.role import RoleKind
from accounts.services.people import invite
from content.models import Post
from govsocial.notifications.models import Notice
from govsocial.notifications.services import notify
from govsocial.workdays.models import HolidayRow, HoursRule, RestDay
from tests.access_objects import Maker
from tests.factories import BLOCKED, AccountFactory, PostFactory
from tests.test_access import LINES
from tests.world import World

# URL name: who opens it. What it is about is made below, by the name of the object after the colon.
PAGES = {
    "account_login": "",
    "account_logout": "author",
    "account_signup": "",
    "account_change_password": "author:password",
    "account_set_password": "author",
    "account_reset_password": "",
    "account_reset_password_done": "",
    "account_reset_password_from_key": ":reset",
    "account_reset_password_from_key_done": "",
    "web:resume": "author",
    "web:help": "",
    "web:accessibility": "",
    "web:privacy": "",
    "web:healthz": "",
    "dashboard:readyz": "",
    "dashboard:my_work": "approver",
    "dashboard:notice_list": "author",
    "accounts:office_list": "head",
    "accounts:office_search": "head",
    "accounts:office_detail": "head:office",
    "accounts:person_invite": "head:office",
    "accounts:role_give": "head:office",
    "accounts:office_move": "administrator:office",
    "accounts:job_description_write": "head:made",
    "accounts:orientation_record": "head:made",
    "accounts:hand_over_record": "head:made",
    "accounts:misuse_report_make": "officer:made",
    "accounts:misuse_report_list": "officer",
    "accounts:misuse_report_detail": "supervisor:made",
    "accounts:committee_form": "head:office",
    "accounts:committee_detail": "head:made",
    "accounts:join": ":invitation",
    "accounts:first_administrator": "",
    "accounts:person_settings": "author",
    "accounts:official_account_list": "head",
    "accounts:official_account_apply": "head",
    "accounts:official_account_register": "head",
    "accounts:official_account_import": "administrator",
    "accounts:official_account_detail": "head:account",
    "accounts:attested_picture": "head:made",
    "accounts:account_duty_attest": "head:account_duty",
    "accounts:credentials_rotate": "head:account",
    "accounts:office_duty_attest": "head:office_duty",
    "accounts:grs_identity_record": "head:office",
    "accounts:office_block": "head:office",
    "accounts:peer_add": "head:account",
    "accounts:contact_add": "head:made",
    "accounts:website_record": "head:office",
    "accounts:office_number_add": "head:office",
    "accounts:acknowledgement_list": "author",
    "content:post_list": "author",
    "content:post_create": "author",
    "content:post_template_list": "author",
    "content:post_template_create": "author",
    "content:post_template_edit": "author:made",
    "content:post_detail": "approver2:second",
    "content:post_edit": "author:returned",
    "content:post_submit": "author:draft",
    "content:post_queue": "approver",
    "content:post_bulk": "approver",
    "content:post_history": "approver2:second",
    "content:post_archive": "author",
    "content:post_archive_export": "author",
    "content:post_archived": "approver:made",
    "content:post_calendar": "author",
    "content:post_media": "author:draft",
    "content:media_file": "author:made",
    "content:post_found": "author",
    "content:prohibited_term_list": "keeper",
    "content:prohibited_term_create": "head",
    "content:prohibited_term_import": "head",
    "content:prohibited_term_export": "author",
    "content:prohibited_text_test": "keeper",
    "content:prohibited_category_list": "author",
    "content:prohibited_term_detail": "head:made",
    "content:prohibited_term_edit": "head:made",
    "content:prohibited_term_propose": "head:made",
    "rulebook:edition_list": "author",
    "rulebook:edition_detail": "author:edition",
    "rulebook:clause_detail": "author:clause",
    "rulebook:proposal_list": "keeper",
    "rulebook:parameter_change": "keeper:made",
    "rulebook:edition_copy": "keeper:made",
    "rulebook:edition_change": "keeper:made",
    "rulebook:clause_add": "keeper:made",
    "rulebook:clause_change": "keeper:made",
    "rulebook:draft_value_add": "keeper:made",
    "rulebook:draft_value_change": "keeper:made",
    "rulebook:office_edition": "keeper:made",
    "reviews:clarification_list": "author",
    "reviews:clarification_ask": "author",
    "reviews:clarification_detail": "cabinet:made",
    "reviews:circular_list": "head",
    "reviews:circular_issue": "head",
    "reviews:circular_detail": "head:made",
    "reviews:circular_copy": "head:made",
    "reviews:circular_offices": "head:made",
    "reviews:excusal_list": "supervisor",
    "reviews:excusal_detail": "supervisor:made",
    "reviews:account_excusal_ask": "head:made",
    "reviews:office_excusal_ask": "head:made",
    "dashboard:office_compliance": "head:office",
    "dashboard:compliance": "supervisor",
    "dashboard:compliance_of": "supervisor:made",
    "dashboard:compliance_clause": "supervisor:made",
    "dashboard:breach_remind": "supervisor:made",
    "reviews:public_circular_list": "",
    "reviews:public_circular_detail": ":made",
    "reviews:public_circular_copy": ":made",
    "workdays:holiday_list": "administrator",
    "workdays:holiday_add": "administrator",
    "workdays:holiday_edit": "administrator:holiday",
    "workdays:rest_days_add": "administrator",
    "workdays:rest_days_edit": "administrator:rest",
    "workdays:hours_add": "administrator",
    "workdays:hours_edit": "administrator:hours",
}
# Addresses that only take forms, with who sends them.
FORMS_ONLY = {
    "web:language": "",
    "dashboard:notices_read": "author",
    "dashboard:notice_open": "author:notice",
    "accounts:invitation_withdraw": "head:offer",
    "accounts:role_end": "head:role",
    "accounts:hand_over_withdraw": "head:made",
    "accounts:hand_over_end": "head:made",
    "accounts:misuse_report_decide": "supervisor:made",
    "accounts:committee_member_add": "head:made",
    "accounts:committee_member_end": "head:made",
    "accounts:committee_decision_record": "head:made",
    "accounts:committee_dissolve": "head:made",
    "accounts:official_account_decide": "supervisor:applied",
    "accounts:official_account_link": "head:account",
    "accounts:official_account_activate": "head:account",
    "accounts:official_account_approvals": "head:account",
    "accounts:official_account_suspend": "head:account",
    "accounts:official_account_close": "head:account",
    "accounts:team_member_add": "head:account",
    "accounts:team_member_remove": "head:member",
    "accounts:single_officer_permit": "supervisor:account",
    "accounts:single_officer_withdraw": "supervisor:account",
    "accounts:acknowledgement_give": "author:edition",
    "accounts:peer_end": "head:made",
    "accounts:contact_show": "head:made",
    "accounts:contact_end": "head:made",
    "accounts:website_check": "head:made",
    "accounts:office_number_end": "head:made",
    "content:post_check": "author",
    "content:post_keep": "author",
    "content:kept_draft_discard": "author:made",
    "content:post_template_retire": "author:made",
    "content:post_take_over": "author:made",
    "content:post_remark": "author:second",
    "content:post_withdraw": "author:second",
    "content:post_approve": "approver2:second",
    "content:post_return": "approver2:second",
    "content:post_reject": "approver2:second",
    "content:post_looking": "approver2:second",
    "content:post_bulk_approve": "approver",
    "content:post_bulk_return": "approver",
    "content:post_publish": "author:approved",
    "content:post_emergency": "approver2:second",
    "content:post_undo": "approver:approved",
    "content:post_time": "author:approved",
    "content:second_look_record": "approver:made",
    "content:post_media_describe": "author:made",
    "content:post_media_remove": "author:made",
    "content:post_mistake": "author:made",
    "content:mistake_dismiss": "approver:made",
    "content:post_correct": "author:made",
    "content:post_retract": "author:made",
    "content:post_archive_put": "author:made",
    "content:post_mark": "author:made",
    "content:post_share_again": "author:made",
    "content:prohibited_term_look": "head",
    "content:prohibited_term_bulk": "head",
    "content:prohibited_term_dry_run": "head:made",
    "content:term_change_confirm": "supervisor:made",
    "content:term_change_refuse": "supervisor:made",
    "content:term_change_withdraw": "head:made",
    "rulebook:proposal_confirm": "cabinet:made",
    "rulebook:proposal_withdraw": "keeper:made",
    "rulebook:edition_put_in_force": "cabinet:made",
    "rulebook:edition_withdraw": "keeper:made",
    "rulebook:clause_remove": "keeper:made",
    "rulebook:draft_value_remove": "keeper:made",
    "rulebook:office_edition_end": "keeper:made",
    "reviews:clarification_answer": "cabinet:made",
    "reviews:clarification_publish": "cabinet:made",
    "reviews:clarification_withdraw": "author:made",
    "reviews:circular_remind": "head:made",
    "reviews:circular_acknowledge": "head:made",
    "reviews:excusal_decide": "supervisor:made",
    "reviews:excusal_end": "supervisor:made",
}
STATUS = {"accounts:first_administrator": 404, "dashboard:readyz": 503, "web:resume": 302, "account_set_password": 302}


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Names of all URL patterns, with their namespaces."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from url_names(entry, space)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def address(name: str, world: World) -> tuple[str, str]:
    """(who, path) of a page, with the object made that it is about."""
    login, _, about = {**PAGES, **FORMS_ONLY}[name].partition(":")
    if about == "made":
        return login, reverse(name, args=Maker(world)(name, LINES[name], "own").args)
    return login, reverse(name, args=_arguments(about, world) if about else [])


def _arguments(about: str, world: World) -> list[Any]:
    office, head = world.office("DIST"), world.person("head")
    if about in {"draft", "second", "returned", "approved"}:
        return [_post(about, world).pk]
    if about == "password":
        type(head).objects.filter(email="author@test.example").update(password="a hash of one")
        return []
    if about == "notice":
        person = world.person("author")
        notify("team_short", office, [person], url="/", facts={"name": "পেজ"})
        return [Notice.objects.filter(recipient=person).latest("id").pk]
    offer = partial(
        invite, office=office, email="g@test.example", name_bn="ন", name_en="", role=RoleKind.OFFICER, by=head
    )
    if about == "invitation":
        made = offer()
        return [Notice.objects.get(kind="invitation", subject_id=str(made.pk)).url.strip("/").split("/")[-1]]
    return {
        "reset": lambda: ["1", "not-a-key"],
        "office": lambda: [office.pk],
        "office_duty": lambda: [office.pk, "5-nya"],
        "account_duty": lambda: [world.account().pk, "5-kha"],
        "account": lambda: [world.account().pk],
        "applied": lambda: [AccountFactory(state="applied", office=office, head=head).pk],
        "offer": lambda: [offer().pk],
        "member": lambda: [world.account().members.first().pk],
        "role": lambda: [world.person("officer").roles.get().pk],
        "edition": lambda: ["bd-2016"],
        "clause": lambda: ["bd-2016", "7-ka"],
        "rest": lambda: [RestDay.objects.first().pk],
        "hours": lambda: [HoursRule.objects.first().pk],
        "holiday": lambda: [HolidayRow.objects.filter(on__gt=date(2026, 1, 1)).first().pk],
    }[about]()


def _post(state: str, world: World) -> Post:
    people = {"author": world.person("author"), "approver": world.person("approver")}
    return PostFactory(state=state, account=world.account(), text=BLOCKED, **people)
