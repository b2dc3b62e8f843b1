namespace GpuConcord.Host.Data;

/// <summary>How the rows of a table became what is fitted, step by step.</summary>
/// <param name="Title">What made the selection: a profile with its title, or nothing.</param>
/// <param name="Row">What a row is, in a word: detection, row.</param>
/// <param name="Read">Rows of the table.</param>
/// <param name="Steps">What was asked of rows, in order.</param>
/// <param name="Left">Rows for which all of it holds.</param>
public sealed record Waterfall(string Title, string Row, long Read, IReadOnlyList<WaterfallStep> Steps, long Left)
{
    /// <summary>What became of the values of those rows, an entry a band and instrument; none where values have no such columns.</summary>
    public IReadOnlyList<WaterfallValues> Values { get; init; } = [];

    /// <summary>Values that are 0 or below, of any band and instrument: no detection.</summary>
    public long WithoutLogarithm => Values.Sum(values => values.NotPositive);
}

/// <summary>One step of a selection.</summary>
/// <param name="Condition">What was asked, as it is written: <c>SUM_FLAG == 0</c>.</param>
/// <param name="Because">Why; empty where a person asked for it.</param>
/// <param name="Left">Rows that went on.</param>
/// <param name="Fell">Rows that did not.</param>
/// <param name="Unknown">Those among them that fell because a column is null.</param>
public sealed record WaterfallStep(string Condition, string Because, long Left, long Fell, long Unknown);

/// <summary>What became of the values of one band and instrument.</summary>
/// <param name="Band">The band; null when there is only one.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Used">Values that are fitted.</param>
/// <param name="Blank">Rows without a value.</param>
/// <param name="NotPositive">Values of 0 or below, which have no logarithm: no detection.</param>
/// <param name="Cut">Values that a condition on band or instrument took out.</param>
/// <param name="WithoutError">Values without an error above 0, among those used unless errors are needed.</param>
/// <param name="Uncertain">Values whose error is larger than they are, among those used.</param>
public sealed record WaterfallValues(string? Band, string Instrument, long Used, long Blank, long NotPositive, long Cut, long WithoutError, long Uncertain);
