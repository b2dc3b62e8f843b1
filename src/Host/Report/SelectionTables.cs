using System.Xml.Linq;
using GpuConcord.Host.Data;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>How the rows of a catalogue became what is fitted, as tables.</summary>
internal static class SelectionTables
{
    /// <summary>A row a condition, and a row a band and instrument where values have columns of their own.</summary>
    public static IEnumerable<XElement> Of(Waterfall waterfall)
    {
        WaterfallRows rows = new(waterfall);
        yield return Html.Table($"{rows.Title}. Of null: fell because a column has no value there.", rows.StepHeader, rows.Steps, textColumns: 2);
        if (rows.Values.Count > 0)
        {
            yield return Html.Table(
                "Values of those rows by band and instrument. ≤ 0: no logarithm, no detection; cut: by a condition on band or instrument; error > value: among those used.",
                rows.ValueHeader, rows.Values, textColumns: rows.ValueTextColumns);
        }
    }
}
