using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Prior;

/// <summary>
/// One prior parameter as the command line gives it: a number for every instrument, numbers for named instruments, or both, separated by
/// commas: <c>0.05</c>, <c>pn=0.02,MOS1=0.06</c>, <c>0.05,pn=0.02</c>.
/// </summary>
/// <param name="Parameter">Which parameter it is.</param>
/// <param name="Plain">The number for instruments not named, or null.</param>
/// <param name="ByInstrument">The numbers of named instruments.</param>
internal sealed record PriorOption(PriorParameter Parameter, double? Plain, IReadOnlyDictionary<string, double> ByInstrument)
{
    /// <summary>Reads the option's texts, one for each time it was given.</summary>
    /// <exception cref="UsageException">Not a number greater than 0, or an instrument named twice.</exception>
    public static PriorOption Parse(PriorParameter parameter, IEnumerable<string> texts)
    {
        double? plain = null;
        Dictionary<string, double> byInstrument = new(StringComparer.Ordinal);
        foreach (string item in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            // An instrument's name may hold '=', a number cannot.
            int equals = item.LastIndexOf('=');
            double value = ReadNumber(parameter, item, item[(equals + 1)..].Trim());
            if (equals < 0)
            {
                if (plain is not null)
                {
                    throw Fault(
                        parameter, $"two numbers for all instruments ({plain.Value.ToString(CultureInfo.InvariantCulture)} and {item})", "one",
                        $"name the instruments, as in {Form(parameter)}");
                }
                plain = value;
                continue;
            }
            string name = Spelling.Of(item.AsSpan(0, equals));
            if (name.Length == 0)
            {
                throw Fault(parameter, $"'{item}'", "an instrument before '='", $"write {Form(parameter)}");
            }

            if (!byInstrument.TryAdd(name, value))
            {
                throw Fault(parameter, $"instrument '{name}' twice", "each once", "remove one of the two");
            }
        }
        return new PriorOption(parameter, plain, byInstrument);
    }

    /// <summary>The number for an instrument by name, or null.</summary>
    public double? Of(string instrument) => ByInstrument.TryGetValue(instrument, out double value) ? value : null;

    /// <summary>Refuses instruments that are not among <paramref name="known"/>.</summary>
    /// <exception cref="UsageException">An instrument that the data do not have.</exception>
    public void CheckNames(IReadOnlyCollection<string> known)
    {
        foreach (string name in ByInstrument.Keys)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw Fault(
                    Parameter, $"instrument '{name}'", $"one of the data's: {Excerpt.List([.. known])}",
                    DidYouMean.Advice(name, known, "use a name as the table writes it"));
            }
        }
    }

    private static double ReadNumber(PriorParameter parameter, string item, string text)
    {
        if (Cells.Read(text, out double value) != Cell.Number)
        {
            throw Fault(
                parameter, item.Length == 0 ? "nothing" : $"'{item}'", "a number greater than 0, or INSTRUMENT=NUMBER", $"write {Form(parameter)}");
        }

        return parameter.Fault(value) is { } wrong ? throw Fault(parameter, item, wrong.Expected, wrong.Advice) : value;
    }

    private static string Form(PriorParameter parameter) => parameter switch
    {
        PriorParameter.Tau => "--tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02",
        PriorParameter.Alpha => "--alpha 1.5 or --alpha 1.5,pn=2",
        _ => "--beta 0.01 or --beta 0.01,pn=0.04",
    };

    private static UsageException Fault(PriorParameter parameter, string found, string expected, string advice) =>
        new($"--{parameter.Name()}: found {found}, expected {expected}; {advice}");
}
