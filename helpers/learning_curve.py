"""Loss and accuracy, measured while a network is trained."""

import keras
import numpy as np

from helpers._checks import checked_array, checked_integer, checked_one_hot


class LearningCurve(keras.callbacks.Callback):
    """A callback for `fit` that measures loss and accuracy on chosen samples, every so many steps.

    What Keras reports for the training is a running average over the epoch, taken while the weights change. This
    callback measures with the weights of the moment, and keeps both: chapter 6 shows the difference.

    Parameters
    ----------
    every : int
        Measure before the first step, whenever at least so many steps have passed, and at the end of each epoch. With
        `steps_per_execution` Keras looks up only after so many steps.
    **named_sets : (x, y_one_hot)
        Samples of shape (n, inputs), and their labels of shape (n, num_classes).

    Attributes
    ----------
    steps : list of int
        How many steps had been made at each measurement.
    loss, accuracy : dict of str to list of float
        For each set the mean cross-entropy, with the natural logarithm, and the share of right answers, 0 to 1. The
        loss of a training that has diverged is NaN.
    reported_loss, reported_accuracy : list of float
        What Keras reported at these moments; NaN before the first step, and where it reports nothing.

    Raises
    ------
    TypeError
        If `every` is no whole number, or a set no pair of arrays of numbers.
    ValueError
        If `every` is below 1, or a set has wrong shapes, lengths or numbers; in the training, if a set has
        another number of inputs or classes than the model, or the model gives no probabilities, such as logits.
    """

    def __init__(self, every: int, **named_sets: tuple[np.ndarray, np.ndarray]) -> None:
        super().__init__()
        self.every = checked_integer(every, "every", minimum=1)
        if not named_sets:
            raise ValueError("LearningCurve has nothing to measure; pass a set, such as validation=(x, y).")
        self.sets = {name: _checked_set(name, pair) for name, pair in named_sets.items()}

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start anew, with the model as it is before the first step."""
        self.steps: list[int] = []
        self.loss: dict[str, list[float]] = {name: [] for name in self.sets}
        self.accuracy: dict[str, list[float]] = {name: [] for name in self.sets}
        self.reported_loss: list[float] = []
        self.reported_accuracy: list[float] = []
        self._first = int(self.model.optimizer.iterations)
        inputs = getattr(self.model, "input_shape", None)  # a model of one's own class may not know
        for name, (x, _) in self.sets.items():
            if inputs is not None and x.shape[1:] != inputs[1:]:
                found = f"{name}'s samples have shape {x.shape[1:]}"
                raise ValueError(f"{found}, but the model takes {inputs[1:]}; pass samples like these.")
        self._tensors = {name: keras.ops.convert_to_tensor(x) for name, (x, _) in self.sets.items()}  # copied only once
        self._measure(0, {})

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Measure, if it is time to."""
        step = int(self.model.optimizer.iterations) - self._first
        if step - self.steps[-1] >= self.every:
            self._measure(step, logs or {})

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Measure at the end of an epoch, whatever the step."""
        step = int(self.model.optimizer.iterations) - self._first
        if step > self.steps[-1]:
            self._measure(step, logs or {})

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Give back the memory that the samples took."""
        del self._tensors

    def _measure(self, step: int, logs: dict[str, float]) -> None:
        self.steps.append(step)
        self.reported_loss.append(float(logs.get("loss", np.nan)))
        self.reported_accuracy.append(float(logs.get("accuracy", np.nan)))
        for name, (_, y) in self.sets.items():
            probabilities = keras.ops.convert_to_numpy(self.model(self._tensors[name], training=False))
            if probabilities.shape != y.shape:
                found = f"the model gives {name} probabilities of shape {probabilities.shape}"
                raise ValueError(f"{found}, but its labels have shape {y.shape}; pass labels of as many classes.")
            if step == 0:  # later a training that fails may give what is no number
                _check_probabilities(probabilities, name)
            true_probabilities = np.clip(probabilities[y.astype(bool)], keras.config.epsilon(), 1)
            self.loss[name].append(float(-np.log(true_probabilities).mean()))
            self.accuracy[name].append(float(np.mean(probabilities.argmax(axis=1) == y.argmax(axis=1))))


def _check_probabilities(answers: np.ndarray, name: str) -> None:
    """Raise ValueError where a model's answers cannot be probabilities of classes, such as logits without softmax."""
    if (answers < 0).any() or not np.allclose(answers.sum(axis=1), 1, atol=1e-3):
        raise ValueError(
            f"What the model gives for {name} are no probabilities: they are below 0, or a row's sum is not 1. "
            "LearningCurve takes the loss from probabilities; end the model with softmax."
        )


def _checked_set(name: str, pair: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"{name} is not a pair of samples and labels; pass {name}=(x, y_one_hot).")
    x = checked_array(pair[0], f"{name}'s x", "(n, inputs)")
    y = checked_one_hot(pair[1], f"{name}'s y_one_hot")
    if len(x) != len(y):
        raise ValueError(f"{name} has {len(x)} samples and {len(y)} labels; pass one label for each sample.")
    return x, y
