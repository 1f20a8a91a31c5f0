"""The forms and the parameters of the portal: their fields, and what would pass."""

from django import forms as django_forms

from accounts import committee_forms as committees
from accounts import contact_forms as lists
from accounts import duty_forms as duties
from accounts import forms as people
from accounts import misuse_forms as misuse
from accounts import number_forms as numbers
from accounts import personnel_forms as personnel
from accounts.models.official_account import Platform
from content import after_forms as after
from content import decided_forms as decided
from content import desk_forms, term_forms
from content import forms as posts
from content import media_forms as files
from content.models import Post
from govsocial.workdays.forms import HolidayForm, HoursForm, RestDaysForm
from reviews import draft_forms
from reviews import excusal_forms as excusals
from reviews import forms as rules
from tests.access_objects import body_of
from tests.content.conftest import form_of

TEXT = django_forms.CharField
# Every address that takes a form: its form class, or the names of its fields.
FORMS = {
    "account_login": ["login", "password", "next", "remember"],
    "account_logout": ["next"],
    "account_reset_password": ["email"],
    "account_change_password": ["oldpassword", "password1", "password2"],
    "account_reset_password_from_key": ["password1", "password2"],
    "web:language": ["language", "next"],
    "dashboard:notices_read": ["extra"],
    "dashboard:notice_open": ["extra"],
    "accounts:person_invite": people.InviteForm,
    "accounts:role_give": people.RoleForm,
    "accounts:office_move": people.MoveForm,
    "accounts:invitation_withdraw": ["extra"],
    "accounts:role_end": ["extra"],
    "accounts:job_description_write": personnel.JobDescriptionForm,
    "accounts:orientation_record": personnel.OrientationForm,
    "accounts:hand_over_record": ["kind", "since", "until", "note", "shortfall_reason"],
    "accounts:hand_over_withdraw": people.VersionForm,
    "accounts:hand_over_end": people.VersionForm,
    "accounts:misuse_report_make": misuse.MisuseForm,
    "accounts:misuse_report_decide": misuse.MisuseOutcomeForm,
    "accounts:committee_form": committees.CommitteeForm,
    "accounts:committee_member_add": committees.CommitteeMemberForm,
    "accounts:committee_member_end": ["extra"],
    "accounts:committee_decision_record": committees.CommitteeDecisionForm,
    "accounts:committee_dissolve": people.ReasonForm,
    "accounts:join": people.PasswordForm,
    "accounts:person_settings": people.SettingsForm,
    "accounts:official_account_apply": people.ApplyForm,
    "accounts:official_account_register": people.RegisterForm,
    "accounts:official_account_import": ["step", "file", "tried"],
    "accounts:official_account_decide": people.DecideForm,
    "accounts:official_account_link": people.UrlForm,
    "accounts:official_account_activate": people.VersionForm,
    "accounts:official_account_approvals": people.ApprovalsForm,
    "accounts:official_account_suspend": people.ReasonForm,
    "accounts:official_account_close": people.ReasonForm,
    "accounts:team_member_add": people.MemberForm,
    "accounts:team_member_remove": ["extra"],
    "content:post_media": ["version", "alt_text", "file", "poster"],
    "content:post_media_describe": files.DescribeForm,
    "content:post_media_remove": ["version"],
    "content:post_create": posts.ComposeForm,
    "content:post_edit": posts.ComposeForm,
    "accounts:account_duty_attest": ["purpose", "audience", "users", "on", "evidence", "link", "seen"],
    "accounts:office_duty_attest": duties.AttestForm,
    "accounts:credentials_rotate": duties.RotationForm,
    "accounts:grs_identity_record": duties.GrsForm,
    "accounts:peer_add": lists.PeerForm,
    "accounts:peer_end": ["extra"],
    "accounts:contact_add": lists.ContactForm,
    "accounts:contact_show": ["extra"],
    "accounts:contact_end": ["extra"],
    "accounts:website_record": people.WebsiteForm,
    "accounts:office_number_add": numbers.OfficeNumberForm,
    "accounts:office_number_end": ["extra"],
    "accounts:website_check": ["extra"],
    "accounts:single_officer_permit": people.ReasonForm,
    "accounts:single_officer_withdraw": people.ReasonForm,
    "accounts:acknowledgement_give": ["extra"],
    "content:post_check": ["text", "account", "link"],
    "content:post_keep": ["text", "account", "link", "source", "draft_key", "post", "version", "wished_at"],
    "content:kept_draft_discard": ["back"],
    "content:post_template_create": desk_forms.TemplateForm,
    "content:post_template_edit": desk_forms.TemplateForm,
    "content:post_template_retire": posts.VersionForm,
    "content:post_take_over": posts.VersionForm,
    "content:post_remark": ["remark-text"],
    "content:post_submit": ["version", "asked", "explain-1", "explain-²", "explain-99999999999999999999"],
    "content:post_withdraw": posts.VersionForm,
    "content:post_approve": posts.ApproveForm,
    "content:post_return": posts.ReturnForm,
    "content:post_reject": posts.RejectForm,
    "content:post_looking": ["extra"],
    "content:post_bulk_approve": ["post", "queue"],
    "content:post_bulk_return": ["post", "queue", "what_for", "words", "reason"],
    "content:post_publish": posts.PublishForm,
    "content:post_emergency": decided.EmergencyForm,
    "content:post_undo": posts.VersionForm,
    "content:post_time": decided.TimeForm,
    "content:second_look_record": decided.LookForm,
    "content:post_mistake": after.MistakeForm,
    "content:mistake_dismiss": after.DismissForm,
    "content:post_correct": after.CorrectForm,
    "content:post_retract": after.RetractForm,
    "content:post_archive_put": posts.VersionForm,
    "content:post_mark": after.MarkForm,
    "content:post_share_again": ["extra"],
    "content:post_found": after.FoundForm,
    "content:prohibited_term_create": term_forms.NewTermForm,
    "content:prohibited_term_edit": term_forms.TermForm,
    "content:prohibited_term_import": ["step", "office", "file", "reason", "tried"],
    "content:prohibited_text_test": ["text", "office", "entry"],
    "content:prohibited_term_look": ["text", "kind", "language", "aliases", "chosen", "office"],
    "content:prohibited_term_bulk": ["act", "row", "to_status", "reason"],
    "content:prohibited_term_propose": term_forms.StateChangeForm,
    "content:prohibited_term_dry_run": ["extra"],
    "content:term_change_confirm": posts.VersionForm,
    "content:term_change_refuse": term_forms.RefuseForm,
    "content:term_change_withdraw": posts.VersionForm,
    "rulebook:parameter_change": rules.ProposalForm,
    "rulebook:proposal_confirm": rules.VersionForm,
    "rulebook:proposal_withdraw": rules.VersionForm,
    "rulebook:edition_copy": draft_forms.CopyForm,
    "rulebook:edition_change": draft_forms.EditionChangeForm,
    "rulebook:edition_put_in_force": rules.VersionForm,
    "rulebook:edition_withdraw": rules.VersionForm,
    "rulebook:clause_change": draft_forms.ClauseForm,
    "rulebook:clause_add": draft_forms.NewClauseForm,
    "rulebook:clause_remove": rules.VersionForm,
    "rulebook:draft_value_add": draft_forms.NewValueForm,
    "rulebook:draft_value_change": draft_forms.DraftValueForm,
    "rulebook:draft_value_remove": rules.VersionForm,
    "rulebook:office_edition": rules.FollowForm,
    "rulebook:office_edition_end": rules.StopForm,
    "reviews:clarification_ask": rules.AskForm,
    "reviews:clarification_answer": rules.AnswerForm,
    "reviews:clarification_publish": rules.VersionForm,
    "reviews:clarification_withdraw": rules.VersionForm,
    "reviews:circular_issue": rules.CircularForm,
    "reviews:circular_remind": ["extra"],
    "reviews:circular_acknowledge": ["extra"],
    "reviews:account_excusal_ask": excusals.ExcusalForm,
    "reviews:office_excusal_ask": excusals.ExcusalForm,
    "reviews:excusal_decide": excusals.ReasonedForm,
    "reviews:excusal_end": excusals.ReasonedForm,
    "dashboard:breach_remind": ["finding", "on_page", "whole_page"],
    "workdays:holiday_add": HolidayForm,
    "workdays:holiday_edit": HolidayForm,
    "workdays:rest_days_add": RestDaysForm,
    "workdays:rest_days_edit": RestDaysForm,
    "workdays:hours_add": HoursForm,
    "workdays:hours_edit": HoursForm,
}
WITHOUT_FORM = {"account_signup", "account_set_password", "accounts:first_administrator"}
ARCHIVE = ["q", "account", "platform", "state", "purpose", "important", "changed", "since", "until"]
PARAMETERS = {
    "content:post_archive": [*ARCHIVE, "after"],
    "content:post_archive_export": ARCHIVE,
    "content:post_calendar": ["week", "account", "after"],
    "content:post_list": ["state", "account", "mine", "after"],
    "content:post_create": ["kept", "template"],
    "content:post_edit": ["kept"],
    "content:post_template_list": ["after"],
    "content:post_queue": ["account", "platform", "hits", "only", "after"],
    "content:post_bulk": ["post", "queue"],
    "content:post_detail": ["view", "account", "hits"],
    "content:prohibited_term_list": ["status", "category", "language", "severity", "office", "q", "after"],
    "content:prohibited_term_create": ["office"],
    "content:prohibited_term_import": ["office"],
    "content:prohibited_term_export": ["format", "status", "category", "language", "severity", "office", "q"],
    "content:prohibited_text_test": ["entry"],
    "content:prohibited_term_propose": ["what"],
    "dashboard:notice_list": ["after"],
    "accounts:office_list": ["after"],
    "accounts:office_detail": ["after"],
    "accounts:office_search": ["q", "after"],
    "accounts:official_account_list": ["state", "after"],
    "accounts:account_duty_attest": ["after"],
    "accounts:office_duty_attest": ["after"],
    "accounts:credentials_rotate": ["after"],
    "accounts:grs_identity_record": ["after"],
    "accounts:peer_add": ["after"],
    "accounts:contact_add": ["after"],
    "accounts:job_description_write": ["after"],
    "accounts:orientation_record": ["after"],
    "accounts:hand_over_record": ["after"],
    "accounts:misuse_report_list": ["state", "after"],
    "accounts:committee_form": ["after"],
    "accounts:committee_detail": ["after"],
    "workdays:holiday_list": ["year"],
    "rulebook:proposal_list": ["after"],
    "reviews:clarification_list": ["q", "state", "after"],
    "reviews:clarification_ask": ["clause"],
    "reviews:circular_list": ["after"],
    "reviews:excusal_list": ["state", "after"],
    "dashboard:compliance": ["period", "by", "clause", "edition", "all"],
    "dashboard:compliance_of": ["period", "by", "clause", "edition", "all"],
    "dashboard:compliance_clause": ["period", "edition", "state", "after"],
    "dashboard:breach_remind": ["finding", "on_page", "whole_page"],
    "reviews:public_circular_list": ["after"],
    "reviews:circular_offices": ["state", "after"],
    "account_login": ["next"],
    "account_logout": ["next"],
    "web:help": ["anything"],
}


OF_PEOPLE = {
    "accounts:committee_form",
    "accounts:committee_member_add",
    "accounts:committee_decision_record",
    "accounts:job_description_write",
    "accounts:orientation_record",
    "accounts:hand_over_record",
    "accounts:misuse_report_make",
    "accounts:misuse_report_decide",
    "accounts:office_number_add",
}


def fields_of(name):
    """(fields that take free text, all others)."""
    form = FORMS[name]
    if isinstance(form, list):
        return form, []
    plain = [n for n, field in form.base_fields.items() if isinstance(field, TEXT) and type(field) is not TEXT]
    return plain, [n for n in form.base_fields if n not in plain]


def valid(name, world, path):
    """Fields that would pass, so that one hostile field among them reaches as far as it can."""
    pk = int(path.strip("/").split("/")[2]) if name.startswith("content:post_") and path[15:16].isdigit() else 0
    action = name.removeprefix("content:post_")
    own = form_of(action, Post.objects.get(pk=pk)) if pk else {}
    common = {"version": 1, "reason": "যাচাই করে দেখা হয়েছে", "decision": "approve", "role": "officer", "kind": "officer"}
    common |= {"since": "2026-01-01", "email": "nobody@test.example", "name_bn": "নাম", "name_en": "Name"}
    common |= {"office": world.office("DIST").pk, "platform": Platform.FACEBOOK.value, "name": "পেজ", "goal": "লক্ষ্য"}
    common |= {"audience": "সবাই", "terms_note": "পড়া", "access_note": "টিম", "url": "https://facebook.com/new"}
    common |= {"on_platform_since": "2020-01-31", "person": world.person("officer").pk, "may_write": "on"}
    common |= {
        "account": world.account().pk,
        "text": "পাঠ",
        "purpose": "4-other",
        "purpose_other": "কাজ",
        "source": "আদেশ",
    }
    common |= {"until": "2026-12-31", "weekdays": "5", "opens": "10:00", "closes": "16:00", "seen": 1}
    common |= {"users": "টিম", "evidence": "দেখা হয়েছে", "contact": "অনিক"}
    if name in {"accounts:account_duty_attest", "accounts:office_duty_attest", "accounts:credentials_rotate"}:
        return {**common, **body_of(name, None)}
    if name in OF_PEOPLE:
        return {**common, **body_of(name, None)}
    if name.startswith(("content:prohibited_", "content:term_")):
        return {**common, **body_of(name, world.office("DIST"))}
    if name.startswith(("rulebook:", "reviews:")):
        return {**common, **body_of(name, world.office("DIST")), "copy": ""}
    common |= {"on": "2026-12-01", "language": "en", "change_note": "বানান", "changed": "yes"}
    return {**common, **own}
