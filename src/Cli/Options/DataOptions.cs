using System.CommandLine.Parsing;
using System.CommandLine;
using System.Globalization;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;

namespace GpuConcord.Cli.Options;

/// <summary>Which of a table's columns and bands are read.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> value;
    private readonly Option<string?> error;
    private readonly Option<string[]> instruments;
    private readonly Option<LogChoice> log = new("--log")
    {
        Description = "Whether the values are logarithms: to base 10, natural (e), or none; for names that do not tell (log_flux), or tell wrong.",
        HelpName = "10|e|none",
        CustomParser = Parsers.Choice(("10", LogChoice.Ten), ("e", LogChoice.Natural), ("none", LogChoice.None)),
    };
    private readonly Option<CountedQuantity?> quantity = new("--quantity")
    {
        Description = "Of a table of counts in apertures (columns n, m, A_s, A_b, ... as aprates has them, or n and b, the known background): what a source's intensity S "
            + "is, as in --quantity rate. [default: photflux where every row has E_s and E_b, else rate where T_s and T_b, else counts]",
        HelpName = string.Join('|', CountedQuantities.All.Select(quantity => quantity.Word())),
        CustomParser = Parsers.Choice([.. CountedQuantities.All.Select(quantity => (quantity.Word(), (CountedQuantity?)quantity))]),
    };
    private readonly Option<double[]?> missing = new("--missing")
    {
        Description = "Numbers that stand for nothing, in values and errors: -999, or -99,1e30. none: take every number as it stands.",
        HelpName = "NUMBERS|none",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Numbers,
    };

    private readonly CatalogueOptions catalogue = new(
        "Which columns hold what: source=IAUNAME,pn=PN_4_FLUX,pn_err=PN_4_FLUX_ERR,MOS1=M1_4_FLUX of a table with a column an instrument; source=, instrument=, value=, "
            + "error=, band=, or n=, m=, A_s= and the like of one with a row an observation. source=SRCID+OBS_ID joins columns.");

    /// <summary>Name of the argument that names the data.</summary>
    public const string DataName = "DATA";

    /// <param name="band">What <c>--band</c> does.</param>
    /// <param name="table">How descriptions call the table: the table, a table.</param>
    public DataOptions(string band, string table)
    {
        Band = Declare.Text("--band", "NAME", band);
        value = Declare.Text("--value", "COLUMN", $"The column with the measured values, when {table} has several.");
        error = Declare.Text("--error", "COLUMN", $"The column with their errors, when {table} has several.");
        instruments = Declare.Texts("--instruments", "NAME,...", "Read these instruments only: rows of a long table, columns of a matrix; repeat for names with a comma.");
    }

    /// <summary><c>--band</c>.</summary>
    public Option<string?> Band { get; }

    /// <summary>The columns' options.</summary>
    public IEnumerable<Option> Columns => [.. catalogue.All, value, error, log, quantity, missing, instruments];

    /// <summary>What to read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="needErrors">Whether every value needs an error.</param>
    /// <param name="zeroErrors">Whether an error of zero is allowed.</param>
    /// <param name="countsBecause">The words that ask for the counts of apertures, but for those of --quantity; null when none do.</param>
    public ReadOptions Read(ParseResult parsed, bool needErrors = false, bool zeroErrors = false, string? countsBecause = null) =>
        catalogue.Read(parsed, new(
            parsed.GetValue(value), parsed.GetValue(error), parsed.GetValue(Band), needErrors, zeroErrors, parsed.GetValue(log), parsed.GetValue(missing),
            parsed.GetValue(instruments) is { Length: > 0 } names ? names : null,
            parsed.GetValue(quantity),
            countsBecause ?? (parsed.GetValue(quantity) is { } wanted ? $"{quantity.Name} {wanted.Word()}" : null)));

    private static double[]? Numbers(ArgumentResult result)
    {
        string[] texts = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries))];
        if (texts is ["none"])
        {
            return [];
        }

        List<double> numbers = [];
        foreach (string text in texts)
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                numbers.Add(number);
            }
            else
            {
                result.AddError($"--missing: found '{text}', expected numbers with commas between, or none alone; write --missing -999 (blank, NaN and INDEF are missing anyway)");
            }
        }
        return [.. numbers.Distinct()];
    }
}
