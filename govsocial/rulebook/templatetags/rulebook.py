"""Where a clause is read."""

from django import template

from govsocial.rulebook.services import clauses_shown

register = template.Library()


@register.simple_tag
def clause_url(lineage: str, code: str) -> str:
    """The page of a clause in what an office follows; where that lacks it, in the shipped edition that has it."""
    return clauses_shown(lineage)[code].get_absolute_url()
