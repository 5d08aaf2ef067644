"""A user name in a URL: only what a user name can be, so that nothing else reaches the database."""


class UsernameConverter:
    regex = r"(?!(?:add|import)/)[a-z][a-z0-9._-]{1,29}"  # those two are pages

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
