using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Data;

/// <summary>
/// Refuses tables whose instruments cannot have measured the same thing: levels that lie decades apart, or a scatter of more than 100 %, where nobody gave
/// nominal areas that would say so. Such columns are of other quantities (a likelihood beside fluxes), other units, or no instruments at all.
/// </summary>
/// <remarks>
/// <para>Levels and sources come from medians in turn (Tukey's median polish of y_ij = level_i + source_j), of at most 4000 sources seen by two or more. The
/// scatter of an instrument is 1.4826 times the median distance of its values, less its level, from the median of the others' for the same source, over
/// √(1 + c), where c is the variance of a median of as many standard normal numbers: right when all scatter alike, up to √2 too small for one that
/// scatters alone.</para>
/// <para>A matrix says nothing of what its columns are, so a factor of 100 is too much: areas that differ by more are said. A long table has named its
/// instruments and its value, and raw counts of long and short exposures by large and small instruments may differ by 10⁴; there the limit is 10⁵. In both the
/// difference must be more than five standard deviations of what τ allows. Less than that is a conflict of prior and data, which a fit reports.</para>
/// <para>A table of counts in apertures is never refused: its y is a rough guess, no datum, and few counts scatter by far more than 100 %.</para>
/// <para>A scatter is refused above 100 % beyond the quoted errors, with five sources or more: two fluxes of one source would then differ by a factor of 4 as a
/// rule.</para>
/// </remarks>
public static class InstrumentLevels
{
    private const int MostSources = 4000;

    private const int FewestSources = 5;

    private const int Rounds = 10;

    private const int Few = 16;

    /// <summary>1 / Φ⁻¹(3/4).</summary>
    private const double NormalMedian = 1.4826022185056018;

    /// <summary>Refuses a band whose instruments cannot have measured the same thing.</summary>
    /// <param name="data">The table.</param>
    /// <param name="band">One of its bands.</param>
    /// <param name="tau">τ of each instrument, the widest that is meant.</param>
    /// <param name="areasGiven">Whether nominal areas were given: then levels and scatter are as they were said to be, and nothing is refused.</param>
    /// <exception cref="DataException">The instruments' levels lie too far apart, or one scatters by more than 100 %.</exception>
    public static void Require(DataSet data, Observations band, IReadOnlyList<double> tau, bool areasGiven)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(band);
        ArgumentNullException.ThrowIfNull(tau);

        // Of counts y is a guess, and what apertures and exposures make of levels is in their factors.
        if (areasGiven || band.Counts is not null)
        {
            return;
        }

        (double[] level, double[] scatter) = Of(band);
        bool matrix = data.Layout is TableLayout.Matrix;
        string file = data.Path ?? data.Name, where = band.Band is { } name ? $" in band {Excerpt.Of(name)}" : "";
        string what = matrix ? "columns" : "instruments";
        int high = Array.IndexOf(level, level.Max()), low = Array.IndexOf(level, level.Min());
        double apart = level[high] - level[low];
        if (apart > (matrix ? 2 : 5) * Math.Log(10) && apart > 5 * Math.Sqrt((tau[high] * tau[high]) + (tau[low] * tau[low])))
        {
            throw DataException.In(
                file,
                $"{what} whose levels lie a factor of {Math.Exp(apart):0e+0} apart{where}: {Excerpt.Of(band.Instruments[high])} highest, "
                    + $"{Excerpt.Of(band.Instruments[low])} lowest",
                "one quantity in one unit, measured by instruments whose areas are equal but for tau, or nominal areas", Advice(matrix));
        }

        double most = scatter.Max();
        if (most > 1)
        {
            // Beside one that scatters much, the others do a little.
            IEnumerable<string> all = band.Instruments.Where((_, i) => scatter[i] > Math.Max(1, 0.7 * most));
            throw DataException.In(
                file, $"a scatter of {100 * most:0} %{where} once the sources' fluxes and the {what}' levels are taken out: {Excerpt.List([.. all])}",
                "one quantity in one unit, of the same sources, and a scatter below 100 %", Advice(matrix));
        }
    }

    /// <summary>Level and scatter of every instrument of a band (natural logarithm); the scatter is 0 where fewer than five sources tell it.</summary>
    /// <param name="band">The band.</param>
    internal static (double[] Level, double[] Scatter) Of(Observations band)
    {
        int[] shared = [.. Enumerable.Range(0, band.SourceCount).Where(j => band.First[j + 1] - band.First[j] > 1)];
        if (shared.Length > MostSources)
        {
            shared = [.. Enumerable.Range(0, MostSources).Select(k => shared[(int)((long)k * shared.Length / MostSources)])];
        }

        int n = band.InstrumentCount;
        double[] level = new double[n];
        double[] left = new double[band.Count];
        List<double>[] own = [.. Enumerable.Range(0, n).Select(_ => new List<double>())];
        for (int round = 0; round < Rounds; round++)
        {
            TakeOutSources(band, shared, level, left);
            Gather(band, shared, own, k => left[k]);
            double moved = 0;
            for (int i = 0; i < n; i++)
            {
                double step = own[i].Count > 0 ? Median(own[i]) : 0;
                level[i] += step;
                moved = Math.Max(moved, Math.Abs(step));
            }
            if (moved < 1e-3)
            {
                break;
            }
        }
        CompareWithOthers(band, shared, level, left);
        Gather(band, shared, own, k => left[k]);
        int[] seen = [.. own.Select(list => list.Count)];
        double[] scatter = [.. own.Select(list => list.Count < FewestSources ? 0 : NormalMedian * Median(list))];
        if (band.Variance is { } variance)
        {
            Gather(band, shared, own, k => variance[k]);
            scatter = [.. scatter.Select((s, i) => seen[i] < FewestSources ? 0 : Math.Sqrt(Math.Max((s * s) - Median(own[i]), 0)))];
        }

        return (level, scatter);
    }

    /// <summary>What is left of y without levels and sources.</summary>
    private static void TakeOutSources(Observations band, int[] shared, double[] level, double[] left)
    {
        List<double> own = [];
        foreach (int j in shared)
        {
            own.Clear();
            int from = band.First[j], to = band.First[j + 1];
            for (int k = from; k < to; k++)
            {
                own.Add(left[k] = band.Y[k] - level[band.Instrument[k]]);
            }

            double source = Median(own);
            for (int k = from; k < to; k++)
            {
                left[k] -= source;
            }
        }
    }

    /// <summary>How far each value, less its level, lies from the median of the others of its source, over the sd of that where all scatter by 1.</summary>
    private static void CompareWithOthers(Observations band, int[] shared, double[] level, double[] left)
    {
        List<double> others = [];
        foreach (int j in shared)
        {
            int from = band.First[j], to = band.First[j + 1];
            // Of many, one more or less makes no difference.
            bool few = to - from <= Few;
            // Variance of the median of n standard normal numbers: 1, 1/2, .449, then close to π/(2n + .8).
            double median = (to - from - 1) switch
            {
                1 => 1,
                2 => 0.5,
                int n => Math.PI / ((2 * n) + 0.8),
            };
            for (int k = from; k < to; k++)
            {
                if (few || k == from)
                {
                    others.Clear();
                    for (int other = from; other < to; other++)
                    {
                        if (other != k || !few)
                        {
                            others.Add(band.Y[other] - level[band.Instrument[other]]);
                        }
                    }
                }
                left[k] = Math.Abs(band.Y[k] - level[band.Instrument[k]] - Median(others)) / Math.Sqrt(1 + median);
            }
        }
    }

    private static void Gather(Observations band, int[] shared, List<double>[] own, Func<int, double> value)
    {
        foreach (List<double> list in own)
        {
            list.Clear();
        }

        foreach (int j in shared)
        {
            for (int k = band.First[j]; k < band.First[j + 1]; k++)
            {
                own[band.Instrument[k]].Add(value(k));
            }
        }
    }

    /// <summary>The median; sorts the list.</summary>
    private static double Median(List<double> list)
    {
        list.Sort();
        int half = list.Count / 2;
        return list.Count % 2 == 1 ? list[half] : (list[half - 1] + list[half]) / 2;
    }

    private static string Advice(bool matrix) =>
        $"{(matrix ? "choose the columns of one quantity and one energy band with --instruments" : "check that every row holds the same quantity in the same unit")}, "
        + "or give the nominal areas (--priors FILE with columns instrument and area; 1 where the data are to be taken as they are)";
}
