// What scrolls within the page can be reached with the Tab key, so that arrows scroll it. The theme asks each such part
// for its width as soon as the page is there, which lays out all that is folded; an observer waits until it is seen.
{
  const PARTS = "pre, .nboutput > .output_area, .cell_output > .output, .jp-RenderedHTMLCommon, .pst-scrollable-table-container";
  const observer = new ResizeObserver((entries) => {
    const scrolls = ({ target }) => target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    const found = entries.map((entry) => [entry.target, scrolls(entry)]); // all are read before one is written
    for (const [part, isWide] of found) {
      if (isWide) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  });
  for (const part of document.querySelectorAll(PARTS)) observer.observe(part);
}
