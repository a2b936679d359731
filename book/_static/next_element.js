// Builds the next element of a page. A page asks for this file once for each of its elements, since a browser answers its
// reader between two scripts, but not while one script builds all. What comes into the page later is built at once.
// An element whose data stands in a script of its own is built by it; that script comes when the element is less than
// two screens away, or when a key or an address says that the reader goes other ways than down the page. It comes at once
// where the reader comes back to a page, for the browser goes by its height to where they were, and in Safari, which does
// not keep in its place what is on the screen when something above it grows.
{
  const waiting = window.elementsToBuild ?? [];
  const next = waiting.shift();
  if (!waiting.length) delete window.elementsToBuild;
  const source = next?.dataset.from;
  if (!source) {
    next?.comeAlive();
  } else {
    const other = ["keydown", "hashchange"];
    const come = () => {
      if (document.head.querySelector(`script[src="${source}"]`)) return;
      const script = document.createElement("script"); // from a folder on disk, too, where nothing can be fetched
      script.src = source;
      script.onload = () => {
        near.disconnect();
        other.forEach((kind) => removeEventListener(kind, come));
      };
      script.onerror = () => {
        script.remove(); // it is asked for again at the next of these events
        next.dataset.lost = "";
      };
      document.head.append(script);
    };
    const near = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && come(), {
      rootMargin: "200% 0%",
    });
    near.observe(next);
    other.forEach((kind) => addEventListener(kind, come));
    const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (location.hash || !isNew || !CSS.supports("overflow-anchor", "auto")) come();
  }
}
