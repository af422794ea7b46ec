"""A notice leads only to a page of the product."""


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class BadLink(Refusal):
    """A link that is not the path of one of our pages."""

    def __init__(self, *, link: str) -> None:
        super().__init__(link)
        self.link = link


def check_link(link: str) -> None:
    """Empty is fine. Raises BadLink."""
    if not link:
        return
    plain = link.startswith("/") and not link.startswith("//")
    if not plain or "\\" in link or any(c.isspace() for c in link):
        raise BadLink(link=link)
