// Bold code and italics that stand in folds alone get their face with the page, so that nothing is asked for later; but
// behind all that is seen at first.
addEventListener("load", () => {
  for (const [parts, face] of [["pre", '700 1em "Atkinson Hyperlegible Mono"'], ["em", 'italic 1em "Atkinson Hyperlegible Next"']]) {
    if (document.querySelector(parts)) document.fonts.load(face).catch(() => {}); // in a sandbox none may come
  }
});
