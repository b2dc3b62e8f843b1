using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report.Sweeps;

/// <summary>The areas of a table whole and without each instrument or source in turn: a row a unit, the instruments side by side.</summary>
internal static class OmissionFigures
{
    /// <summary>Units shown; of more, those that move the areas most.</summary>
    private const int MostUnits = 40;

    /// <summary>Instruments in one figure.</summary>
    private const int Across = 5;

    /// <summary>Draws them; none when nothing was left out. With several priors those of the first.</summary>
    /// <param name="problems">The problems of one table.</param>
    /// <param name="heading">The table in words.</param>
    /// <param name="suffix">End of the figures' names.</param>
    /// <param name="remarks">Receives what was not drawn.</param>
    public static IEnumerable<Figure> Of(SweptProblem[] problems, string heading, string suffix, List<string> remarks)
    {
        if (Array.TrueForAll(problems, problem => problem.LeftOut is null))
        {
            return [];
        }

        string prior = problems[0].Label;
        SweptProblem whole = problems[0];
        SweptProblem[] left = [.. problems.Where(problem => problem.LeftOut is not null && problem.Label.Equals(prior, StringComparison.Ordinal))];
        if (problems.DistinctBy(problem => problem.Label, StringComparer.Ordinal).Skip(1).Any())
        {
            remarks.Add($"What leaving out does is drawn for the prior {prior}; sweep.csv has the others.");
        }

        Dictionary<SweptProblem, double> moved = left.ToDictionary(problem => problem, problem => Shift(whole, problem));
        if (left.Length > MostUnits)
        {
            remarks.Add($"The {MostUnits} of {left.Length} left-out units that move an area most are drawn; sweep.csv has all.");
            HashSet<SweptProblem> kept = left.OrderByDescending(problem => moved[problem]).Take(MostUnits).ToHashSet();
            left = [.. left.Where(kept.Contains)];
        }
        SweptProblem most = left.MaxBy(problem => moved[problem])!;
        string title = $"{heading}: leaving out {most.LeftOut} moves the areas most, one of them by {Labelled.Brief(Labelled.Percent(moved[most]))}\u00A0%";
        string[] rows = ["all", .. left.Select(problem => $"without {problem.LeftOut}")];
        string[][] chunks = whole.Instruments.Chunk(Across).ToArray();
        return chunks.Select((instruments, c) => AreaIntervals.Draw(
            chunks.Length == 1 ? title : $"{title} ({string.Join(", ", instruments)})", rows,
            [.. instruments.Select(name => new IntervalSeries(
                name, [.. left.Prepend(whole).Select(problem => Area(problem, name))], [.. rows.Select(_ => double.NaN)]))],
            $"omissions{suffix}{(chunks.Length == 1 ? "" : $"-{c + 1}")}"));
    }

    private static Interval? Area(SweptProblem problem, string instrument)
    {
        int i = Array.IndexOf(problem.Instruments, instrument);
        return i < 0 ? null : Interval(problem.Area(i));
    }

    /// <summary>The interval that stands for an area: 95 %, and the median alone within.</summary>
    internal static Interval Interval(BriefSummary area) => new(area.Q2_5, area.Median, area.Median, area.Median, area.Q97_5);

    /// <summary>The largest change of an area.</summary>
    private static double Shift(SweptProblem whole, SweptProblem left) => left.Instruments
        .Select((name, i) => Math.Abs(left.Area(i).Mean - whole.Area(Array.IndexOf(whole.Instruments, name)).Mean)).Max();
}
