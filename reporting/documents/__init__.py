"""Documents of blocks as Word files; how an official paper looks is workplace.official's."""

from .paper import Frame, render

__all__ = ["Frame", "render"]
