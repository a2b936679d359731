"""A figure under the reader's hand: live controls in JupyterLab, frames drawn beforehand in the book."""

import html
import inspect
import itertools
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from anywidget import AnyWidget
from matplotlib.figure import Figure
from traitlets import link

from helpers._checks import checked_number
from helpers._words import number_in_words
from helpers.elements import live
from helpers.elements.packing import element_around
from helpers.figure_svg import figure_svg
from helpers.palette import themed

Value = int | float | str | bool
Settings = Mapping[str, Sequence[Value]]
Draw = Callable[..., Figure | str]
Alt = Callable[..., str]

MAX_FRAMES, MAX_CHARACTERS = 60, 600_000
SIZE = re.compile(r'<svg\b[^>]*? width="(\d+)" height="(\d+)"')  # of a figure
INTERVAL = 500  # milliseconds that a frame is shown while playing

# What JupyterLab runs: the explorer's own view hides its HTML, until the kernel has gone or begins anew.
STAGE = """
export default {
  initialize({ model, signal }) {
    const manager = model.widget_manager;
    joinElements(model, signal, async (twin) => {
      const session = manager.context.sessionContext; // JupyterLab's, of the notebook
      const signals = [session.statusChanged, session.kernelChanged, session.sessionChanged];
      const explorer = await manager.get_model(model.get("_explorer"));
      const view = await manager.create_view(explorer);
      const leave = () => {
        if (explorer.comm_live && session.session?.kernel) return;
        explorer.off("comm_live_update", leave);
        for (const each of signals) each.disconnect(leave);
        view.remove();
        twin.hidden = false;
      };
      view.luminoWidget.constructor.attach(view.luminoWidget, twin.parentElement, twin);
      twin.hidden = true;
      explorer.on("comm_live_update", leave);
      for (const each of signals) each.connect(leave);
      leave(); // if it has gone meanwhile
    });
  },
};
"""


def explore(
    draw: Draw,
    settings: Settings,
    *,
    alt: Alt,
    caption: str,
    play: str | None = None,
    first: Mapping[str, Value] | None = None,
    buttons: Collection[str] = (),
) -> "Explorer":
    """Let readers choose among a few settings, and see what is drawn for them (all chapters).

    Parameters
    ----------
    draw : callable
        Takes a value of each setting by name. Returns a figure, always of one size, or always text.
    settings : mapping of str to sequence
        The few values of each setting: numbers, words or truth values; at most 60 combinations. Readers
        see the names with blanks for underscores.
    alt : callable
        Takes the same arguments as `draw` and returns a sentence that says what this frame shows.
    caption : str
        A sentence below all frames.
    play : str, optional
        The setting that is time; it gets a play button, and its figures are shown as large as the screen lets them.
    first : mapping of str to value, optional
        Settings that show something worth seeing, by name, on which the explorer opens; the others open on their
        first value. What plays then does so once by itself when it has come into view, unless the reader asks
        for less motion.
    buttons : collection of str, optional
        The settings of which each value gets a button, such as the classes: digits that are names have no order
        along which one could slide.

    Returns
    -------
    Explorer
        To be shown as the last line of a cell.

    Raises
    ------
    TypeError
        If `draw` or `alt` do not take the settings, or a value or what `draw` returns has another type.
    ValueError
        If values or words are missing or repeated, `play`, `first` or one of `buttons` is no setting, figures
        differ in size, or the frames are more than 60 or take more than 600,000 characters in all.
    """
    return Explorer(draw, settings, alt, caption, play, first, buttons)


class Explorer(widgets.VBox):
    """What :func:`explore` returns; the attribute ``controls`` has the widget of each setting, by name."""

    def __init__(
        self,
        draw: Draw,
        settings: Settings,
        alt: Alt,
        caption: str,
        play: str | None,
        first: Mapping[str, Value] | None = None,
        buttons: Collection[str] = (),
    ) -> None:
        self._settings = _checked_settings(settings)
        self._first = _checked_first(first, self._settings)
        self._caption = _sentence(caption, "caption")
        if play is not None and not (isinstance(play, str) and play in self._settings):
            raise ValueError(f"play is {play!r:.60}, expected one of {[*settings]}; name a setting, or leave it out.")
        self._buttons = _checked_buttons(buttons, self._settings, play)
        _check_takes(draw, "draw", self._settings)
        _check_takes(alt, "alt", self._settings)
        self._draw, self._alt, self._play = draw, alt, play
        self._draw_all()
        self.controls: dict[str, widgets.Widget] = {}
        self._shown = widgets.HTML(self._figure(*self._opening()))
        super().__init__([*(self._control(name) for name in self._settings), self._shown])
        self._stage = _Stage(self)

    def _draw_all(self) -> None:
        """Draw the frames of all combinations, the last setting changing fastest."""
        count = math.prod(len(values) for values in self._settings.values())
        if count > MAX_FRAMES:
            raise ValueError(f"settings have {count:,} combinations, at most {MAX_FRAMES}; leave out values.")
        frames, alts = [], []
        for values in itertools.product(*self._settings.values()):
            frame, alt = self._drawn(dict(zip(self._settings, values, strict=True)))
            frames.append(frame)
            alts.append(alt)
        _check_alike(frames, alts)
        self._size = _size(frames[0])
        self._frames = list(zip(frames, alts, strict=True))

    def __repr__(self) -> str:
        return f"Explorer({' × '.join(in_words(name) for name in self._settings)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        widget = {**super()._repr_mimebundle_(**kwargs), "text/plain": repr(self)}
        return live.live_output(widget, self._html, self._stage.name)

    def _html(self, widget: str | None) -> str:
        data = {
            "settings": [
                {"name": in_words(name), "values": [in_words(v) for v in values], **self._shape(name)}
                for name, values in self._settings.items()
            ],
            "play": None if self._play is None else list(self._settings).index(self._play),
            **({"first": list(self._first.values())} if any(self._first.values()) else {}),
            "interval": INTERVAL,
            "caption": self._caption,
            "size": self._size,
            "frames": [{"content": content, "alt": alt} for content, alt in self._frames],
        }
        return element_around("frame-explorer", data, self._figure(*self._opening()), widget)

    def _opening(self) -> tuple[str, str]:
        """The frame on which the explorer opens, and its words; of all frames the last setting changes fastest."""
        index = 0
        for name, values in self._settings.items():
            index = index * len(values) + self._first[name]
        return self._frames[index]

    def _slides(self, name: str) -> bool:
        """Numbers and time have an order, which a slider shows; numbers that are names have buttons."""
        numbers = all(type(value) in (int, float) for value in self._settings[name])
        return name not in self._buttons and (name == self._play or numbers)

    def _shape(self, name: str) -> dict[str, bool]:
        """What the control of a setting looks like on a page."""
        return {"slider": self._slides(name), **({"buttons": True} if name in self._buttons else {})}

    def _control(self, name: str) -> widgets.Widget:
        """Make the widget of a setting, beside a play button where the setting is time."""
        kind = widgets.SelectionSlider if self._slides(name) else widgets.Dropdown
        style = {"description_width": "initial"}
        if name in self._buttons:
            kind, style = widgets.ToggleButtons, {**style, "button_width": "auto"}
        options = [(in_words(value), value) for value in self._settings[name]]
        control = kind(
            options=options,
            index=self._first[name],
            description=in_words(name),
            style=style,
        )
        control.observe(self._draw_again, "value")
        self.controls[name] = control
        if name != self._play:
            return control
        button = widgets.Play(value=self._first[name], max=len(options) - 1, interval=INTERVAL)
        link((button, "value"), (control, "index"))
        return widgets.HBox([control, button])

    def _draw_again(self, _: object) -> None:
        """Show what `draw` gives now, for the values that the controls have."""
        frame, alt = self._drawn({name: control.value for name, control in self.controls.items()})
        self._shown.value = self._figure(frame, alt)

    def _drawn(self, values: dict[str, Value]) -> tuple[str, str]:
        """Draw and word the frame for some settings."""
        return _frame(self._draw(**values)), _sentence(self._alt(**values), f"alt for {values}")

    def _figure(self, content: str, alt: str) -> str:
        """One frame and the caption as HTML."""
        if self._size:
            frame = content.replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)
        else:
            frame = f"<pre>{html.escape(content)}</pre>"
        return f'<figure style="margin: 0">{frame}<figcaption>{html.escape(self._caption)}</figcaption></figure>'


class _Stage(AnyWidget):
    """In JupyterLab, puts an explorer's controls and what they show in the place of its HTML, as long as they live."""

    _esm = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)
    _explorer = traitlets.Unicode().tag(sync=True)

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(_esm=live.joining_script() + STAGE, _name=live.new_name(), _explorer=explorer.model_id)

    @property
    def name(self) -> str:
        """The name that the HTML bears."""
        return self._name


def in_words(value: Value) -> str:
    """Return a name or value as readers see it: "learning rate", "yes", "1,024", "0.00001", "−0.5"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("_", " ")
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    return number_in_words(checked_number(value, "value"))


def _checked_settings(settings: Settings) -> dict[str, list[Value]]:
    """Return the settings with values of Python's own types, or raise TypeError or ValueError."""
    if not isinstance(settings, Mapping) or not settings:
        raise ValueError(f"settings is {settings!r:.60}, expected names and their values; pass a dict of lists.")
    checked = {}
    for name, given in settings.items():
        where = f"settings[{name!r}]"
        if not isinstance(name, str):
            raise TypeError(f"settings has the name {name!r:.60}, expected a str; pass names that draw takes.")
        given = given.tolist() if isinstance(given, np.ndarray) else given
        if isinstance(given, str) or not isinstance(given, Iterable) or not (values := [*given]):
            raise ValueError(f"{where} is {given!r:.60}, expected at least one value; pass a list.")
        values = [value.item() if isinstance(value, np.generic) else value for value in values]
        if not all(isinstance(v, str) or (isinstance(v, Value) and abs(v) < math.inf) for v in values):
            raise TypeError(
                f"{where} is {values!r:.60}, expected finite numbers, words or truth values; convert them first."
            )
        if len(set(values)) < len(values) or len({in_words(value) for value in values}) < len(values):
            raise ValueError(f"{where} is {values!r:.60}, which has a value twice; leave one out.")
        checked[name] = values
    return checked


def _checked_first(first: Mapping[str, Value] | None, settings: Mapping[str, list[Value]]) -> dict[str, int]:
    """Return the place of each setting's value on which to open, or raise ValueError."""
    places = dict.fromkeys(settings, 0)
    if first is not None and not isinstance(first, Mapping):
        raise ValueError(f"first is {first!r:.60}, expected a dict; pass values by the names of their settings.")
    for name, value in (first or {}).items():
        if name not in settings or not isinstance(value, (str, Value, np.generic)) or value not in settings[name]:
            raise ValueError(f"first has {name!r:.60}: {value!r:.60}, expected one of a setting's values; pass one.")
        places[name] = settings[name].index(value)
    return places


def _checked_buttons(buttons: Collection[str], settings: Iterable[str], play: str | None) -> frozenset[str]:
    """Return the settings that have buttons, or raise ValueError."""
    able = {*settings} - {play}
    named = not isinstance(buttons, str) and isinstance(buttons, Collection)
    if not named or not all(isinstance(name, str) and name in able for name in buttons):
        raise ValueError(f"buttons is {buttons!r:.60}, expected settings that do not play; pass a list of their names.")
    return frozenset(buttons)


def _check_takes(function: Callable[..., Any], name: str, settings: Iterable[str]) -> None:
    """Raise TypeError unless a function can be called with the settings by name."""
    try:
        inspect.signature(function).bind(**dict.fromkeys(settings))
    except ValueError:
        return  # a built-in without a signature, such as "a {digit}".format
    except TypeError as error:
        wanted = f"{name}({', '.join(map(str, settings))})"
        raise TypeError(f"{name} does not take the settings by name ({error!s:.200}); define it as {wanted}.") from None


def _sentence(words: str, name: str) -> str:
    """Return words, or raise ValueError where there are none."""
    if not isinstance(words, str) or not words.strip():
        raise ValueError(f"{name} is {words!r:.60}, expected a sentence; say what is shown.")
    return words


def _frame(drawn: Figure | str) -> str:
    """Return text as it is, and a figure as SVG; close it."""
    if isinstance(drawn, str):
        if SIZE.match(drawn):  # by which a page knows a figure
            raise ValueError(f"draw returned {drawn!r:.60}, expected text that is no markup; return the figure itself.")
        return drawn
    if not isinstance(drawn, Figure):
        raise TypeError(f"draw returned {type(drawn).__name__}, expected a figure or text; return one of them.")
    plt.close(drawn)  # or the notebook would show it a second time
    return themed(figure_svg(drawn))


def _size(frame: str) -> list[int]:
    """Return the width and height of a figure in pixels; nothing for text."""
    size = SIZE.match(frame)
    return [int(side) for side in size.groups()] if size else []


def _check_alike(frames: Sequence[str], alts: Sequence[str]) -> None:
    """Raise ValueError unless frames are few, of one kind and size, and those that differ have different words."""
    sizes = map(_size, frames)
    kinds = {f"figures of {size[0]} × {size[1]} pixels" if size else "text" for size in sizes}
    if len(kinds) > 1:
        raise ValueError(f"draw returns {' and '.join(sorted(kinds))}; return figures of one size, or always text.")
    told: dict[str, str] = {}
    for frame, words in zip(frames, alts, strict=True):
        if told.setdefault(words, frame) != frame:
            raise ValueError(f"alt returns {words!r} for frames that differ; say in it what each of them shows.")
    characters = sum(map(len, frames))
    if characters > MAX_CHARACTERS:
        raise ValueError(
            f"frames take {characters:,} characters, at most {MAX_CHARACTERS:,}; leave out values, or draw less."
        )
