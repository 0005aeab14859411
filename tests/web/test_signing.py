from tests.web.people import House, Patient


def test_x(house: House, about_to_sign: Patient):
    b = about_to_sign.signs()
    assert b.is_at("/walk/done")
    house.works()
    assert b.open("/walk/done").shows("Save my copy")
    c = house.staff("clinician")
    print(c.text)
    for r in ("nobody", "invited", "patient", "auditor"):
        p = house.person(r)
        print(r, p.path, p.token[:5])
