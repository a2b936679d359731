// What JupyterLab runs beside the script of a widget whose output is HTML: the widget finds its elements on the page.

/** Join a widget to each element that bears its name, wherever and whenever one is shown, as long as the widget lives. */
function joinElements(model, signal, join) {
  const name = model.get("_name");
  const joined = new WeakSet();
  const meet = (element) => {
    if (element.dataset.live !== name || joined.has(element)) return;
    joined.add(element);
    join(element);
  };
  document.addEventListener("live", ({ target }) => meet(target), { signal });
  document.querySelectorAll("[data-live]").forEach(meet);
}
