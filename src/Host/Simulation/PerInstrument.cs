using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Simulation;

/// <summary>Numbers of instruments as an option gives them: one for all, some by name, or both: <c>0.1</c>, <c>pn=0.05</c>, <c>0.1,pn=0.05</c>.</summary>
public static class PerInstrument
{
    /// <summary>One number an instrument.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="texts">What was given, once for each time.</param>
    /// <param name="instruments">Instrument names.</param>
    /// <param name="standard">The number of instruments about which nothing is said.</param>
    /// <exception cref="UsageException">Not a number greater than 0, an instrument that is not there, or one that is named twice.</exception>
    public static double[] Read(string option, IEnumerable<string> texts, IReadOnlyList<string> instruments, double standard)
    {
        ArgumentNullException.ThrowIfNull(texts);
        double? common = null;
        Dictionary<string, double> named = new(StringComparer.Ordinal);
        foreach (string item in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            // An instrument's name may hold '=', a number cannot.
            int equals = item.LastIndexOf('=');
            string number = item[(equals + 1)..].Trim();
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || value <= 0)
            {
                throw new UsageException($"{option}: found '{item}', expected a number greater than 0, or INSTRUMENT=NUMBER; write {option} 0.1 or {option} "
                    + $"0.1,{instruments[0]}=0.05");
            }

            if (equals < 0)
            {
                common = common is null ? value : throw new UsageException(
                    $"{option}: found two numbers for all instruments, expected one; name the instruments, as in {option} 0.1,{instruments[0]}=0.05");
                continue;
            }
            string name = item[..equals].Trim();
            if (!instruments.Contains(name, StringComparer.Ordinal))
            {
                throw new UsageException($"{option}: found instrument '{name}', expected one of {string.Join(", ", instruments)}; "
                    + $"{DidYouMean.Advice(name, instruments, "name it in --instruments too")}");
            }

            if (!named.TryAdd(name, value))
            {
                throw new UsageException($"{option}: found instrument '{name}' twice, expected each once; remove one of the two");
            }
        }
        return [.. instruments.Select(name => named.TryGetValue(name, out double own) ? own : common ?? standard)];
    }
}
