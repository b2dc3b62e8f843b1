using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>What a table for <c>gpuconcord fit</c> is made of.</summary>
/// <param name="Instrument">Name of the instrument of every row; null takes the table's column <c>instrument</c>.</param>
/// <param name="Quantity">The quantity whose logarithm is fitted; null takes the last that the table allows.</param>
public readonly record struct FitTableOptions(string? Instrument = null, ApertureQuantity? Quantity = null);

/// <summary>
/// Writes the posterior of ln S, mean and standard deviation, as the long table that <c>gpuconcord fit</c> reads: instrument, source,
/// band if there is one, value, error. A source whose mode is 0 has no logarithm to speak of: it is counted and left out.
/// </summary>
internal sealed class FitTableOutput : ICatalogueOutput
{
    private readonly TextWriter _writer;
    private readonly int _source;
    private readonly int _instrument;
    private readonly int _band;
    private readonly string? _name;
    private readonly int _quantity;
    private readonly int _extra;

    private FitTableOutput(TextWriter writer, int instrument, int source, int band, string? name, int quantity, int extra) =>
        (_writer, _instrument, _source, _band, _name, _quantity, _extra) = (writer, instrument, source, band, name, quantity, extra);

    /// <summary>Sources left out so far.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Finds the columns and writes the header.</summary>
    /// <exception cref="DataException">There is no source, no instrument, or no such quantity.</exception>
    public static FitTableOutput Open(string file, Func<TextWriter> open, ICatalogue catalogue, PhotometryRequest measure, FitTableOptions options)
    {
        int Column(string name)
        {
            for (var c = 0; c < catalogue.Columns.Count; c++)
            {
                if (catalogue.Columns[c].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return c;
            }
            return -1;
        }
        var (source, instrument, band) = (Column("source"), Column("instrument"), Column("band"));
        string[] names = [.. catalogue.Columns.Select(column => column.Name)];
        if (source < 0)
            throw DataException.In(file, "no column source", "one that names the sources, for the fit to match them", DidYouMean.Advice("source", names, "rename the column that names them to source"));
        if (instrument < 0 && options.Instrument is null)
            throw DataException.In(file, "no column instrument", "the instrument's name, for the fit to tell instruments apart", "add the column, or give --instrument NAME");
        var quantity = options.Quantity is { } wanted ? IndexOf(measure, wanted) : measure.Quantities.Count - 1;
        if (quantity < 0)
            throw DataException.In(file, $"no inputs of {options.Quantity!.Value.Name()}", $"columns {string.Join(", ", options.Quantity!.Value.Needs())}", "add them, or choose another quantity");
        var counts = measure.Quantities[quantity] == ApertureQuantity.Counts;
        var value = counts ? "log_counts" : "ln_flux";
        var output = new FitTableOutput(open(), instrument, source, band, options.Instrument, quantity, measure.Options.ExtraCount);
        output._writer.Write($"instrument,source,{(band >= 0 ? "band," : "")}{value},{value}_err\n");
        return output;
    }

    /// <inheritdoc/>
    public Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        var (summaries, extras) = (batch.Results.Summaries[_quantity], batch.Results.Extras[_quantity]);
        for (var i = 0; i < batch.Count; i++)
        {
            if (summaries[i].ModeAtZero)
            {
                LeftOut++;
                continue;
            }
            _writer.Write(Quote(_name ?? Text(batch, _instrument, i)));
            _writer.Write(',');
            _writer.Write(Quote(Text(batch, _source, i)));
            _writer.Write(',');
            if (_band >= 0)
                _writer.Write($"{Quote(Text(batch, _band, i))},");
            _writer.Write(string.Create(CultureInfo.InvariantCulture, $"{extras[((i + 1) * _extra) - 2]:R},{extras[((i + 1) * _extra) - 1]:R}\n"));
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CompleteAsync() => _writer.FlushAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static int IndexOf(PhotometryRequest measure, ApertureQuantity quantity)
    {
        for (var q = 0; q < measure.Quantities.Count; q++)
        {
            if (measure.Quantities[q] == quantity)
                return q;
        }
        return -1;
    }

    private static string Text(CatalogueBatch batch, int column, int row) =>
        Convert.ToString(batch.Columns[column].GetValue(row), CultureInfo.InvariantCulture) ?? "";

    private static string Quote(string text) => text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
