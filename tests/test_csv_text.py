"""CSV text: lines are parted as files part them, one at a time."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibit.interop.csv_text import MOST_CELLS, CsvError, rows_in


@given(st.text(alphabet='a,"\r\n ', max_size=40))
def test_rows_are_those_of_the_same_text_in_a_file(text: str) -> None:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        wanted = [[cell.strip() for cell in cells] for cells in reader]
    except csv.Error:
        with pytest.raises(CsvError):
            list(rows_in(text))
    else:
        assert [cells for _number, cells in rows_in(text)] == wanted


def test_a_line_of_too_many_cells_is_refused_and_rows_before_it_were_read() -> None:
    rows = rows_in("slug\nx\n" + "," * (MOST_CELLS + 1))
    assert next(rows) == (1, ["slug"])
    assert next(rows) == (2, ["x"])
    with pytest.raises(CsvError, match="more than 20000 cells"):
        next(rows)
