using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Tests.Cli;

/// <summary>Six detections with the names of 4XMM's columns, in the format that a file's name says.</summary>
internal static class SmallCatalogue
{
    private const int Rows = 6;

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(string file, CancellationToken cancellation)
    {
        List<OutputColumn> columns =
        [
            OutputColumn.OfWhole("DETID", "", row => 100 + row),
            OutputColumn.OfWhole("SRCID", "", row => 200 + (row / 2)),
            OutputColumn.OfText("IAUNAME", "", row => $"4XMM J{row / 2}"),
            OutputColumn.OfText("OBS_ID", "", row => $"010212010{row}"),
            OutputColumn.OfWhole("SUM_FLAG", "", _ => 0),
            OutputColumn.OfFlags("SC_VAR_FLAG", "", _ => false),
            OutputColumn.OfNumbers("EP_EXTENT", "arcsec", "", _ => 0),
        ];
        foreach ((string camera, double area) in (ReadOnlySpan<(string, double)>)[("EP", 1.0), ("PN", 0.95), ("M1", 1.03), ("M2", 1.02)])
        {
            foreach (string band in (ReadOnlySpan<string>)["1", "2", "3", "4", "5", "8"])
            {
                double share = band is "8" ? 1.0 : 0.2;
                columns.Add(OutputColumn.OfNumbers($"{camera}_{band}_FLUX", "erg/cm**2/s", "", row => share * area * 1e-13 * (row + 2)));
                columns.Add(OutputColumn.OfNumbers($"{camera}_{band}_FLUX_ERR", "erg/cm**2/s", "", row => share * 3e-15 * (row + 2)));
            }

            if (camera is not "EP")
            {
                columns.Add(OutputColumn.OfNumbers($"{camera}_8_RATE", "ct/s", "", _ => 0.1));
                columns.Add(OutputColumn.OfNumbers($"{camera}_MASKFRAC", "", "", _ => 0.99));
                columns.Add(OutputColumn.OfNumbers($"{camera}_ONTIME", "s", "", _ => 30_000));
            }
        }

        await using FileStream stream = File.Create(file);
        await TableFormats.Standard.ByName(file).WriteAsync(new OutputTable("A catalogue.", Rows, columns) { Name = "SRCLIST" }, stream, cancellation);
    }
}
