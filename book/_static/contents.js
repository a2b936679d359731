// The contents beside a page follow the reader: the entry of the section that is being read is marked. Bootstrap's own
// way, which the theme uses, asks for a tenth of a section to be in sight, and no long section ever is; so it sticks.
{
  const NEAR = 8; // pixels below the place where a link of the contents leads: what has begun there is being read
  const links = [...document.querySelectorAll(".bd-sidebar-secondary .toc-entry > a")];
  const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));

  /** The place of the last section that has begun, -1 above the first one; at the end of a page the last one. */
  const place = () => {
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    if (scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2) return sections.length - 1;
    const line = NEAR + (parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0);
    return sections.findLastIndex((section) => section?.getBoundingClientRect().top <= line);
  };

  const mark = () => {
    const link = links[place()];
    const above = link?.closest("ul").closest(".toc-entry")?.querySelector(":scope > a"); // of the section around it
    for (const each of links) {
      each.classList.toggle("here", each === link || each === above);
      if (each === link) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  };

  let isDue = false;
  const soon = () => {
    if (!isDue) requestAnimationFrame(() => ((isDue = false), mark()));
    isDue = true;
  };
  if (links.length) {
    for (const event of ["scroll", "resize", "hashchange"]) addEventListener(event, soon, { passive: true });
    requestAnimationFrame(() => setTimeout(mark)); // once the page has its layout, which it need not do for this alone
  }
}
