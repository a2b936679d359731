"""What a page leaves behind in the reader's browser."""

from playwright.sync_api import Page

# What the keys of quizzes, of guesses, of cases and of what a pad was taught begin with.
SLOTS = "reading-digits quiz ", "reading-digits guess ", "reading-digits case ", "reading-digits taught "
THEME = {"mode", "theme"}  # light or dark; for the visit it also keeps how far its sidebar is scrolled
VISIT = {"session sidebar-scroll-top"}

# What a browser keeps of a visit, in words.
KEPT = """async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage).map(key => `session ${key}`),
    ...(await indexedDB.databases()).map(({name}) => `database ${name}`),
    ...(await caches.keys()).map(key => `cache ${key}`),
    ...(await navigator.serviceWorker.getRegistrations()).map(({scope}) => `worker ${scope}`),
]"""


def traces(page: Page) -> list[str]:
    """What a page has left behind, apart from answers of a quiz, guesses, lessons and the choice of light or dark."""
    kept = [name for name in page.evaluate(KEPT) if name not in THEME | VISIT and not name.startswith(SLOTS)]
    return kept + [f"cookie {cookie['name']}" for cookie in page.context.cookies()]
