"""Splink with the settings that its own examples have for the public sets, and with ours, chosen with the same care, for made-up reports.

The examples stand in its repository under docs/demos/examples/duckdb: accuracy_analysis_from_labels_column (fake_1000), febrl3, febrl4.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from measuring import processor_seconds


@dataclass
class Example:
    comparisons: list
    blocking: list
    deterministic: list
    recall: float
    training: list
    max_pairs: float = 1e6
    prepare: callable = field(default=lambda frame: frame)


def weighted(comparison):
    return comparison.configure(term_frequency_adjustments=True)


def fake_1000():
    return Example(
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            weighted(cl.ExactMatch("city")),
            cl.EmailComparison("email"),
        ],
        blocking=[block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")],
        deterministic=[
            "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
            "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        recall=0.7,
        training=[block_on("dob"), block_on("email"), block_on("first_name", "surname")],
    )


def febrl3():
    return Example(
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            weighted(cl.ExactMatch("street_number")),
            weighted(cl.ExactMatch("postcode")),
        ],
        blocking=[block_on(column) for column in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
        deterministic=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
        training=[block_on("date_of_birth"), block_on("postcode")],
    )


def febrl4():
    return Example(
        comparisons=[
            weighted(cl.NameComparison("given_name")),
            weighted(cl.NameComparison("surname")),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            weighted(cl.ExactMatch("street_number")),
            weighted(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
        ],
        blocking=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        deterministic=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.8,
        training=[block_on("date_of_birth"), block_on("postcode")],
    )


def cleaned_reports(frame):
    """What a careful user would do first: numbers and names in one form, measures as numbers, sets as lists."""

    def phone(text):
        text = text.lower().replace("o", "0").replace("l", "1")
        digits = re.sub(r"\D", "", text)
        return digits[-10:] if len(digits) >= 10 and not text.startswith(("ends", "...")) else ""

    def middle(text):
        numbers = [float(number) for number in re.findall(r"\d+", text)]
        return sum(numbers) / len(numbers) if numbers else None

    def day(text):
        if match := re.match(r"(\d{2})/(\d{2})/(\d{4})", text):
            return "-".join(reversed(match.groups()))
        return text[:10]

    out = pd.DataFrame(
        {
            "phone": frame["phone"].map(phone),
            "email": frame["email"].str.lower(),
            "handle": frame["handle"].str.lower().str.replace(r"^(https://[^/]*/|\w+:|@)", "", regex=True),
            "alias": frame["alias"].str.lower(),
            "plate": frame["plate"].where(~frame["plate"].str.contains(r"[*?]|starts|ends"), "").str.replace(" ", ""),
            "vehicle": frame["vehicle"].str.lower(),
            "height_cm": frame["height_cm"].map(middle),
            "age": frame["age"].map(middle),
            "build": frame["build"],
            "hair": frame["hair"],
            "accent": frame["accent"],
            "marks": [text.split("; ") if text else None for text in frame["marks"]],
            "mo": [text.split("; ") if text else None for text in frame["mo"]],
            "lat": pd.to_numeric(frame["lat"]),
            "lon": pd.to_numeric(frame["lon"]),
            "day": frame["when"].map(day),
        }
    )
    out["phone_end"] = out["phone"].str[-7:]
    out["handle_start"] = out["handle"].str[:5]
    out["area"] = [f"{round(lat * 5)},{round(lon * 5)}" if lat == lat else "" for lat, lon in zip(out["lat"], out["lon"])]
    return out


def near_numbers(column, bands):
    """Null, then within each band, then all else."""
    levels = [cll.NullLevel(column)] + [cll.AbsoluteDifferenceLevel(column, difference_threshold=band) for band in bands] + [cll.ElseLevel()]
    return cl.CustomComparison(output_column_name=column, comparison_levels=levels)


def report_base():
    return Example(
        comparisons=[
            weighted(cl.LevenshteinAtThresholds("phone", [1, 2])),
            weighted(cl.JaroWinklerAtThresholds("email", [0.95, 0.9])),
            weighted(cl.JaroWinklerAtThresholds("handle", [0.92, 0.85])),
            weighted(cl.JaroWinklerAtThresholds("alias", [0.92, 0.85])),
            weighted(cl.LevenshteinAtThresholds("plate", [1, 2])),
            weighted(cl.ExactMatch("vehicle")),
            near_numbers("height_cm", [3, 8]),
            near_numbers("age", [3, 8]),
            cl.ExactMatch("build"),
            cl.ExactMatch("hair"),
            cl.ExactMatch("accent"),
            cl.ArrayIntersectAtSizes("marks", [2, 1]),
            cl.ArrayIntersectAtSizes("mo", [4, 3, 2, 1]),
            cl.DistanceInKMAtThresholds("lat", "lon", [1, 5, 20, 100]),
        ],
        blocking=[
            block_on("phone"),
            block_on("phone_end"),
            block_on("email"),
            block_on("handle"),
            block_on("handle_start", "area"),
            block_on("plate"),
            block_on("alias", "area"),
            block_on("vehicle", "area", "build"),
            block_on("alias", "build", "hair"),
        ],
        deterministic=[block_on("phone", "area"), block_on("email"), block_on("plate"), block_on("handle", "area")],
        recall=0.4,
        training=[block_on("phone"), block_on("alias", "area"), block_on("handle")],
        prepare=cleaned_reports,
    )


EXAMPLES = {"fake_1000": fake_1000, "febrl3": febrl3, "febrl4": febrl4, "report_base": report_base}


def run(name, frame, sides):
    """Trains, predicts and clusters. Rows are called by their numbers."""
    example = EXAMPLES[name]()
    frame = example.prepare(frame)
    frame = frame.mask(frame.map(lambda value: isinstance(value, str) and value == ""), None)
    frame.insert(0, "unique_id", np.arange(len(frame)))
    settings = SettingsCreator(
        link_type="dedupe_only" if sides is None else "link_only",
        comparisons=example.comparisons,
        blocking_rules_to_generate_predictions=example.blocking,
    )
    tables = frame if sides is None else [frame[sides == 0].reset_index(drop=True), frame[sides == 1].reset_index(drop=True)]
    seconds = {}
    start = processor_seconds()

    def lap(part):
        nonlocal start
        now = processor_seconds()
        seconds[part], start = now - start, now

    linker = Linker(tables, settings, db_api=DuckDBAPI(), set_up_basic_logging=False)
    linker.training.estimate_probability_two_random_records_match(example.deterministic, recall=example.recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=example.max_pairs, seed=1)
    for rule in example.training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    lap("learning")
    predicted = linker.inference.predict()
    lap("predicting")
    if sides is None:
        linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.95)
        lap("clustering")
    pairs = predicted.as_pandas_dataframe()
    return {
        "a": pairs["unique_id_l"].to_numpy(dtype=np.int64),
        "b": pairs["unique_id_r"].to_numpy(dtype=np.int64),
        "bits": pairs["match_weight"].to_numpy(dtype=np.float64),
        "probability": pairs["match_probability"].to_numpy(dtype=np.float64),
        "seconds": seconds,
    }
