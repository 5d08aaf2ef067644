"""The weekly table's grid as a person sees it: cells by project and column."""

REPORT = "/report/2022-12-09/"


class Sheet:
    """The open grid of a page; rows count from 0, columns are sheet keys."""

    def __init__(self, page, report: str = REPORT) -> None:
        self.page = page
        page.goto(report)
        self.ready()

    def ready(self) -> None:
        self.page.locator(".px-grid table[role=grid]").wait_for()
        self.page.locator(".px-grid tfoot").wait_for()
        columns = "JSON.parse(document.getElementById('px-grid-data').textContent).columns"
        keys = self.page.evaluate(f"{columns}.map(c => c.key).filter(k => k !== 'seq')")
        self.at = {key: x for x, key in enumerate(keys)}

    def cell(self, row: int, key: str):
        return self.page.locator(f"#px-cell-{row}-{self.at[key]}")

    def choose(self, row: int, key: str) -> None:
        cell = self.cell(row, key)
        cell.scroll_into_view_if_needed()
        cell.click()

    def type(self, row: int, key: str, text: str, end: str = "Enter") -> None:
        self.choose(row, key)
        self.page.keyboard.type(text)
        self.page.keyboard.press(end)

    def text(self, row: int, key: str) -> str:
        return self.cell(row, key).inner_text()

    def texts(self, row: int, *keys: str) -> list[str]:
        return [self.text(row, key) for key in keys]

    def paste(self, row: int, key: str, text: str) -> None:
        self.choose(row, key)
        self.page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.setData('text', text);
              const event = {clipboardData: data, bubbles: true, cancelable: true};
              document.activeElement.dispatchEvent(new ClipboardEvent('paste', event));
            }""",
            text,
        )

    def saved(self) -> None:
        """Everything typed is on the server."""
        self.page.locator("[data-grid-status] .px-ok", has_text="已保存").wait_for()
        self.page.locator("td.c-saving, td.c-offline").first.wait_for(state="detached")

    def bar(self) -> str:
        return self.page.locator("#px-cellbar").inner_text()
