using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Reads a long table: one row an observation.</summary>
internal static class LongRows
{
    /// <summary>Reads every row into <paramref name="bands"/>, by band.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="bands">Receives the rows.</param>
    /// <param name="sentinels">Numbers that stand for nothing.</param>
    /// <param name="chosen">Which instruments are read.</param>
    /// <param name="notes">Receives what looks wrong.</param>
    /// <exception cref="DataException">A field is at fault.</exception>
    public static void Read(
        ITable table, LongColumns columns, ReadOptions options, BandedRows bands, Sentinels sentinels, ChosenInstruments chosen, List<string> notes)
    {
        ErrorScreen screen = new();
        Each(table, (columns.Instrument, columns.Source, columns.Band), bands, chosen, (band, instrument, source) =>
        {
            (double value, double y, double variance) = Observe(table, columns, options, screen, sentinels);
            band.Add(instrument, source, y, variance, checked((int)table.Row), table.Fraction);
            if (sentinels.Suspects && Sentinels.IsUsual(value, columns.Measure))
            {
                band.Suspect(value);
            }
        });
        if (columns.Error >= 0)
        {
            screen.Check(table, columns, sentinels.Suspects, notes);
        }
    }

    /// <summary>Reads every row of a table of counts into <paramref name="bands"/>, by band.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="counts">Reads the counts of a row.</param>
    /// <param name="bands">Receives the rows.</param>
    /// <param name="chosen">Which instruments are read.</param>
    /// <exception cref="DataException">A field is at fault.</exception>
    public static void Read(ITable table, CountColumns columns, CountReader counts, BandedRows bands, ChosenInstruments chosen) =>
        Each(table, (columns.Instrument, columns.Source, columns.Band), bands, chosen, (band, instrument, source) =>
        {
            // What y is shows when all rows have told what S can be.
            band.Apertures ??= new ApertureRows(counts);
            band.Add(instrument, source, counts.Read(band.Apertures) ? 0.0 : double.NaN, double.NaN, checked((int)table.Row), table.Fraction);
        });

    /// <summary>Goes through the rows that are wanted.</summary>
    private static void Each(
        ITable table, (int Instrument, int Source, int Band) columns, BandedRows bands, ChosenInstruments chosen, Action<ObservationRows, int, int> take)
    {
        while (table.Read())
        {
            int instrument = Named(bands.Instruments.Add(table[columns.Instrument]), table, columns.Instrument, "the name of an instrument");
            if (!chosen.Takes(instrument, bands.Instruments))
            {
                continue;
            }

            ObservationRows? band = columns.Band < 0 ? null : bands.InBand(Named(bands.Band(table[columns.Band]), table, columns.Band, "the name of an energy band"));
            if (columns.Band >= 0 && band is null)
            {
                continue;
            }

            band ??= bands.Only;
            int source = Named(bands.Sources.Add(table[columns.Source]), table, columns.Source, "the name of a source");
            take(band, instrument, source);
        }
    }

    /// <summary>The number of a name, unless there is none to be seen.</summary>
    private static int Named(int number, ITable table, int column, string expected) => number >= 0 ? number : throw table.Fault(
        column, $"a blank field in column {Excerpt.Of(table.Header[column])}", expected, "fill it in, or remove the row");

    /// <summary>The value, y and its variance; value and y are NaN when nothing was observed, the variance when no error is given.</summary>
    private static (double Value, double Y, double Variance) Observe(
        ITable table, LongColumns columns, in ReadOptions options, ErrorScreen screen, Sentinels sentinels)
    {
        double value = Values.Read(table, columns.Value, columns.Measure, sentinels);
        if (double.IsNaN(value))
        {
            return (double.NaN, double.NaN, double.NaN);
        }

        double y = columns.Measure.Log(value);
        if (columns.Exposure >= 0)
        {
            y -= Math.Log(Values.ReadExposure(table, columns.Exposure));
        }

        double variance = columns.Error < 0 ? double.NaN : Values.ReadVariance(table, columns, value, options, screen, sentinels);
        return (value, y, variance);
    }
}
