#!/usr/bin/python3
"""Draws docs/faint-sources.svg from bench/results/counts-faint.csv: both ways, under a flat prior of the backgrounds, through twenty faint catalogues, against the truth.

    python3 bench/peers/counts/figure.py          (no packages)
"""
import csv
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAIR = "MOS1 - pn"
COLOURS = {"joint model of the counts": "#1f5fa8", "photometry, then a fit": "#c8501e"}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 770, 330, 76, 14, 40, 56
LOW, HIGH = -0.15, 0.35


def main():
    with open(ROOT / "bench/results/counts-faint.csv") as file:
        rows = [row for row in csv.DictReader(file) if row["pair"] == PAIR]
    order = sorted({(int(row["median"]), int(row["seed"])) for row in rows})
    step = (WIDTH - LEFT - RIGHT) / len(order)
    y = lambda error: TOP + (HIGH - error) / (HIGH - LOW) * (HEIGHT - TOP - BOTTOM)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img" '
           'aria-label="MOS1 minus pn less the truth, of twenty simulated faint catalogues, by the counts themselves and by way of photometry">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for error in (-0.1, 0.0, 0.1, 0.2, 0.3):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(error):.1f}" y2="{y(error):.1f}" stroke="{"#222" if error == 0 else "#ddd"}"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(error) + 4:.1f}" text-anchor="end">{"truth" if error == 0 else f"{100 * error:+.0f} %"}</text>')
    for k, (way, colour) in enumerate(COLOURS.items()):
        out.append(f'<circle cx="{LEFT + 12 + 250 * k}" cy="20" r="4" fill="{colour}"/><text x="{LEFT + 22 + 250 * k}" y="24">{way}</text>')
        for row in (row for row in rows if row["way"] == way):
            x = LEFT + step * (order.index((int(row["median"]), int(row["seed"]))) + 0.35 + 0.3 * k)
            truth = float(row["truth"])
            low, high, mean = (float(row[name]) - truth for name in ("low", "high", "mean"))
            out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y(low):.1f}" y2="{y(high):.1f}" stroke="{colour}" stroke-width="2"/>'
                       f'<circle cx="{x:.1f}" cy="{y(mean):.1f}" r="3.5" fill="{colour}"/>')
    medians = [median for median, _ in order]
    for median in sorted(set(medians)):
        first, count = medians.index(median), medians.count(median)
        middle = LEFT + step * (first + count / 2)
        out.append(f'<text x="{middle:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{median}</text>')
        if first:
            x = LEFT + step * first
            out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#eee"/>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">source counts in the median aperture</text>')
    out.append(f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">area of MOS1 over pn, less the truth</text>')
    (ROOT / "docs/faint-sources.svg").write_text("\n".join(out) + "\n</svg>\n")


if __name__ == "__main__":
    main()
