"""How each kind of element is operated, and what it has to say then: one table for all engines."""

from typing import NamedTuple

from selenium.webdriver.common.keys import Keys

CLICK = "click"  # with the mouse; all else are keys


class Step(NamedTuple):
    """One operation of a control, which has to change what the element shows."""

    control: str  # the beginning of its name
    act: str
    says: str = ""  # what the element's words then match, and have not been before; nothing if they may stay


OPERATIONS = {
    "blind-reading": [
        Step("3", CLICK, r"^You said a 3\. Digit 2 of"),
        Step("Back", CLICK, r"^Digit 1 of"),
        Step("8", Keys.ENTER, r"^You said an 8\. Digit 2 of"),
        Step("Show all answers", CLICK, "^You and the labels agree on"),
        Step("Start again", CLICK, r"^Digit 1 of"),
    ],
    "case-file": [
        Step("Look at ten training images", CLICK, r"^1 of \d+ tests ordered"),
        Step("", Keys.ENTER, r"^2 of \d+ tests ordered"),
        Step("Images and labels are", CLICK),
        Step("Name it", CLICK, "wrong so far|Solved"),
        Step("Start again", CLICK, r"^0 of \d+ tests ordered"),
    ],
    "chapter-quiz": [
        Step("", CLICK),
        Step("Check question 1", CLICK, r"^1 of \d+ answered"),
    ],
    "digit-pad": [
        Step("Load a test digit", Keys.DOWN, r"^Read as \d"),
        Step("Standardize", Keys.SPACE),
        Step("Clear", CLICK, "^Draw a digit"),
        Step("Undo", CLICK, r"^Read as \d"),
        Step("Standardize", Keys.SPACE),  # on again, for what is drawn next
    ],
    "frame-explorer": [
        Step("sheet", Keys.RIGHT, "sheet: 2"),
        Step("0", CLICK, "digit: 0"),
    ],
    "gradient-step": [
        Step("learning rate", Keys.RIGHT),
        Step("Ten steps", CLICK, "10 steps"),
    ],
    "linear-neuron": [
        Step("weight w₁", Keys.RIGHT, "^The weighted sum is"),
        Step("activation", Keys.DOWN, "ReLU"),
        Step("Start again", CLICK, "and so is the output"),
    ],
    "live-training": [
        Step("Step", CLICK, "^After 101 steps"),
        Step("Reset", CLICK, "^Before the first step"),
        Step("hidden neurons", Keys.DOWN),
    ],
    "mistake-gallery": [
        Step("Order", Keys.DOWN, "least sure first"),
        Step("True class", Keys.DOWN, "true class 0"),
        Step("Guess first", CLICK, "^Digits left to guess"),
        Step("3", CLICK, "You said 3: wrong"),
        Step("Next digit", Keys.ENTER, "^Digits left to guess"),
    ],
    "reader-guess": [
        Step("your guess", Keys.RIGHT, "^Change it as long as you like"),
        Step("This is my guess", CLICK, "^(You guessed|Your curve)"),
        Step("Guess again", CLICK, "^(Move|Choose|Draw)"),
        Step("Show me anyway", CLICK, "^(It is|The answer is|The measured)"),
    ],
    "sliding-kernel": [
        Step("Kernel", Keys.DOWN, "add up to"),
        Step("ReLU", Keys.SPACE, "ReLU makes"),
        Step("padding", CLICK, "28 × 28"),
        Step("weight, row 1, column 1", Keys.UP),
    ],
    "softmax-bars": [
        Step("temperature", Keys.RIGHT, "sum to 1"),
        Step("Add 1 to all logits", CLICK, "no probability changed"),
        Step("Start from", Keys.DOWN, "sum to 1"),
    ],
    "weighing-digit": [
        Step("blank", CLICK, "Score 50.0"),
        Step("Undo", CLICK, "Score [6-9]"),
        Step("Neuron", Keys.DOWN, "ones found"),
        Step("10 neurons", CLICK, "^The largest sum is"),
        Step("Next mistake", CLICK),
    ],
}
