import pytest, re
from django.urls import reverse
from tests.content.test_lists import queries
def short(q):
    m=re.search(r'FROM \(?(?:SELECT .*? FROM )?"?(\w+)',q); return (m.group(1) if m else q[:60])
@pytest.mark.parametrize("name,login",[("content:post_list","author"),("content:post_queue","approver"),("dashboard:notice_list","approver"),("dashboard:my_work","approver"),("web:help","approver"),("dashboard:my_work","head"),("dashboard:my_work","supervisor"),("content:post_list","supervisor")])
def test_q(client_for, post_in, name, login):
    for _ in range(3): post_in("submitted")
    qs=queries(client_for(login), reverse(name))
    print("\n##",name,login,len(qs)); print([short(q) for q in qs])
@pytest.mark.parametrize("login",["author","approver2","head","supervisor"])
@pytest.mark.parametrize("state",["draft","submitted","second","approved","published"])
def test_d(client_for, post_in, login, state):
    p=post_in(state)
    if login=="supervisor" and state=="draft": return
    qs=queries(client_for(login), reverse("content:post_detail",args=[p.pk]))
    print("\n##",state,login,len(qs)); print([short(q) for q in qs])
