"""scale.bench.results: rows are told one by one, and written when all are there."""

import pytest

from scale.bench import results


def test_each_row_is_told_before_the_next_is_measured_and_all_are_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(results, "RECORDED", tmp_path)

    def rows():
        yield {"seed": "0", "right": "97"}
        assert capsys.readouterr().out == "0 97\n"
        yield {"seed": "1", "right": "98"}

    results.record("some.csv", ["seed", "right"], rows())
    assert (tmp_path / "some.csv").read_text() == "seed,right\n0,97\n1,98\n"


def test_a_measurement_that_breaks_off_leaves_the_file_of_before(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "RECORDED", tmp_path)
    (tmp_path / "some.csv").write_text("before")

    def rows():
        yield {"seed": "0"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        results.record("some.csv", ["seed"], rows())
    assert (tmp_path / "some.csv").read_text() == "before"
