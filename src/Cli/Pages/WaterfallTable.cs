using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>How the rows of a catalogue became what is fitted.</summary>
internal static class WaterfallTable
{
    /// <summary>Writes it; nothing where nothing was selected.</summary>
    public static void Write(Waterfall? waterfall, Page page)
    {
        if (waterfall is null)
        {
            return;
        }

        WaterfallRows rows = new(waterfall);
        page.Blank();
        page.Heading(rows.Title);
        page.Table(rows.StepHeader, rows.Steps, textColumns: 2);
        if (rows.Values.Count > 0)
        {
            page.Blank();
            page.Table(rows.ValueHeader, rows.Values, rows.ValueTextColumns);
        }
    }
}
