"""Saying something on a post, among colleagues."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from content.desk_forms import RemarkForm
from content.services.remarks import add_remark
from content.views.posts import STATUS, find_post, show_post
from govsocial.errors import RuleError


@require_POST
def post_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    post = find_post(request, pk)
    form = RemarkForm(request.POST, prefix="remark")
    problem, status = None, 422
    try:
        add_remark(post=post, text=form.cleaned_data["text"] if form.is_valid() else "", by=request.user)
        messages.success(request, _("The remark is recorded."))
        return HttpResponseRedirect(f"{reverse('content:post_detail', args=[pk])}#remarks")
    except RuleError as error:
        problem, status = error.message, STATUS.get(error.code, 422)
    return show_post(request, post, status=status, problem=problem, remark_form=form)
