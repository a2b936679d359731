// A term of the glossary: its definition in a card, on hover, on focus by keyboard, and at the first tap.
// The definitions stand in a template at the end of the page (tools/pages/extensions/terms.py).
{
  const template = document.getElementById("terms");
  const OPENS_AFTER = 120; // milliseconds, so that a mouse on its way elsewhere opens nothing
  const CLOSES_AFTER = 250; // so that the mouse can move onto the card

  if (template) {
    const meanings = new Map([...template.content.children].map((meaning) => [meaning.dataset.term, meaning]));
    const card = document.createElement("div");
    card.className = "term-card";
    card.id = "term-card";
    card.hidden = true;
    document.body.append(card);

    let term = null; // the link whose definition is shown
    let isTouched = false; // whether a finger has pressed last
    let isOnCard = false; // whether what was pressed last is the card, to which the focus goes then
    let timer;

    const open = (link) => {
      clearTimeout(timer);
      if (link === term) return;
      close();
      const more = document.createElement("a");
      more.href = link.href;
      more.textContent = "In the glossary";
      more.tabIndex = -1; // by keyboard the term itself leads there
      card.replaceChildren(meanings.get(link.hash.slice(1)).cloneNode(true), more);
      card.hidden = false;
      place(link);
      link.setAttribute("aria-describedby", card.id);
      term = link;
    };

    const close = () => {
      clearTimeout(timer);
      term?.removeAttribute("aria-describedby");
      term = null;
      card.hidden = true;
    };

    /** Put the card below the term, or above it where there is more room; it never covers the term. */
    const place = (link) => {
      const lines = [...link.getClientRects()]; // a term may be broken over two lines
      const [first, last] = [lines[0], lines.at(-1)];
      const { offsetWidth: width, offsetHeight: height } = card;
      const most = document.documentElement.clientWidth - width - 16;
      const left = Math.max(16, Math.min(last.left - 16, most));
      const isBelow = last.bottom + height + 8 <= innerHeight || first.top - height - 8 < 0;
      const top = isBelow ? last.bottom + 6 : first.top - height - 6;
      card.style.translate = `${left + scrollX}px ${top + scrollY}px`;
    };

    const soon = (act, delay) => {
      clearTimeout(timer);
      timer = setTimeout(act, delay);
    };
    const closeSoon = ({ pointerType }) => pointerType !== "touch" && term && soon(close, CLOSES_AFTER);

    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", closeSoon);
    for (const link of document.querySelectorAll("a[href*='#term-']:has(.std-term)")) {
      if (!meanings.has(link.hash.slice(1))) continue;
      link.addEventListener("pointerenter", ({ pointerType }) => {
        if (pointerType !== "touch") soon(() => open(link), OPENS_AFTER);
      });
      link.addEventListener("pointerleave", (event) => {
        clearTimeout(timer);
        closeSoon(event);
      });
      link.addEventListener("focus", () => link.matches(":focus-visible") && !isTouched && open(link));
      link.addEventListener("blur", () => isOnCard || close());
      link.addEventListener("click", (event) => {
        if (!isTouched || term === link) return; // a mouse or a key follows the link, as does a second tap
        event.preventDefault();
        open(link);
      });
    }
    addEventListener("pointerdown", ({ pointerType, target }) => {
      isTouched = pointerType === "touch";
      isOnCard = card.contains(target);
      if (term && !isOnCard && !term.contains(target)) close();
    });
    addEventListener("keydown", ({ key }) => {
      isTouched = isOnCard = false;
      if (key === "Escape") close();
    });
    addEventListener("resize", close);
  }
}
