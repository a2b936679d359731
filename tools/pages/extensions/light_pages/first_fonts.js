// The two faces of the text are asked for at once: those that come after the first paint break its lines anew. Where
// a page has no origin, as from a file or in a sandbox, such a request is forbidden; the style sheet asks there.
if (self.origin !== "null") {
  for (const face of ["Regular", "Bold"]) {
    const href = new URL(`fonts/AtkinsonHyperlegibleNext-${face}.woff2`, document.currentScript.src).href;
    const link = Object.assign(document.createElement("link"), { rel: "preload", as: "font", type: "font/woff2", href });
    link.crossOrigin = "anonymous";
    document.head.append(link);
  }
}
