"""How well found pairs and clusters fit the truth. Records are numbers; a pair is two of them, the lower first."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Quality:
    precision: float
    recall: float

    @property
    def f1(self):
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0

    def __str__(self):
        return f"{self.precision:.3f} / {self.recall:.3f} / {self.f1:.4f}"


def true_pairs(persons, sides=None):
    """How many pairs of records are of the same person; with sides, only those of one record on either side."""

    def within(values):
        counts = np.unique(values, return_counts=True)[1].astype(np.int64)
        return int((counts * (counts - 1) // 2).sum())

    persons = np.asarray(persons)
    if sides is None:
        return within(persons)
    sides = np.asarray(sides)
    return within(persons) - sum(within(persons[sides == side]) for side in np.unique(sides))


class Pairs:
    """Scored pairs, strongest first. Misses count, whether they were scored or never compared."""

    def __init__(self, a, b, bits, probability, persons, truth):
        order = np.argsort(-np.asarray(bits), kind="stable")
        self.a, self.b, self.bits = np.asarray(a)[order], np.asarray(b)[order], np.asarray(bits)[order]
        self.probability = np.asarray(probability)[order]
        persons = np.asarray(persons)
        self.is_true = persons[self.a] == persons[self.b]
        self.right = np.cumsum(self.is_true)
        self.truth = truth

    def __len__(self):
        return len(self.bits)

    def first(self, count):
        """Precision and recall of the strongest so many."""
        if count == 0:
            return Quality(1.0, 0.0)
        return Quality(self.right[count - 1] / count, self.right[count - 1] / self.truth)

    def at(self, line):
        return self.first(int(np.searchsorted(-self.bits, -line, side="right")))

    def best(self):
        """At the line, of all, with the highest F1."""
        ends = np.flatnonzero(np.append(np.diff(self.bits) != 0, True)) + 1
        f1 = 2 * self.right[ends - 1] / (ends + self.truth)
        return self.first(int(ends[np.argmax(f1)]))

    def reached(self):
        """The share of true pairs that were compared at all."""
        return self.right[-1] / self.truth if len(self) else 0.0

    def calibration_error(self):
        """How far stated probabilities are from what is true, on average over the pairs above 5 %, in twenty bands."""
        band = np.minimum((self.probability * 20).astype(int), 19)
        counted = band > 0
        error = sum(abs(self.probability[band == one].sum() - self.is_true[band == one].sum()) for one in range(1, 20))
        return error / max(1, counted.sum())

    def components(self, line, records):
        """By record: the least record it is connected to by pairs from the line on."""
        parent = np.arange(records)

        def root(x):
            while parent[x] != x:
                parent[x] = parent[parent[x]]
                x = parent[x]
            return x

        for i in range(int(np.searchsorted(-self.bits, -line, side="right"))):
            x, y = root(self.a[i]), root(self.b[i])
            parent[max(x, y)] = min(x, y)
        return np.array([root(x) for x in range(records)])


def judge_clusters(clusters, persons):
    """Of pairs within clusters, and B-cubed."""
    clusters, persons = np.unique(clusters, return_inverse=True)[1], np.unique(persons, return_inverse=True)[1]
    of_cluster, of_person = np.bincount(clusters), np.bincount(persons)
    both = np.unique(clusters.astype(np.int64) * (persons.max() + 1) + persons, return_counts=True)
    cluster, person = both[0] // (persons.max() + 1), both[0] % (persons.max() + 1)
    count = both[1].astype(np.float64)

    def pairs(n):
        return float((n * (n - 1) / 2).sum())

    in_both = pairs(count)
    found, truth = pairs(of_cluster.astype(np.float64)), pairs(of_person.astype(np.float64))
    of_pairs = Quality(in_both / found if found else 1.0, in_both / truth)
    b_cubed = Quality(float((count**2 / of_cluster[cluster]).sum()) / len(clusters), float((count**2 / of_person[person]).sum()) / len(clusters))
    return of_pairs, b_cubed
