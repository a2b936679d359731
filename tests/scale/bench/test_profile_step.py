"""scale.bench.profile_step: what the profiler saw becomes steps, parts and rows."""

import pytest

from scale.bench.profile_step import CALL, Event, drawn, parts_of, steps_of, watched

EVENTS = [
    Event("call", CALL, 1000, 600),
    Event("call", "EagerExecute", 1010, 580),
    Event("operations", "ExecutorState::Process", 1100, 400),
    Event("operations", "f/dense/MatMul:MatMul", 1100, 150),
    Event("operations", "f/sgd/AssignSubVariableOp:AssignSubVariableOp", 1300, 50),
    Event("operations", "f/Relu:_FusedMatMul", 1400, 30),
    Event("operations", "f/Softmax:Softmax", 1450, 20),
    Event("next batch", "IteratorGetNextOp::DoCompute", 1050, 90),
    Event("call", CALL, 2000, 500),
    Event("operations", "f/dense/MatMul:MatMul", 2100, 100),
    Event("call", CALL, 2900, 500),
]


def test_events_are_cut_into_steps_from_call_to_call() -> None:
    steps = steps_of(EVENTS)
    assert [(begin, length, len(events)) for begin, length, events in steps] == [(1000, 1000, 8), (2000, 900, 2)]


def test_the_parts_of_a_step() -> None:
    parts = parts_of(*steps_of(EVENTS)[0][1:])
    assert parts == {
        "whole step": 1000,
        "in the call": 600,
        "between the calls": 400,
        "matrix product": 180,
        "update": 50,
        "other operation": 20,
    }


def test_what_is_drawn_leaves_out_what_only_wraps() -> None:
    begin, _, events = steps_of(EVENTS)[0]
    assert [tuple(row.values()) for row in drawn(begin, events)] == [
        ("call", "call", "0.0", "600.0"),
        ("next batch", "next batch", "50.0", "90.0"),
        ("operations", "matrix product", "100.0", "150.0"),
        ("operations", "update", "300.0", "50.0"),
        ("operations", "matrix product", "400.0", "30.0"),
        ("operations", "other operation", "450.0", "20.0"),
    ]


@pytest.mark.slow
def test_the_profiler_of_tensorflow_sees_the_steps_of_fit() -> None:
    steps = steps_of(watched())
    assert len(steps) > 50
    for _, length, events in steps[10:20]:
        parts = parts_of(length, events)
        assert 0 < parts["in the call"] < parts["whole step"]
        assert parts["matrix product"] > 0
        assert parts["update"] > 0
