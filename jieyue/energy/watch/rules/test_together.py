from jieyue.energy.watch.rules.together import together, unexplained


def test_a_cold_spell_is_one_finding_and_a_lone_meter_another() -> None:
    excess = {1: 2.0, 2: 5.0, 3: 3.0, 4: -4.0, 9: 1.0}
    group = {1: "fans", 2: "fans", 3: "fans", 4: "fans", 9: "lights"}
    found = together(excess, group, {"fans": 9, "lights": 50}, share=0.33)
    assert sorted(found) == [(2, 3, 1), (4,), (9,)]


def test_three_of_many_are_three_findings() -> None:
    excess = {1: 2.0, 2: 5.0, 3: 3.0}
    found = together(excess, dict.fromkeys(excess, "lights"), {"lights": 10}, share=0.33)
    assert sorted(found) == [(1,), (2,), (3,)]


def test_two_of_two_may_be_chance() -> None:
    excess = {1: 2.0, 2: 5.0}
    found = together(excess, dict.fromkeys(excess, "lights"), {"lights": 2}, share=0.33)
    assert sorted(found) == [(1,), (2,)]


def test_what_meters_below_show_is_not_told_again() -> None:
    parent = {1: None, 2: 1, 3: 1, 4: 3}
    assert unexplained({1: 10.0, 2: 5.0, 3: 4.0}, parent, but=0.2) == {2: 5.0, 3: 4.0}
    assert unexplained({1: 10.0, 2: 5.0}, parent, but=0.2) == {1: 10.0, 2: 5.0}
    assert unexplained({1: 10.0, 2: -9.0}, parent, but=0.2) == {1: 10.0, 2: -9.0}
    assert unexplained({3: 4.0, 4: 4.0}, parent, but=0.2) == {4: 4.0}
