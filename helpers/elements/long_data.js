// Gives elements the data that a script keeps for them, each under the name that the element carries.
function fillElements(data) {
  for (const [name, value] of Object.entries(data)) {
    document.querySelector(`[data-from="${name}"]`)?.setAttribute("data", JSON.stringify(value));
  }
}
