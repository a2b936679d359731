// Builds the next element of a page. A page asks for this file once for each of its elements, since a browser answers its
// reader between two scripts, but not while one script builds all. What comes into the page later is built at once.
// An element whose data stands in a script of its own is built by it; that script comes when the element is less than
// two screens away, or when a key or an address says that the reader goes other ways than down the page; and at once where
// the reader comes back to a page, for then the browser goes to where they were by its height.
{
  const waiting = window.elementsToBuild ?? [];
  const next = waiting.shift();
  if (!waiting.length) delete window.elementsToBuild;
  const source = next?.dataset.from;
  if (!source) {
    next?.comeAlive();
  } else {
    if (!CSS.supports("overflow-anchor", "auto")) {
      // Safari does not keep in its place what is on the screen when something above it grows.
      // It is put right before the next frame, once for all that came till then, and after it: only then WebKit has laid
      // out what depends on the widths of containers.
      const build = next.comeAlive;
      const top = (part) => part.getBoundingClientRect().top;
      const isSeen = (part) => top(part) >= 0 && part.checkVisibility();
      const putBack = ({ part, place }) => scrollBy({ top: top(part) - place, behavior: "instant" });
      next.comeAlive = () => {
        const { bottom, height } = next.getBoundingClientRect();
        if (height && bottom <= 0 && !window.seenBefore) {
          const part = [...document.querySelectorAll("article section > :not(section)")].find(isSeen);
          if (part) window.seenBefore = { part, place: top(part) };
        }
        build.call(next);
        new ResizeObserver((_, observer) => {
          observer.disconnect();
          const seen = window.seenBefore;
          if (!seen) return;
          putBack(seen);
          requestAnimationFrame(() => {
            putBack(seen);
            if (window.seenBefore === seen) delete window.seenBefore;
          });
        }).observe(next);
      };
    }
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
    if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") come();
  }
}
