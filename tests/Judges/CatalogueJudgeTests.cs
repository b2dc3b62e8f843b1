using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Tables.Selection;
using GpuConcord.Tests.Host.Runs;
using Xunit;
using Console = GpuConcord.Tests.Cli.Console;

namespace GpuConcord.Tests.Judges;

/// <summary>A catalogue that astropy wrote, from its rows to a fit; and the tables of a fit as STILTS reads them.</summary>
public sealed class CatalogueJudgeTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>Row by row the same selection as numpy makes, and value by value the same ln fluxes, from FITS and from FITS that gzip compressed.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void The_selection_of_a_catalogue_is_that_of_numpy()
    {
        string file = scratch["4xmm.fits"];
        Judge.Python("numpy, astropy", "simulate-4xmm.py", "6000", file, "7");
        CatalogueMap map = ProfileList.Find("4xmm").Map(null, TableReader.IsSameBand, recommended: true);
        DataSet data = TableReader.Read(file, default(ReadOptions) with
        {
            Catalogue = map,
            Where = [.. map.Cuts.Select(cut => (Condition.Parse(map.Origin, cut.Where), cut.Because))],
        });
        Waterfall fallen = data.Waterfall!;
        List<string> ours = [$"rows {fallen.Read}", .. fallen.Steps.Select(step => $"left {step.Left}")];
        Dictionary<string, double> sums = [];
        foreach (WaterfallValues values in fallen.Values)
        {
            string band = $"{data.Bands.Select(one => one.Band).ToList().IndexOf(values.Band) + 1}";
            ours.Add($"{values.Instrument} {band} {values.Used} {values.Blank} {values.NotPositive} {values.Cut}");
            Observations of = data.Bands.Single(one => string.Equals(one.Band, values.Band, StringComparison.Ordinal));
            int instrument = Array.IndexOf(of.Instruments, values.Instrument);
            sums[ours[^1]] = Enumerable.Range(0, of.Count).Where(o => of.Instrument[o] == instrument).Sum(o => of.Y[o]);
        }

        string[] theirs = Judge.Python("numpy, astropy", "count_4xmm.py", file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(theirs.Select(line => string.Join(' ', line.Split(' ').Take(6))), ours);
        Assert.True(fallen.Left > 500, $"{fallen.Left} detections are too few to tell anything");
        foreach (string line in theirs.Where(line => line.Split(' ').Length == 7))
        {
            string[] words = line.Split(' ');
            double sum = double.Parse(words[6], CultureInfo.InvariantCulture);
            Assert.Equal(sum, sums[string.Join(' ', words[..6])], Math.Abs(sum) * 1e-12);
        }
    }

    /// <summary>Every number of a fit's tables, by way of FITS and VOTable and STILTS, is that of the CSV.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.Stilts)]
    public async Task Tables_of_a_fit_are_read_by_STILTS()
    {
        string run = scratch["run"];
        Assert.Equal(0, await new Console().RunAsync("fit", "epic-hmxb", "--band", "2.0-4.5", "--output", run, "--format", "csv,fits,votable", "--quiet"));
        foreach (string table in (string[])["summary", "fluxes"])
        {
            string[] expected = await File.ReadAllLinesAsync(Path.Combine(run, $"{table}.csv"), TestContext.Current.CancellationToken);
            foreach (string extension in (string[])["fits", "vot"])
            {
                string[] read = Judge.RunStilts("tcopy", $"in={Path.Combine(run, $"{table}.{extension}")}", "out=-", "ofmt=csv").TrimEnd('\n').Split('\n');
                Assert.Equal(expected.Length, read.Length);
                Assert.Equal(expected[0], read[0]);
                for (int row = 1; row < expected.Length; row++)
                {
                    Assert.Equal(expected[row].Split(',').Select(Value), read[row].Split(',').Select(Value));
                }
            }
        }

        // Numbers as numbers: STILTS spells them in its own way, and NaN as nothing.
        static string Value(string field) => !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? field.Trim('"')
            : double.IsNaN(number) ? ""
            : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
