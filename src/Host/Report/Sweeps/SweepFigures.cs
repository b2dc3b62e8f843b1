using System.Globalization;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report.Sweeps;

/// <summary>The figures of one table of a sweep: a data set's band.</summary>
/// <param name="Heading">The table in words.</param>
/// <param name="Figures">Areas for several priors beside one another, curves against τ, areas without each unit.</param>
/// <param name="Remarks">What was not drawn, and why.</param>
/// <param name="Shown">The problems that stand beside one another, for the table below.</param>
public sealed record SweepFigures(string Heading, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Remarks, IReadOnlyList<SweptProblem> Shown)
{
    /// <summary>Priors beside one another: as many as the eye can keep apart.</summary>
    private const int MostPriors = 5;

    /// <summary>Priors of the variances that curves are drawn for.</summary>
    private const int MostCurves = 4;

    /// <summary>Draws the figures of every table, each a data set's band.</summary>
    public static IReadOnlyList<SweepFigures> Of(SweepRun sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        IGrouping<(string Data, string? Band), SweptProblem>[] tables = sweep.Problems.GroupBy(problem => (problem.Data, problem.Band)).ToArray();
        string[] names = tables.Length == 1 ? [""] : RunFiles.BandNames([.. tables.Select(table => $"{table.Key.Data}{(table.Key.Band is { } band ? $"-{band}" : "")}")])
            .Select(name => $"-{name}").ToArray();
        return [.. tables.Select((table, k) => Table([.. table], $"{table.Key.Data}{(table.Key.Band is { } band ? $", band {band}" : "")}", names[k]))];
    }

    private static SweepFigures Table(SweptProblem[] problems, string heading, string suffix)
    {
        List<Figure> figures = [];
        List<string> remarks = [];
        SweptProblem[] whole = [.. problems.Where(problem => problem.LeftOut is null)];
        SweptProblem[] shown = Beside(whole);
        if (shown.Length > 1)
        {
            figures.Add(AreaIntervals.Draw(Findings.Title(heading, Findings.Beside(shown)), shown[0].Instruments, [.. shown.Select(Series)], $"areas{suffix}"));
            if (shown.Length < whole.Length)
            {
                remarks.Add($"{shown.Length} of {whole.Length} priors stand beside one another, evenly spaced in τ; sweep.csv has all.");
            }
        }
        Curves(whole, heading, suffix, figures, remarks);
        figures.AddRange(OmissionFigures.Of(problems, heading, suffix, remarks));
        return new SweepFigures(heading, figures, remarks, shown);
    }

    /// <summary>Every prior while there are few; else some of the first prior of the variances, from the smallest τ to the largest.</summary>
    private static SweptProblem[] Beside(SweptProblem[] whole)
    {
        if (whole.Length <= MostPriors)
        {
            return whole;
        }

        SweptProblem[] alike = [.. whole.GroupBy(VariancePrior, StringComparer.Ordinal).First().OrderBy(problem => problem.TypicalTau)];
        return TauAxis.Spaced(alike.Length > 1 ? alike : whole, MostPriors);
    }

    private static void Curves(SweptProblem[] whole, string heading, string suffix, List<Figure> figures, List<string> remarks)
    {
        IGrouping<string, SweptProblem>[] groups = whole.GroupBy(VariancePrior, StringComparer.Ordinal).ToArray();
        string? refusal = null;
        int drawn = 0;
        foreach (IGrouping<string, SweptProblem> group in groups)
        {
            if (TauAxis.Of([.. group], out string? reason) is not { } axis)
            {
                refusal ??= reason;
                continue;
            }
            if (++drawn > MostCurves)
            {
                continue;
            }

            string what = groups.Length == 1 ? heading : $"{heading}, {group.Key}";
            string number = groups.Length == 1 ? "" : $"-{drawn}";
            string[] instruments = axis.Problems[0].Instruments;
            double[][] Rows(Func<SweptProblem, int, double> value) => [.. instruments.Select((_, i) => axis.Problems.Select(problem => value(problem, i)).ToArray())];
            figures.Add(SweepCurves.Draw(
                $"curves{suffix}{number}", Findings.Title(what, Findings.Curves(axis)), instruments, axis.Tau,
                Rows((problem, i) => problem.Area(i).Mean), Rows((problem, i) => problem.Area(i).Q2_5), Rows((problem, i) => problem.Area(i).Q97_5), axis.Ratio));
            figures.Add(InfluenceCurves.Draw(
                $"influence{suffix}{number}", Findings.Title(what, Findings.Influence(axis)), instruments, axis.Tau,
                Rows((problem, i) => problem.OwnInfluence(i)), Rows((problem, i) => problem.Posterior.PriorWeight[i]), axis.Ratio));
            if (axis.All > axis.Problems.Length)
            {
                remarks.Add($"The curves pass through {axis.Problems.Length} of {axis.All} values of τ, evenly spaced; sweep.csv has all.");
            }
        }
        if (refusal is not null)
        {
            remarks.Add(refusal);
        }

        if (drawn > MostCurves)
        {
            remarks.Add($"Curves are drawn for {MostCurves} of {drawn} priors of the variances; sweep.csv has all.");
        }
    }

    private static IntervalSeries Series(SweptProblem problem) => new(
        problem.Label, [.. problem.Instruments.Select((_, i) => (Interval?)OmissionFigures.Interval(problem.Area(i)))], problem.Priors.Tau);

    /// <summary>The prior of the variances in words.</summary>
    private static string VariancePrior(SweptProblem problem) => $"α = {Range(problem.Priors.Alpha)}, β = {Range(problem.Priors.Beta)}";

    private static string Range(double[] values) => values.Min() == values.Max()
        ? values[0].ToString("G6", CultureInfo.InvariantCulture)
        : $"{values.Min().ToString("G6", CultureInfo.InvariantCulture)} … {values.Max().ToString("G6", CultureInfo.InvariantCulture)}";

    /// <summary>What figures of a sweep show, in words.</summary>
    private static class Findings
    {
        public static string Title(string heading, string sentence) => $"{heading}: {sentence}".Replace(" %", "\u00A0%", StringComparison.Ordinal);

        /// <summary>Which area the choice among a few priors moves most.</summary>
        public static string Beside(SweptProblem[] shown)
        {
            (string name, int i) = Widest(shown);
            double[] means = [.. shown.Select(problem => problem.Area(i).Mean)];
            (double low, double high) = (means.Min(), means.Max());
            bool rises = Array.IndexOf(means, low) < Array.IndexOf(means, high);
            return $"the choice among {shown.Length} priors moves {name} most, from {Percent(rises ? low : high)} to {Percent(rises ? high : low)} %";
        }

        public static string Curves(TauAxis axis)
        {
            (string name, int i) = Widest(axis.Problems);
            (double first, double last) = (axis.Problems[0].Area(i).Mean, axis.Problems[^1].Area(i).Mean);
            return $"from τ = {Tau(axis.Tau[0])} % to {Tau(axis.Tau[^1])} %, {name} moves most: {Percent(first)} to {Percent(last)} % of nominal";
        }

        public static string Influence(TauAxis axis)
        {
            (SweptProblem first, SweptProblem last) = (axis.Problems[0], axis.Problems[^1]);
            return $"an instrument's own prior holds {Share(first)} of its area at τ = {Tau(axis.Tau[0])} % and {Share(last)} at {Tau(axis.Tau[^1])} %";
        }

        private static (string Name, int Index) Widest(SweptProblem[] problems) =>
            problems[0].Instruments.Select((name, i) => (name, i))
                .MaxBy(entry => problems.Max(problem => problem.Area(entry.i).Mean) - problems.Min(problem => problem.Area(entry.i).Mean));

        private static string Share(SweptProblem problem)
        {
            double[] own = [.. problem.Instruments.Select((_, i) => problem.OwnInfluence(i))];
            (string low, string high) = (Labelled.Brief(100 * own.Min()), Labelled.Brief(100 * own.Max()));
            return string.Equals(low, high, StringComparison.Ordinal) ? $"{low} %" : $"{low} to {high} %";
        }

        private static string Tau(double tau) => Labelled.Significant(100 * tau);

        private static string Percent(double logarithm) => Labelled.Signed(Labelled.Percent(logarithm), 2);
    }
}
