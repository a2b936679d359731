// What the theme's scripts leave undone for readers without a mouse, or without a server.

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

// From a folder on disk no page can be fetched, so the search lists pages without a piece of their text.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
