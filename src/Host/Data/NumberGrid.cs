using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Data;

/// <summary>
/// The numbers of one axis of a sweep as the command line gives them: <c>0.025,0.05</c>, or ranges <c>START:STOP:STEP</c> with both ends,
/// or both, separated by commas. Steps are counted in decimal arithmetic, so that <c>0.01:0.1:0.005</c> holds the very double that
/// <c>0.015</c> is.
/// </summary>
public static class NumberGrid
{
    /// <summary>Most numbers of an axis.</summary>
    public const int Most = 1_000_000;

    /// <summary>Reads an option's texts, one for each time it was given.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="texts">Its texts.</param>
    /// <returns>The numbers in the order given, all greater than 0; none when there is no text.</returns>
    /// <exception cref="UsageException">Not a number greater than 0, a range that is none, the same number twice, too many numbers.</exception>
    public static IReadOnlyList<double> Parse(string option, IEnumerable<string> texts)
    {
        List<double> numbers = new();
        HashSet<double> seen = new();
        foreach (string item in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            foreach (double number in Items(option, item))
            {
                if (!seen.Add(number))
                {
                    throw Fault(option, $"{number.ToString(CultureInfo.InvariantCulture)} twice", "each number once", "remove one of the two");
                }

                numbers.Add(number);
            }
            if (numbers.Count > Most)
            {
                throw TooMany(option, item);
            }
        }
        return numbers;
    }

    private static IEnumerable<double> Items(string option, string item)
    {
        string[] parts = item.Split(':', StringSplitOptions.TrimEntries);
        if (parts.Length is not (1 or 3))
        {
            throw Fault(option, $"'{item}'", "numbers or START:STOP:STEP", $"write {option} 0.025,0.05 or {option} 0.01:0.1:0.005");
        }

        decimal[] values = Array.ConvertAll(parts, part => Number(option, item, part));
        if (parts.Length == 1)
        {
            return [(double)values[0]];
        }

        if (values[1] < values[0])
        {
            throw Fault(option, $"'{item}', which ends below its start", "START:STOP:STEP with START not above STOP", $"write {parts[1]}:{parts[0]}:{parts[2]}");
        }

        decimal steps = Math.Floor((values[1] - values[0]) / values[2]);
        if (steps >= Most)
        {
            throw TooMany(option, item);
        }

        return Enumerable.Range(0, (int)steps + 1).Select(k => (double)(values[0] + (k * values[2])));
    }

    private static decimal Number(string option, string item, string part)
    {
        string found = part.Equals(item, StringComparison.Ordinal) ? $"'{item}'" : $"'{part}' in '{item}'";
        if (!decimal.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value))
        {
            throw Fault(option, item.Length == 0 ? "nothing" : part.Length == 0 ? $"a blank in '{item}'" : found, "a number greater than 0",
                "write a decimal number, such as 0.05 or 2e-4");
        }

        return value > 0 ? value : throw Fault(option, found, "a number greater than 0", "leave it out: no prior has a width, shape or scale of zero or below");
    }

    private static UsageException TooMany(string option, string item) =>
        Fault(option, $"more than {Most} numbers by '{item}'", $"at most {Most}", "take a coarser step");

    private static UsageException Fault(string option, string found, string expected, string advice) =>
        new($"{option}: found {found}, expected {expected}; {advice}");
}
