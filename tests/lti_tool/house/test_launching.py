"""The shared fixtures themselves: a launch leads to a seat, on both engines."""

from flask.testing import FlaskClient

from tests.lti_tool.playing import Launcher, SeatPage


def test_a_launch_gives_a_seat_and_the_same_one_again(
    client: FlaskClient, launch: Launcher
) -> None:
    first, again = SeatPage.of(client, launch()), SeatPage.of(client, launch())
    assert first.id == again.id
    assert SeatPage.of(client, launch(link="rl2")).id != first.id
