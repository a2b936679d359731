// What the theme's scripts leave undone for readers without a mouse, without a server, or on paper.

// A button that was pressed with a key keeps the focus, which the theme takes away to hide its tooltip,
// and gets it back when the dialog that it has opened is closed.
{
  let pressed = null;
  const restore = () => setTimeout(() => document.activeElement === document.body && pressed?.focus());
  addEventListener(
    "click",
    (event) => {
      pressed = event.detail > 0 ? null : event.target.closest("button"); // null: a mouse or a finger
      restore();
    },
    true,
  );
  addEventListener("close", restore, true);
}

// What some buttons and a link do stands here, since a server may allow no code within a page.
addEventListener("click", (event) => {
  const action = event.target.closest?.("[data-press]")?.dataset.press;
  if (action) window[action]();
  if (!event.target.closest?.(".highlight-link a")) return;
  event.preventDefault();
  SphinxHighlight.hideSearchWords();
  for (const mark of document.querySelectorAll("rect.highlighted")) mark.remove(); // those in diagrams, which it forgets
});

// From a folder on disk, or in a sandbox, no page can be fetched, so the search lists pages without a piece of their
// text.
if (location.protocol === "file:" || window.origin === "null") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// In a sandbox no form can be sent. A script may still go to the page that answers.
addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.bd-search");
  if (!form || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  location.assign(address);
});

// Where a style sheet cannot open folds on paper (Safari before 18.4, Firefox before 143), they open to be printed.
if (!CSS.supports("selector(::details-content)")) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")].filter((fold) => !fold.closest(".solution"));
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}
