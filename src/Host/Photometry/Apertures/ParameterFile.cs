using System.Text;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>One line of an IRAF-style parameter file: <c>name,type,mode,value,min,max,prompt</c>.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Type">b, i, r, s or f.</param>
/// <param name="Mode">a, h, q or l.</param>
/// <param name="Value">The value, unquoted; INDEF when undefined.</param>
/// <param name="Prompt">What a person would be asked.</param>
public readonly record struct ParameterLine(string Name, char Type, string Mode, string Value, string Prompt);

/// <summary>Reads and writes parameter files as CIAO's tools and its pget do.</summary>
public static class ParameterFile
{
    /// <summary>Writes the file.</summary>
    public static void Write(TextWriter writer, IEnumerable<ParameterLine> lines)
    {
        foreach (ParameterLine line in lines)
        {
            writer.Write($"{line.Name},{line.Type},{line.Mode},{Quote(line)},,,\"{line.Prompt}\"\n");
        }
    }

    /// <summary>Reads the file: lines in order; blank lines and comments (#) are skipped.</summary>
    /// <param name="file">Name in messages.</param>
    /// <param name="reader">The text.</param>
    /// <exception cref="DataException">A line is not of the form above, or has the name of another.</exception>
    public static List<ParameterLine> Read(string file, TextReader reader)
    {
        List<ParameterLine> lines = [];
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int number = 1; reader.ReadLine() is { } text; number++)
        {
            if (string.IsNullOrWhiteSpace(text) || text.TrimStart().StartsWith('#'))
            {
                continue;
            }

            List<string> fields = Split(text);
            if (fields.Count < 4 || fields[0].Length == 0 || fields[1].Length != 1)
            {
                throw DataException.At(
                    file, number, 1, Excerpt.Of(text), "a line name,type,mode,value,min,max,\"prompt\"",
                    "check that this is a parameter file (.par)");
            }

            if (!first.TryAdd(fields[0], number))
            {
                throw DataException.At(
                    file, number, 1, $"parameter {Excerpt.Of(fields[0])} a second time (first on line {first[fields[0]]})", "each parameter once",
                    "remove one of the two lines");
            }

            lines.Add(new ParameterLine(fields[0], fields[1][0], fields[2], fields[3], fields.Count > 6 ? fields[6] : ""));
        }
        return lines;
    }

    private static string Quote(in ParameterLine line) => line.Type is 's' or 'f' || line.Value.Contains(',', StringComparison.Ordinal)
        ? $"\"{line.Value.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : line.Value;

    /// <summary>Fields between commas; a quoted one may hold commas, and quotes behind a backslash.</summary>
    private static List<string> Split(string text)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '\\' && i + 1 < text.Length)
            {
                field.Append(text[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }
        fields.Add(field.ToString().Trim());
        return fields;
    }
}
