"""The one error by which a service refuses."""

from django.utils.functional import Promise


class RuleError(Exception):
    """A rule says no. `code` is stable and asserted by tests; `message` is shown to the person, in their language."""

    def __init__(self, code: str, message: str | Promise, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
