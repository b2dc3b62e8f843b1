using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Sweeps;

/// <summary>What a sweep leaves out in turn.</summary>
public enum LeftOutUnit
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One instrument after another.</summary>
    Instruments,

    /// <summary>One source after another.</summary>
    Sources,
}

/// <summary>The priors and left-out units that a sweep runs through, every one with every other.</summary>
public sealed record SweepGrid
{
    /// <summary>Values of τ, for every instrument alike; empty to keep each its own.</summary>
    public IReadOnlyList<double> Tau { get; init; } = [];

    /// <summary>Factors on every instrument's own τ; empty for none.</summary>
    public IReadOnlyList<double> TauScale { get; init; } = [];

    /// <summary>Rows of τ by instrument, or null.</summary>
    public TauGridFile? TauRows { get; init; }

    /// <summary>Values of α, for every instrument alike; empty to keep each its own.</summary>
    public IReadOnlyList<double> Alpha { get; init; } = [];

    /// <summary>Values of β, likewise.</summary>
    public IReadOnlyList<double> Beta { get; init; } = [];

    /// <summary>What is left out in turn, the whole table first.</summary>
    public LeftOutUnit LeaveOut { get; init; }

    /// <summary>Every problem of one data set: band by band, the whole table and then without each unit, prior by prior.</summary>
    /// <param name="data">The data.</param>
    /// <param name="priors">The priors of each band, which the grid varies.</param>
    /// <param name="notes">Receives what could not be left out, in sentences for a person.</param>
    /// <exception cref="UsageException">A band has too few instruments or sources to leave one out; a prior out of its range.</exception>
    public IEnumerable<SweepProblem> Problems(DataSet data, IReadOnlyList<Priors> priors, List<string> notes)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(notes);
        PriorVariation[] variations = [.. Variations()];
        for (int k = 0; k < data.Bands.Count; k++)
        {
            Observations band = data.Bands[k];
            foreach ((string? leftOut, Observations table, Func<Priors, Priors> reduce) in Tables(band, notes))
            {
                foreach ((string label, Func<Observations, Priors, Priors> apply) in variations)
                {
                    yield return new SweepProblem
                    {
                        Data = data.Name,
                        Observations = table,
                        LeftOut = leftOut,
                        Priors = reduce(Checked(apply(band, priors[k]), label, band)),
                        Label = label,
                    };
                }
            }
        }
    }

    private IEnumerable<PriorVariation> Variations()
    {
        PriorVariation[] taus =
        [
            .. Tau.Select(tau => new PriorVariation(Named("τ =", tau), (_, priors) => priors with { Tau = Same(priors, tau) })),
            .. TauScale.Select(factor => new PriorVariation(
                Named("τ ×", factor), (_, priors) => priors with { Tau = [.. priors.Tau.Select(tau => tau * factor)] })),
            .. (TauRows?.Rows ?? []).Select(row => new PriorVariation(
                row.Label, (band, priors) => priors with { Tau = FromRow(row.Tau, band, priors) })),
        ];
        PriorVariation[] alphas =
            [.. Alpha.Select(alpha => new PriorVariation(Named("α =", alpha), (_, priors) => priors with { Alpha = Same(priors, alpha) }))];
        PriorVariation[] betas =
            [.. Beta.Select(beta => new PriorVariation(Named("β =", beta), (_, priors) => priors with { Beta = Same(priors, beta) }))];
        return
            from tau in OrUnchanged(taus)
            from alpha in OrUnchanged(alphas)
            from beta in OrUnchanged(betas)
            select new PriorVariation(
                Label(tau.Label, alpha.Label, beta.Label),
                (band, priors) => beta.Apply(band, alpha.Apply(band, tau.Apply(band, priors))));
    }

    /// <summary>The priors, when each is in the range that a fit takes.</summary>
    private static Priors Checked(Priors priors, string label, Observations band)
    {
        foreach ((PriorParameter parameter, IReadOnlyList<double> values) in new (PriorParameter, IReadOnlyList<double>)[]
        {
            (PriorParameter.Tau, priors.Tau), (PriorParameter.Alpha, priors.Alpha), (PriorParameter.Beta, priors.Beta),
        })
        {
            for (int i = 0; i < values.Count; i++)
            {
                if (parameter.Fault(values[i]) is { } fault)
                {
                    throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                        $"sweep: found '{label}', which makes {parameter.Name()} of {band.Instruments[i]} {values[i]:G6}, expected {fault.Expected}; {fault.Advice}"));
                }
            }
        }

        return priors;
    }

    private static double[] Same(Priors priors, double value) => [.. priors.Tau.Select(_ => value)];

    private static PriorVariation[] OrUnchanged(PriorVariation[] axis) => axis.Length > 0 ? axis : [new PriorVariation("", (_, priors) => priors)];

    private static string Named(string symbol, double value) => $"{symbol} {value.ToString("G6", CultureInfo.InvariantCulture)}";

    private static string Label(params string[] parts) =>
        string.Join(", ", parts.Where(part => part.Length > 0)) is { Length: > 0 } label ? label : "as given";

    private double[] FromRow(double[] row, Observations band, Priors priors)
    {
        double[] tau = (double[])priors.Tau.Clone();
        for (int c = 0; c < row.Length; c++)
        {
            int i = Array.IndexOf(band.Instruments, TauRows!.Instruments[c]);
            if (i >= 0 && !double.IsNaN(row[c]))
            {
                tau[i] = row[c];
            }
        }

        return tau;
    }

    /// <summary>The band whole, and then without each unit that can be spared.</summary>
    private IEnumerable<(string? LeftOut, Observations Table, Func<Priors, Priors> Reduce)> Tables(Observations band, List<string> notes)
    {
        yield return (null, band, priors => priors);
        string[] units = LeaveOut switch
        {
            LeftOutUnit.Instruments => band.Instruments,
            LeftOutUnit.Sources => band.Sources,
            _ => [],
        };
        int least = LeaveOut is LeftOutUnit.Instruments ? 3 : 2;
        if (LeaveOut is not LeftOutUnit.None && units.Length < least)
        {
            string kind = LeaveOut is LeftOutUnit.Instruments ? "instruments" : "sources";
            string where = band.Band is null ? "the table" : $"band {band.Band}";
            throw new UsageException(
                $"--leave-one-out {kind}: found {units.Length} {(units.Length == 1 ? kind[..^1] : kind)} in {where}, expected at least {least}; "
                + "without one of them nothing would be left to compare");
        }

        for (int unit = 0; unit < units.Length; unit++)
        {
            int index = unit;
            bool instruments = LeaveOut is LeftOutUnit.Instruments;
            Observations rest = instruments ? Omission.WithoutInstrument(band, index) : Omission.WithoutSource(band, index);
            if (!SharesSource(rest))
            {
                notes.Add($"without {units[unit]} no source{(band.Band is null ? "" : $" in band {band.Band}")} is seen by two instruments: not left out");
                continue;
            }

            yield return (units[unit], rest, priors => instruments ? Omission.WithoutInstrument(priors, index) : priors);
        }
    }

    private static bool SharesSource(Observations table)
    {
        for (int j = 0; j < table.SourceCount; j++)
        {
            if (table.First[j + 1] - table.First[j] >= 2)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One change of a band's priors.</summary>
    private readonly record struct PriorVariation(string Label, Func<Observations, Priors, Priors> Apply);
}
