"""Where no PostgreSQL is installed, the one inside the wheel serves."""

from tests.servers.postgres import Postgres


def test_the_server_inside_the_wheel_starts_and_stops():
    server = Postgres(from_wheel=True)
    try:
        with server.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)
        connection.close()
    finally:
        server.stop()
    assert server.process.poll() == 0
    assert not server.folder.exists()
