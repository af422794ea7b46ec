from jieyue.access.edge.agent.clock import Clock

T = 1_800_000_000_000


class Hands:
    """Two clocks a test can move."""

    def __init__(self):
        self.wall, self.steady = T, 50

    def clock(self, **options):
        return Clock(wall=lambda: self.wall, steady=lambda: self.steady, **options)

    def pass_ms(self, ms):
        self.wall += ms
        self.steady += ms


def test_somebody_who_sets_the_machines_clock_does_not_move_time():
    hands = Hands()
    clock = hands.clock()
    hands.pass_ms(1_000)
    hands.wall += 8 * 3_600_000
    assert clock.now_ms() == T + 1_000
    assert clock.has_jumped
    assert clock.ahead_ms == 8 * 3_600_000


def test_the_servers_time_is_taken_with_half_of_the_way():
    hands = Hands()
    clock = hands.clock()
    asked = clock.now_ms()
    hands.pass_ms(200)
    clock.heard(T - 60_000, asked_ms=asked)
    assert clock.now_ms() == T - 60_000 + 100
    hands.pass_ms(1_000)
    assert clock.now_ms() == T - 60_000 + 1_100
    assert not clock.has_jumped
    assert clock.is_set


def test_after_a_start_time_does_not_lie_before_what_was_written_down():
    hands = Hands()
    clock = hands.clock(not_before_ms=T + 5_000)
    assert clock.was_behind
    assert clock.now_ms() == T + 5_000
    hands.pass_ms(10)
    assert clock.now_ms() == T + 5_010
