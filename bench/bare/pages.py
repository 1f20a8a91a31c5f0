"""The page and its address."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.bare.models import Item


@login_required
def items(request: HttpRequest) -> HttpResponse:
    """The 25 oldest that wait."""
    return render(request, "items.html", {"items": Item.objects.filter(status="waiting").order_by("id")[:25]})


urlpatterns = [path("", items)]
