"""bench/peers/run: see there and README.md."""

import argparse
import json
import logging
import os
import re
import subprocess
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

import sets
from measures import Pairs, judge_clusters, true_pairs
from measuring import most_memory, processor_seconds, run_program

ROOT = Path(__file__).resolve().parents[2]
SPLINKS_LINE = np.log2(0.95 / 0.05)


def splink_part(name, frame, sides):
    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    import splink_models

    return splink_models.run(name, frame, sides) | {"memory": most_memory()}


def by_splink(records):
    # A process of its own: its memory, and nobody else's.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(splink_part, records.name, records.frame, records.sides).result()


def by_parasol(records, options):
    """`parasol link` as anybody would use it: columns guessed, nothing set."""
    folder = options.work / records.name
    folder.mkdir(parents=True, exist_ok=True)
    frame = records.frame.copy()
    frame.insert(0, "row", np.arange(len(frame)))
    parts = [frame] if records.sides is None else [frame[records.sides == 0], frame[records.sides == 1]]
    tables = [folder / f"table{i}.csv" for i in range(len(parts))]
    for part, table in zip(parts, tables):
        part.to_csv(table, index=False)
    frame.to_csv(folder / "all.csv", index=False)
    link = [options.build / "parasol", "link"]
    run_program([*link, "suggest", tables[0], "--id", "row", "-o", folder / "model.toml"])
    line = float(re.search(r"^line = (.*)$", (folder / "model.toml").read_text(), re.MULTILINE)[1])
    command = "dedupe" if len(tables) == 1 else "join"
    outputs = ["--pairs", folder / "pairs.csv", "-o", folder / "result.csv"]
    seconds, memory = run_program([*link, command, *tables, "--id", "row", "--threads", 1, *outputs])
    pairs = pd.read_csv(folder / "pairs.csv")
    left, right = pairs["id_l"].to_numpy(), pairs["id_r"].to_numpy()
    found = {"a": np.minimum(left, right), "b": np.maximum(left, right), "bits": pairs["bits"].to_numpy(), "probability": pairs["probability"].to_numpy(), "line": line, "seconds": seconds, "memory": memory, "folder": folder}
    if len(tables) == 1:
        found["clusters"] = pd.read_csv(folder / "result.csv", usecols=["cluster_id"])["cluster_id"].to_numpy()
    return found


def scored_by_parasol(splink, folder, options):
    """The pairs that Splink found, scored by us: pairs for each second."""
    pd.DataFrame({"l": splink["a"], "r": splink["b"]}).to_csv(folder / "same.csv", index=False)
    text = subprocess.run([options.build / "bench/peers_kernel", "pairs", folder / "all.csv", "row", folder / "same.csv"], check=True, capture_output=True, text=True).stdout
    measured = json.loads(text)
    return measured["pairs"] / measured["seconds"]


def best_components(pairs, persons):
    """Connected components, as Splink has them, at the line that suits them best."""
    judged = [judge_clusters(pairs.components(line, len(persons)), persons) for line in range(-4, 31)]
    return max((one[0].f1 for one in judged), default=0), max((one[1].f1 for one in judged), default=0)


def compare(records, options):
    truth = true_pairs(records.persons, records.sides)
    lines = [("", "Splink", "Parasol")]
    splink, parasol = by_splink(records), by_parasol(records, options)
    pairs = {who: Pairs(one["a"], one["b"], one["bits"], one["probability"], records.persons, truth) for who, one in (("splink", splink), ("parasol", parasol))}
    result = {"records": len(records.frame), "true_pairs": truth}

    def row(what, of_splink, of_parasol, key=None, numbers=None):
        lines.append((what, of_splink, of_parasol))
        if key:
            result[key] = numbers

    def quality(what, key, of_splink, of_parasol):
        row(what, str(of_splink), str(of_parasol), key, [of_splink.f1, of_parasol.f1])

    quality("pairs at the best line: precision / recall / F1", "pairs_best", pairs["splink"].best(), pairs["parasol"].best())
    quality("pairs at the usual line", "pairs_at_line", pairs["splink"].at(SPLINKS_LINE), pairs["parasol"].at(parasol["line"]))
    reached = [pairs[who].reached() for who in pairs]
    row("true pairs among those weighed", f"{reached[0]:.4f}", f"{reached[1]:.4f}", "reached", reached)
    errors = [pairs[who].calibration_error() for who in pairs]
    row("calibration error", f"{errors[0]:.3f}", f"{errors[1]:.3f}", "calibration_error", errors)
    if records.sides is None:
        of_splink = judge_clusters(pairs["splink"].components(SPLINKS_LINE, len(records.persons)), records.persons)
        of_parasol = judge_clusters(parasol["clusters"], records.persons)
        quality("clusters at the usual line: pairs", "clusters_pairs", of_splink[0], of_parasol[0])
        quality("clusters at the usual line: B-cubed", "clusters_b_cubed", of_splink[1], of_parasol[1])
        best = best_components(pairs["splink"], records.persons)
        row("components at the best line: pairs, B-cubed F1", f"{best[0]:.4f}, {best[1]:.4f}", "")
        result["components_best"] = best
    took = sum(splink["seconds"].values())
    row("processor time, s", f"{took:.1f}: " + ", ".join(f"{part} {value:.1f}" for part, value in splink["seconds"].items()), f"{parasol['seconds']:.1f}: everything, files too", "seconds", [took, parasol["seconds"]])
    row("most memory, MB", f"{splink['memory']:.0f}", f"{parasol['memory']:.0f}", "memory", [splink["memory"], parasol["memory"]])
    count = len(pairs["splink"])
    speeds = [count / splink["seconds"]["predicting"] / 1e6, scored_by_parasol(splink, parasol["folder"], options) / 1e6]
    row(f"Splink's {count:,} pairs scored, millions a second", f"{speeds[0]:.3f}", f"{speeds[1]:.3f}: {speeds[1] / speeds[0]:.0f} times", "million_pairs_a_second", speeds)
    print(f"\n{records.name}: {len(records.frame):,} records, {truth:,} true pairs")
    widths = [max(len(line[i]) for line in lines) for i in range(3)]
    for line in lines:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())
    sys.stdout.flush()
    return result


def compare_names(options):
    """name_similarity against what people decided about pairs of names; beside it, where the file has it, the score it was published with."""
    cases = sets.name_cases(options)
    path = options.work / "names.csv"
    cases.to_csv(path, index=False)
    text = subprocess.run([options.build / "bench/peers_kernel", "names", path], check=True, capture_output=True, text=True).stdout
    measured = json.loads(text)
    is_true = (cases["is_match"].str.lower() == "true").to_numpy()

    def best(scores, among):
        rows = np.arange(among.sum())
        # One record on either side of every case; those that match are of one person.
        persons = np.concatenate([rows, np.where(is_true[among], rows, -1 - rows)])
        return Pairs(rows, rows + len(rows), scores[among], np.zeros(len(rows)), persons, int(is_true[among].sum())).best()

    everything, people = np.ones(len(cases), bool), (cases["schema"] == "Person").to_numpy()
    ours = np.array(measured["similarities"], float)
    print(f"\nname_bench: {len(cases):,} pairs of names, {is_true.sum():,} of them the same")
    who = [("Parasol", ours)] + ([("the score in the file", cases["score"].astype(float).to_numpy())] if "score" in cases else [])
    for name, scores in who:
        print(f"  {name}: precision / recall / F1 at the best line {best(scores, everything)}, of persons {best(scores, people)}")
    microseconds = measured["seconds"] / len(cases) * 1e6
    print(f"  Parasol: {microseconds:.2f} µs for a pair, reading both included")
    return {"f1": best(ours, everything).f1, "f1_persons": best(ours, people).f1, "microseconds": microseconds}


def compare_encoded(options):
    """Encoded people as anonlink compares them, and we: how many pairs of vectors a second. Some are copies with a few bits changed."""
    from anonlink.similarities import dice_coefficient_accelerated
    from bitarray import bitarray

    draw = np.random.default_rng(options.seed)
    first, second = (draw.random((count, 1024)) < 0.4 for count in (4_000, 20_000))
    second[:2_000] = first[:2_000] ^ (draw.random((2_000, 1024)) < 0.05)
    paths = [options.work / f"vectors{i}" for i in range(2)]
    vectors = []
    for path, bits in zip(paths, (first, second)):
        packed = np.packbits(bits, axis=1)
        path.write_bytes(packed.tobytes())
        vectors.append([bitarray(buffer=row.tobytes()) for row in packed])
    seconds, pairs = [], len(first) * len(second)
    for _ in range(3):
        start = processor_seconds()
        found, _ = dice_coefficient_accelerated(vectors, 0.7, k=100)
        seconds.append(processor_seconds() - start)
    run = [options.build / "bench/peers_kernel", "vectors", *paths]
    ours = [json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    alike = [len(found), ours[0]["alike"]]
    speeds = [pairs / min(seconds) / 1e6, pairs / min(one["seconds"] for one in ours) / 1e6]
    print(f"\nencoded: {pairs:,} pairs of vectors of 1024 bits; Dice of 0.7 or more: anonlink {alike[0]:,}, Parasol {alike[1]:,}")
    print(f"  millions of pairs a second: anonlink {speeds[0]:.0f}, Parasol {speeds[1]:.0f}: {speeds[1] / speeds[0]:.1f} times")
    return {"alike": alike, "million_pairs_a_second": speeds}


ALONE = {"name_bench": compare_names, "encoded": compare_encoded}


def main():
    known = [*sets.SETS, *ALONE]
    parser = argparse.ArgumentParser(prog="bench/peers/run", description="Parasol and Splink on the same records.")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(known)}; all of them if none is named")
    parser.add_argument("--data", type=Path, help="a folder that holds the public sets' files")
    parser.add_argument("--reports", type=int, default=50_000, help="made-up reports (50000)")
    parser.add_argument("--seed", type=int, default=1, help="of the made-up reports")
    parser.add_argument("--json", type=Path, default=ROOT / "build/bench/peers.json", help="where figures go (build/bench/peers.json)")
    options = parser.parse_args()
    for name in options.sets:
        if name not in known:
            parser.error(f"no set is called {name}")
    options.build = Path(os.environ.get("PARASOL_BUILD", ROOT / "build/test"))
    options.work = ROOT / "build/peers/work"
    options.work.mkdir(parents=True, exist_ok=True)
    results, missing = {}, False
    for name in options.sets or known:
        try:
            results[name] = ALONE[name](options) if name in ALONE else compare(sets.SETS[name](options), options)
        except sets.Missing as error:
            missing = True
            print(f"\n{name}: {error}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(results, indent=2) + "\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
