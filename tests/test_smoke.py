from portal.domain.roles import Role


def test_member_signs_in(client, world):
    commune = world.commune()
    team = world.team(commune)
    user = world.member(team)
    page = client.sign_in(user)
    print(page.path, page.status, page.text)
    page = client.get("/account")
    assert page.status == 200
    assert team.name in page.text
