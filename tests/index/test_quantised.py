from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors.numpy import load_file

from index.quantised import read_quantised, write_quantised

matrices = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    elements=st.floats(-1e6, 1e6, width=32),
)
vectors = arrays.arrays(np.float32, st.integers(0, 6), elements=st.floats(-1000, 1000, width=32))


def through_a_file(weights):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        write_quantised(path, weights)
        return read_quantised(path)


def test_each_row_of_a_matrix_has_a_scale_of_its_own(tmp_path):
    path = tmp_path / "weights"
    write_quantised(path, {"matrix": np.array([[127, -64.4, 0.4], [0.5, -1.27, 0.004]], np.float32)})
    stored = load_file(path)
    assert {name: values.dtype for name, values in stored.items()} == {"matrix": np.int8, "matrix.scale": np.float32}
    assert stored["matrix"].tolist() == [[127, -64, 0], [50, -127, 0]]
    assert stored["matrix.scale"] == pytest.approx([1.0, 0.01])
    read = read_quantised(path)
    assert list(read) == ["matrix"]
    assert read["matrix"].dtype == np.float32
    assert read["matrix"] == pytest.approx(np.array([[127, -64, 0], [0.5, -1.27, 0]]))


def test_what_is_no_matrix_is_kept_in_16_bits(tmp_path):
    path = tmp_path / "weights"
    weights = {"vector": np.array([0.1, -2.5], np.float32), "number": np.array(3, np.float32)}
    write_quantised(path, weights)
    assert {name: values.dtype for name, values in load_file(path).items()} == dict.fromkeys(weights, np.float16)
    read = read_quantised(path)
    assert read["vector"].tolist() == [float(np.float16(0.1)), -2.5]
    assert (read["number"].shape, read["number"].item()) == ((), 3.0)


def test_a_row_of_zeros_stays_one():
    read = through_a_file({"matrix": np.array([[0, 0], [0, 4]], np.float32)})
    assert read["matrix"].tolist() == [[0, 0], [0, 4]]


def test_a_matrix_that_lies_otherwise_in_memory_is_the_same():
    matrix = np.array([[1, 2, 3], [40, 50, 60]], np.float32)
    assert (through_a_file({"a": matrix.T})["a"] == through_a_file({"a": matrix.T.copy()})["a"]).all()


@given(matrix=matrices)
def test_a_weight_is_wrong_by_half_a_step_at_most(matrix):
    read = through_a_file({"matrix": matrix})["matrix"]
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert read.shape == matrix.shape
    assert (np.abs(read - matrix) <= step * 0.5001 + np.finfo(np.float32).tiny).all()


@given(vector=vectors)
def test_a_bias_is_wrong_by_a_two_thousandth_at_most(vector):
    read = through_a_file({"vector": vector})["vector"]
    assert (np.abs(read - vector) <= np.abs(vector) / 2048 + 1e-7).all()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(OSError, match="none"):
        read_quantised(tmp_path / "none")


def test_a_file_that_is_damaged(tmp_path):
    path = tmp_path / "weights"
    write_quantised(path, {"matrix": np.ones((9, 9), np.float32)})
    for damaged in (path.read_bytes()[:-1], b"version https://git-lfs.github.com/spec/v1", b""):
        path.write_bytes(damaged)
        with pytest.raises(OSError, match="weights is damaged: "):
            read_quantised(path)
