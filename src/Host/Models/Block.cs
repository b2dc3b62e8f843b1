using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Models;

/// <summary>What a block of parameters has one entry for.</summary>
public enum Axis
{
    /// <summary>One entry for all of the data.</summary>
    Common,

    /// <summary>One entry an energy band of several that are fitted as one; of a single band it is <see cref="Common"/>.</summary>
    Band,

    /// <summary>One entry an instrument.</summary>
    Instrument,

    /// <summary>One entry a source.</summary>
    Source,

    /// <summary>One entry an observation, in the order of <see cref="Observations.Y"/>.</summary>
    Observation,
}

/// <summary>What a block of parameters does in the model; what every table and figure needs to know of it.</summary>
public enum Role
{
    /// <summary>B, ln of the effective areas. Every posterior has one such block, an entry an instrument.</summary>
    Area,

    /// <summary>The fitted variance of ln(value) about area × flux, or the fitted part of it. At most one block.</summary>
    Scatter,

    /// <summary>How much an observation counts beside its usual weight <see cref="Block.PriorMean"/>. At most one block.</summary>
    Weight,

    /// <summary>Anything else: written, summarised and listed like any other.</summary>
    Other,
}

/// <summary>A named group of parameters of a posterior: what it has entries for, what it means, its draws and their summary.</summary>
public sealed record Block
{
    /// <summary>Symbol, as names of parameters begin: B, sigma2.</summary>
    public required string Symbol { get; init; }

    /// <summary>What it has one entry for.</summary>
    public required Axis Axis { get; init; }

    /// <summary>Names of the entries, of the instruments or the sources; none for the other axes.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What it is, in words for a reader of files.</summary>
    public required string Meaning { get; init; }

    /// <summary>What it does in the model.</summary>
    public Role Role { get; init; } = Role.Other;

    /// <summary>Draws, one array an entry, chain-major: <c>[chain · draws + draw]</c>; none where only <see cref="Moments"/> are kept.</summary>
    public double[][] Draws { get; init; } = [];

    /// <summary>Summaries of the draws, one an entry; none before they are made, or where only <see cref="Moments"/> are kept.</summary>
    public ParameterSummary[] Summaries { get; init; } = [];

    /// <summary>Posterior means of very many entries that keep no draws; null otherwise.</summary>
    public EntryMoments? Moments { get; init; }

    /// <summary>Its name in words, which names columns and file where entries belong to observations: weight.</summary>
    public string Singular { get; init; } = "";

    /// <summary>Expectation of every entry before any data; NaN where it says nothing.</summary>
    public double PriorMean { get; init; } = double.NaN;

    /// <summary>What a row of that file is, in words.</summary>
    public string TableMeaning { get; init; } = "";

    /// <summary>What <see cref="EntryMoments.PriorMean"/> is called: nu.</summary>
    public string PriorMeanName { get; init; } = "";

    /// <summary>B of every instrument.</summary>
    public static Block Areas(Observations data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Block
        {
            Symbol = "B",
            Axis = Axis.Instrument,
            Names = data.Instruments,
            Meaning = "ln(effective area)",
            Role = Role.Area,
        };
    }

    /// <summary>σ², the variance of ln(value), with an entry for each of <paramref name="names"/>.</summary>
    /// <param name="axis">What it has one entry for.</param>
    /// <param name="names">Their names; none for <see cref="Models.Axis.Common"/>.</param>
    public static Block Scatter(Axis axis, IReadOnlyList<string> names) => new()
    {
        Symbol = "sigma2",
        Axis = axis,
        Names = names,
        Meaning = "variance of ln(value)",
        Role = Role.Scatter,
    };

    /// <summary>Name of a parameter: B[pn], or the symbol alone where one entry is common to all.</summary>
    /// <param name="entry">Index of the entry.</param>
    public string NameOf(int entry) => Axis is Axis.Common ? Symbol : $"{Symbol}[{Names[entry]}]";

    /// <summary>Names of all parameters.</summary>
    public IEnumerable<string> ParameterNames => Axis is Axis.Common ? [Symbol] : Names.Select((_, entry) => NameOf(entry));

    /// <summary>The entry that governs an observation.</summary>
    /// <param name="instrument">Index of its instrument.</param>
    /// <param name="source">Index of its source.</param>
    /// <param name="observation">Its own index.</param>
    public int Entry(int instrument, int source, int observation) => Axis switch
    {
        Axis.Common => 0,
        Axis.Band => throw new NotSupportedException("an entry a band governs no observation by itself"),
        Axis.Instrument => instrument,
        Axis.Source => source,
        _ => observation,
    };

    /// <summary>Summary of what governs an instrument; null where entries belong to sources or observations, or none are summarised.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    public ParameterSummary? Of(int instrument) =>
        Summaries.Length == 0 || Axis is Axis.Source or Axis.Observation ? null : Summaries[Axis is Axis.Common ? 0 : instrument];
}

/// <summary>Posterior means of a block's entries, and how sure they are.</summary>
/// <param name="Mean">Posterior mean of each entry.</param>
/// <param name="McseMean">Its Monte Carlo standard error; 0 where the entry keeps its prior.</param>
/// <param name="PriorMean">Expectation of every entry before any data.</param>
public sealed record EntryMoments(double[] Mean, double[] McseMean, double PriorMean)
{
    /// <summary>Indices of the entries with the smallest means, smallest first; those at or above the prior mean are left out.</summary>
    /// <param name="most">How many at most.</param>
    public int[] Smallest(int most) =>
        [.. Enumerable.Range(0, Mean.Length).Where(o => Mean[o] < PriorMean).OrderBy(o => Mean[o]).Take(most)];

    /// <summary>Whether an entry has lost so much of its prior mean that it is called an outlier.</summary>
    /// <param name="entry">Index of the entry.</param>
    public bool IsOutlier(int entry) => Mean[entry] < OutlierRule.Outlying * PriorMean;
}
