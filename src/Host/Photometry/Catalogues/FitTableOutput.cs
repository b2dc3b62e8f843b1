using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>What a table for <c>gpuconcord fit</c> is made of.</summary>
/// <param name="Instrument">Name of the instrument of every row; null takes the table's column <c>instrument</c>.</param>
/// <param name="Quantity">The quantity whose logarithm is fitted; null takes the last that the table allows.</param>
public readonly record struct FitTableOptions(string? Instrument = null, ApertureQuantity? Quantity = null);

/// <summary>
/// Writes the posterior of ln S, mean and standard deviation, as the long table that <c>gpuconcord fit</c> reads: instrument, source,
/// band if there is one, value, error. A source whose mode is 0 has no logarithm to speak of, and one whose
/// apertures cannot tell it from background is not measured: they are counted and left out.
/// </summary>
internal sealed class FitTableOutput : ICatalogueOutput
{
    /// <summary>Net counts below which a Gaussian in ln S is no summary of what an aperture says.</summary>
    public const double FewCounts = 30;

    private readonly int quantity;
    private readonly int counts;
    private readonly int[] kept = new int[CatalogueBatch.Size];
    private CatalogueBatch batch = null!;
    private Stream stream = null!;
    private ITableWriter writer = null!;

    private FitTableOutput(int quantity, int counts) => (this.quantity, this.counts) = (quantity, counts);

    /// <summary>Sources left out so far.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Sources of fewer than <see cref="FewCounts"/> net counts so far, those of mode 0 among them.</summary>
    public long Faint { get; private set; }

    /// <summary>Finds the columns and begins the file.</summary>
    /// <exception cref="DataException">There is no source, no instrument, or no such quantity.</exception>
    public static async Task<FitTableOutput> BeginAsync(CatalogueRequest request, Catalogue catalogue, PhotometryRequest measure, CancellationToken cancellation)
    {
        FitTableOptions options = request.Fit;
        IReadOnlyList<string> names = catalogue.Names;
        int source = Column("source");
        int instrument = Column("instrument");
        if (source < 0)
        {
            throw DataException.In(
                request.Table, "no column source", "one that names the sources, for the fit to match them",
                DidYouMean.Advice("source", names, "rename the column that names them to source"));
        }

        if (instrument < 0 && options.Instrument is null)
        {
            throw DataException.In(
                request.Table, "no column instrument", "the instrument's name, for the fit to tell instruments apart", "add the column, or give --instrument NAME");
        }

        ApertureQuantity[] measured = [.. measure.Quantities];
        int asked = options.Quantity is { } wanted ? Array.IndexOf(measured, wanted) : measured.Length - 1;
        if (asked < 0)
        {
            throw DataException.In(
                request.Table, $"no inputs of {options.Quantity!.Value.Name()}", $"columns {string.Join(", ", options.Quantity!.Value.Needs())}",
                "add them, or choose another quantity");
        }

        FitTableOutput output = new(asked, Array.IndexOf(measured, ApertureQuantity.Counts)) { stream = request.FitTable!() };
        string value = measured[asked] == ApertureQuantity.Counts ? "log_counts" : "ln_flux";
        OutputTable table = new("The posterior of ln S of every source with a mode above 0.", CatalogueBatch.Size,
            output.Columns(options.Instrument, instrument, source, Column("band"), value, measure.Options.ExtraCount))
        {
            Streamed = true,
            Name = "fit",
            Provenance = request.Provenance,
        };
        output.writer = await (request.FitFormat ?? request.Formats.Text).BeginAsync(table, output.stream, cancellation);
        return output;

        int Column(string name) => ColumnNames.IndexOf(
            names, name, exact: false, (_, found, expected, _) => DataException.In(request.Table, found, expected, "rename those that are something else"));
    }

    /// <inheritdoc/>
    public Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        this.batch = batch;
        PosteriorSummary[] summaries = batch.Results.Summaries[quantity], net = batch.Results.Summaries[counts];
        int count = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            Faint += net[i].Mode < FewCounts && !batch.Results.Alike[i] ? 1 : 0;
            if (!summaries[i].ModeAtZero && !batch.Results.Alike[i])
            {
                kept[count++] = i;
            }
        }

        LeftOut += batch.Count - count;
        return writer.WriteAsync(0, count, cancellation);
    }

    /// <inheritdoc/>
    public Task CompleteAsync() => writer.CompleteAsync(CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private List<OutputColumn> Columns(string? name, int instrument, int source, int band, string value, int extras)
    {
        List<OutputColumn> columns =
        [
            OutputColumn.OfText("instrument", "", row => name ?? Text(instrument, row), "meta.id;instr"),
            OutputColumn.OfText("source", "", row => Text(source, row), "meta.id;src"),
        ];
        if (band >= 0)
        {
            columns.Add(OutputColumn.OfText("band", "", row => Text(band, row), "instr.bandpass"));
        }

        // Mean and standard deviation of ln S are the last of a source's extras.
        columns.Add(OutputColumn.OfNumbers(value, "", "", row => batch.Results.Extras[quantity][((kept[row] + 1) * extras) - 2], "phot.flux;stat.mean"));
        columns.Add(OutputColumn.OfNumbers($"{value}_err", "", "", row => batch.Results.Extras[quantity][((kept[row] + 1) * extras) - 1], "stat.stdev;phot.flux"));
        return columns;
    }

    private string Text(int column, int row) => Convert.ToString(batch.Columns[column].GetValue(kept[row]), CultureInfo.InvariantCulture) ?? "";
}
