using System.Text;

namespace GpuConcord.Tests.Fuzz;

/// <summary>What happens to files on their way: bits flip, transfers stop, editors and scripts write what nobody meant.</summary>
internal static class Mutation
{
    private const int Most = 4;

    private static readonly string[] Numbers =
    [
        "NaN", "nan", "Inf", "-inf", "1e308", "-1e308", "1e-308", "4.9e-324", "1e400", "0", "-0", "-1", "1", "2147483648", "-2147483649", "9223372036854775808", "1e300", "0x10",
        "1,5",
        "1_000", "1e", "--", "1d5", "٣", " ", "", "-999", "99999999999999999999999999",
    ];

    private static readonly string[] Words =
    [
        "\"", "\"\"", "'", ",", ",,,,", ";", "\t", "\n", "\r", "\r\n\r\n", "#", "{", "}", "[", "]", ":", "null", "true", "=", "=1+1", "@", "\0", "\u001b[2J", "\ufeff", "\ud7ff",
        "µ", "é", "instrument", "source", "band", "n", "m", "alpha", "../../x", "/", "\\", "%s%n", "<", "&amp;", "]]>",
    ];

    /// <summary>One of the files, changed in one to four ways.</summary>
    /// <param name="kind">Where it comes from.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Of(Kind kind, Random random)
    {
        byte[] file = kind.Files[random.Next(kind.Files.Length)];
        for (int changes = random.Next(1, Most + 1); changes > 0; changes--)
        {
            file = kind.IsText && random.Next(3) > 0 ? Text(file, random) : Bytes(file, kind, random);
        }

        return file;
    }

    private static byte[] Bytes(byte[] file, Kind kind, Random random)
    {
        int at = random.Next(file.Length + 1);
        int length = Math.Min(file.Length - at, 1 << random.Next(8));
        switch (random.Next(8))
        {
            case 0 or 1 when file.Length > 0:
                byte[] flipped = [.. file];
                flipped[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 2 when file.Length > 0:
                byte[] set = [.. file];
                set[random.Next(file.Length)] = (byte)(random.Next(3) switch { 0 => 0, 1 => 255, _ => random.Next(256) });
                return set;
            case 3:
                return file[..at];
            case 4:
                return [.. file[..at], .. file[(at + length)..]];
            case 5:
                return [.. file[..(at + length)], .. file[at..]];
            case 6:
                byte[] noise = new byte[1 << random.Next(7)];
                random.NextBytes(noise);
                return [.. file[..at], .. noise, .. file[at..]];
            default:
                byte[] other = kind.Files[random.Next(kind.Files.Length)];
                return [.. file[..at], .. other[Math.Min(at, other.Length)..]];
        }
    }

    private static byte[] Text(byte[] file, Random random)
    {
        string text = Encoding.Latin1.GetString(file);
        string[] lines = text.Split('\n');
        int line = random.Next(lines.Length);
        switch (random.Next(6))
        {
            case 0:
                lines[line] = Field(lines[line], Numbers[random.Next(Numbers.Length)], random);
                break;
            case 1:
                lines[line] = Field(lines[line], Words[random.Next(Words.Length)], random);
                break;
            case 2:
                int at = random.Next(lines[line].Length + 1);
                lines[line] = lines[line].Insert(at, Words[random.Next(Words.Length)]);
                break;
            case 3:
                lines[line] += "\n" + lines[random.Next(lines.Length)];
                break;
            case 4:
                lines = [.. lines[..line], .. lines[(line + 1)..]];
                break;
            default:
                int other = random.Next(lines.Length);
                (lines[line], lines[other]) = (lines[other], lines[line]);
                break;
        }

        // Words beyond Latin-1 go in as UTF-8.
        return [.. string.Join('\n', lines).SelectMany(c => c < 256 ? [(byte)c] : Encoding.UTF8.GetBytes(char.IsSurrogate(c) ? "?" : c.ToString()))];
    }

    /// <summary>A line with one of its fields replaced; fields are what commas, blanks, brackets and signs of equality part.</summary>
    private static string Field(string line, string value, Random random)
    {
        int at = random.Next(line.Length + 1);
        const string Separators = ",\t =<>\":;{}[]";
        int first = at, end = at;
        while (first > 0 && !Separators.Contains(line[first - 1]))
        {
            first--;
        }

        while (end < line.Length && !Separators.Contains(line[end]))
        {
            end++;
        }

        return line[..first] + value + line[end..];
    }
}
