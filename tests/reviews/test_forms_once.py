"""Every form of rule book, clarifications and circulars works once, leaves its entry; a second click does no harm."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from govsocial.audit.actions import Action
from tests.accounts.cases import Case
from tests.reviews.factories import PDF
from tests.test_access import CHANGING, rewound

OTHER = {"version": 99}
CASES = [
    Case("rulebook:parameter_change", "keeper", Action.PARAMETER_PROPOSED, {"reason": "অন্য কারণ"}),
    Case("rulebook:proposal_confirm", "cabinet", Action.PARAMETER_CONFIRMED),
    Case("rulebook:proposal_withdraw", "keeper", Action.PARAMETER_WITHDRAWN),
    Case("rulebook:edition_copy", "keeper", Action.EDITION_DRAFTED, {"note_bn": "অন্য টীকা"}),
    Case("rulebook:edition_change", "keeper", Action.EDITION_CHANGED, {"note_bn": "অন্য টীকা"}),
    Case("rulebook:edition_put_in_force", "cabinet", Action.EDITION_IN_FORCE, OTHER),
    Case("rulebook:edition_withdraw", "keeper", Action.EDITION_WITHDRAWN, OTHER),
    Case("rulebook:clause_change", "keeper", Action.EDITION_CHANGED, {"text_bn": "অন্য পাঠ"}),
    Case("rulebook:clause_add", "keeper", Action.EDITION_CHANGED, {"text_bn": "অন্য পাঠ"}),
    Case("rulebook:clause_remove", "keeper", Action.EDITION_CHANGED, OTHER),
    Case("rulebook:draft_value_add", "keeper", Action.EDITION_CHANGED, {"name": "answers"}),
    Case("rulebook:draft_value_change", "keeper", Action.EDITION_CHANGED, {"title_bn": "অন্য নাম"}),
    Case("rulebook:draft_value_remove", "keeper", Action.EDITION_CHANGED, OTHER),
    Case("rulebook:office_edition", "keeper", Action.EDITION_FOLLOWED, {"since": "2027-03-03"}),
    Case("rulebook:office_edition_end", "keeper", Action.EDITION_UNFOLLOWED, {"until": "2027-03-03"}),
    Case("reviews:clarification_ask", "author", Action.CLARIFICATION_ASKED, {"question": "অন্য প্রশ্ন"}),
    Case("reviews:clarification_answer", "cabinet", Action.CLARIFICATION_PUBLISHED, {"answer": "অন্য উত্তর"}),
    Case("reviews:clarification_publish", "cabinet", Action.CLARIFICATION_PUBLISHED, OTHER),
    Case("reviews:clarification_withdraw", "author", Action.CLARIFICATION_WITHDRAWN, OTHER),
    Case(
        "reviews:circular_issue",
        "head",
        Action.CIRCULAR_ISSUED,
        {"text_bn": "অন্য পাঠ", "copy": SimpleUploadedFile("b.pdf", PDF)},
    ),
    Case("reviews:circular_remind", "head", Action.CIRCULAR_REMINDED, OTHER),
    Case("reviews:circular_acknowledge", "head", Action.CIRCULAR_ACKNOWLEDGED, OTHER),
    Case("reviews:account_excusal_ask", "head", Action.EXCUSAL_ASKED, {"evidence": "অন্য আদেশ"}),
    Case("reviews:office_excusal_ask", "head", Action.EXCUSAL_ASKED, {"evidence": "অন্য আদেশ"}),
    Case("reviews:excusal_decide", "supervisor", Action.EXCUSAL_GRANTED),
    Case("reviews:excusal_end", "supervisor", Action.EXCUSAL_ENDED),
    Case("dashboard:breach_remind", "supervisor", Action.BREACHES_REMINDED, {"whole_page": "1"}),
]
every_form = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def test_each_form_has_its_case() -> None:
    mine = {name for name in CHANGING if name.split(":")[0] in {"rulebook", "reviews"}}
    mine.add("dashboard:breach_remind")
    assert mine == {case.name for case in CASES}


@every_form
def test_a_second_click_gives_the_first_result_and_another_content_none(case, world, client_for) -> None:
    client, target = client_for(case.login), case.target(world)
    address, key, before = case.address(target), client.key(), case.entries(world)
    first = client.submit(address, rewound(target.body), key=key)
    assert first.status_code == 302
    again = client.submit(address, rewound(target.body), key=key)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    changed = client.submit(address, {**rewound(target.body), **rewound(case.change)}, key=key)
    assert changed.status_code == 409
    assert case.entries(world) == before + 1
