"""A case made up for tests."""

from matplotlib.figure import Figure

from helpers.elements.case_file import CaseFile, CaseTest, Suspect


def plot() -> Figure:
    """A small figure with words, a line and an image."""
    figure = Figure(figsize=(3, 2))
    ax = figure.subplots()
    ax.plot([0, 1], [1, 0], color="#B0508A")
    ax.imshow([[0, 1], [1, 0]], cmap="gray_r", extent=(0, 1, 0, 1))
    ax.set_xlabel("steps & more")
    return figure


def three_tests() -> list[CaseTest]:
    """Three tests: with a picture, with a number, with words alone. The last two are enough."""
    return [
        CaseTest(
            "Look",
            "What <is> there?",
            "It is 1 & 2.",
            "Nothing.",
            alt="A line that falls, & a chessboard.",
            picture=plot(),
        ),
        CaseTest("Count", "How many?", "They are 3 of 4.", "That is it.", number="3 of 4", enough=True),
        CaseTest("Ask", "Who did it?", "Somebody did.", "That, too.", enough=True),
    ]


SUSPECTS = [
    Suspect("The cook.", "He was away."),
    Suspect("The butler.", "As always."),
    Suspect("Nobody.", "Look again."),
]


def made_up(title: str = "Case 0") -> CaseFile:
    """The case; it was the butler."""
    symptoms = ["Something is wrong.", "It's <late>."]
    return CaseFile(title, symptoms, three_tests(), SUSPECTS, "The butler.", plot(), "A line and a chessboard.")
