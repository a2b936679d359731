// Builds the next element of a page. A page asks for this file once for each of its elements, since a browser answers its
// reader between two scripts, but not while one script builds all. What comes into the page later is built at once.
{
  const waiting = window.elementsToBuild ?? [];
  const next = waiting.shift();
  if (!waiting.length) delete window.elementsToBuild;
  next?.comeAlive();
}
