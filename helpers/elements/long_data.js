// Gives an element the data that a script keeps for it, as JSON, and builds it; the element carries the script's name.
function fillElement(name, data) {
  const element = document.querySelector(`[data-from="${name}"]`);
  element?.setAttribute("data", data);
  element?.comeAlive();
}
