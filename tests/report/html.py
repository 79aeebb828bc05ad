"""A page as a browser's parser sees it: its tags, and its tables."""

from html.parser import HTMLParser


class Html(HTMLParser):
    """What a text holds as HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.texts: list[str] = []
        self._cell: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._cell is not None:
            self._cell.append(data)

    @property
    def names(self) -> set[str]:
        """The names of all tags."""
        return {tag for tag, _ in self.tags}

    def attributes(self, name: str) -> list[str | None]:
        """Every value of an attribute of that name."""
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    def table(self, *columns: str) -> list[list[str]]:
        """The rows of the one table with these columns."""
        (rows,) = [rows for header, *rows in self.tables if header == list(columns)]
        return rows
