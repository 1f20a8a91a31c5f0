"""Why a page could not be fetched."""

from enum import StrEnum


class Problem(StrEnum):
    """Stable codes: stored with a check and put into words where it is shown."""

    NOT_ALLOWED = "not_allowed"  # no plain https address, or a host that the caller did not name
    ELSEWHERE = "elsewhere"  # a redirect to such an address, or too many of them
    DNS = "dns"
    NOT_PUBLIC = "not_public"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TOO_BIG = "too_big"
    STATUS = "status"
    UNREADABLE = "unreadable"


class FetchError(Exception):
    """The page was not fetched. `code` is a Problem; `detail` is for logs."""

    def __init__(self, code: Problem, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail
