using System.Text;
using CsCheck;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Random tables, rows in random order, against a reading by dictionaries.</summary>
public sealed class TableReaderPropertyTests
{
    private sealed record Row(int Instrument, int Source, int Band, double? Value);

    private static readonly Gen<Row[]> Tables =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 6], Gen.Int[0, 2], Gen.Double[0.1, 10.0], Gen.Int[0, 3])
            .Select((i, j, band, value, blank) => new Row(i, j, band, blank == 0 ? null : value)).Array[0, 60]
            .Select(rows => rows.DistinctBy(row => (row.Instrument, row.Source, row.Band)).ToArray());

    [Fact]
    public void Every_observation_arrives_once_and_in_order() => Tables.Sample(rows =>
    {
        List<Row> observed = rows.Where(row => row.Value is not null).ToList();
        List<int> bands = rows.Select(row => row.Band).Distinct()
            .Where(band => observed.Where(row => row.Band == band).DistinctBy(row => row.Instrument).Count() >= 2).ToList();
        if (bands.Count == 0)
        {
            Assert.Throws<DataException>(() => Table.Read(Text(rows)));
            return;
        }
        IReadOnlyList<Observations> read = Table.Read(Text(rows)).Bands;
        Assert.Equal(bands.Select(band => $"b{band}").ToArray(), read.Select(band => band.Band).ToArray());
        List<int> instrumentOrder = rows.Select(row => row.Instrument).Distinct().ToList();
        List<int> sourceOrder = rows.Select(row => row.Source).Distinct().ToList();
        foreach ((int band, Observations observations) in bands.Zip(read))
        {
            IEnumerable<string> expected = observed.Where(row => row.Band == band)
                .OrderBy(row => sourceOrder.IndexOf(row.Source)).ThenBy(row => instrumentOrder.IndexOf(row.Instrument))
                .Select(row => $"i{row.Instrument} s{row.Source} {Math.Log(row.Value!.Value):g15}");
            Assert.Equal(expected.ToArray(), Table.Lines(observations));
            Assert.Equal(observations.Count, observations.First[^1]);
            Assert.Equal(observations.SourceCount + 1, observations.First.Length);
        }
    }, iter: 300);

    [Fact]
    public void A_row_given_twice_is_refused_wherever_it_stands() => Gen.Select(Tables, Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((rows, which, where) =>
    {
        if (rows.Length == 0)
        {
            return;
        }

        (Row row, int at) = (rows[which % rows.Length], where % (rows.Length + 1));
        Row[] doubled = [.. rows[..at], row with { Value = null }, .. rows[at..]];
        int[] lines = doubled.Select((r, k) => (r, k)).Where(pair => (pair.r with { Value = null }) == (row with { Value = null })).Select(pair => pair.k + 2).ToArray();
        Assert.Equal(
            $"t.csv:{lines[1]}:1: found instrument 'i{row.Instrument}' and source 's{row.Source}' in band 'b{row.Band}' a second time (first on line {lines[0]}), " +
            "expected one row for each instrument, source and band; another observation of it is a source of its own: join the columns that tell them apart (--columns "
                + "source=SOURCE+OBS_ID); a copy of the row is to be removed",
            Table.Refusal(Text(doubled)));
    }, iter: 300);

    [Fact]
    public void A_table_that_outgrows_its_first_columns_many_times_arrives_whole()
    {
        const int Sources = 60_000;
        StringBuilder text = new("instrument,source,counts,counts_err\n");
        for (int j = 0; j < Sources; j++)
        {
            // Rows grow longer, so that the estimate of how many are to come is wrong.
            text.Append("x,s").Append(j).Append(',').Append(j + 1).Append(",1\n");
            text.Append("y,s").Append(j).Append(',').Append(j + 1).Append(".000000000000").Append(",1\n");
        }
        Observations band = Table.Read(text.ToString()).Bands[0];
        Assert.Equal((2 * Sources, Sources), (band.Count, band.SourceCount));
        for (int k = 0; k < band.Count; k++)
        {
            double value = k / 2 + 1.0;
            Assert.Equal((k % 2, Math.Log(value)), (band.Instrument[k], band.Y[k]));
            Assert.InRange(band.Variance![k] / Math.Log(1 + 1 / (value * value)), 1 - 1e-6, 1 + 1e-6);
        }
    }

    private static string Text(IEnumerable<Row> rows) => rows.Aggregate(
        new StringBuilder("instrument,source,band,flux\n"),
        (text, row) => text.Append($"i{row.Instrument},s{row.Source},b{row.Band},{row.Value:r}\n")).ToString();
}
