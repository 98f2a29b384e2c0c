"""Randomness for decisions."""

from signaling.entropy import SIZE, Entropy


def test_no_octets_are_given_twice() -> None:
    entropy = Entropy()
    given = [entropy.take() for _ in range(1000)]
    assert {len(octets) for octets in given} == {SIZE}
    assert len(set(given)) == 1000
