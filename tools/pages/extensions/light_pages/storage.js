// Browsers forbid storage where a reader blocks the data of sites, in frames of other sites and in sandboxes: to ask
// for it throws, or gives null; where a disk is full it keeps nothing. All scripts then get one that lasts as long as
// the page.
for (const name of ["localStorage", "sessionStorage"]) {
  const kept = new Map();
  try {
    const storage = window[name];
    Object.keys(storage).forEach((key) => kept.set(key, storage.getItem(key)));
    storage.setItem("reading-digits trial", "");
    storage.removeItem("reading-digits trial");
  } catch {
    const value = {
      getItem: (key) => kept.get(String(key)) ?? null,
      key: (place) => [...kept.keys()][place] ?? null,
      clear: () => kept.clear(),
      setItem(key, text) {
        kept.set(String(key), String(text));
      },
      removeItem(key) {
        kept.delete(String(key));
      },
      get length() {
        return kept.size;
      },
    };
    Object.defineProperty(window, name, { value, configurable: true });
  }
}
