using System.Text;

namespace GpuConcord.Host.Tables;

/// <summary>
/// Units as VOUnits (IVOA) and the FITS standard both have them: factors with points between, powers behind two asterisks, as in
/// <c>erg.cm**-2.s**-1</c>. A person may read erg/cm2/s in two ways, and some programs do.
/// </summary>
internal static class UnitSpelling
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["cts"] = "count",
        ["ct"] = "count",
        ["counts"] = "count",
        ["photons"] = "photon",
        ["ph"] = "photon",
        ["ergs"] = "erg",
        ["sec"] = "s",
    };

    /// <summary>
    /// The unit so spelt; as it is given when it is no product of powers; empty for a logarithm, which has none. A slash divides by the one factor behind it.
    /// </summary>
    public static string Of(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.StartsWith("ln(", StringComparison.Ordinal))
        {
            return "";
        }

        StringBuilder spelt = new();
        int at = 0, sign = 1;
        ReadOnlySpan<char> text = unit.AsSpan().Trim();
        while (at < text.Length)
        {
            int end = at;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            if (end == at)
            {
                return unit;
            }

            string name = text[at..end].ToString();
            at = end;
            int power = sign * Power(text, ref at);
            if (power == 0)
            {
                return unit;
            }

            spelt.Append(spelt.Length > 0 ? "." : "").Append(Names.GetValueOrDefault(name, name));
            if (power != 1)
            {
                spelt.Append("**").Append(power);
            }

            if (at == text.Length)
            {
                return spelt.ToString();
            }

            if (!Joint(text, ref at, out sign))
            {
                return unit;
            }
        }

        return unit;
    }

    /// <summary>The power behind a name: 1 where none stands, 0 where it is none.</summary>
    private static int Power(ReadOnlySpan<char> text, ref int at)
    {
        switch (text[at..])
        {
            case ['²', ..]:
                at++;
                return 2;
            case ['³', ..]:
                at++;
                return 3;
            case ['*', '*', ..]:
                at += 2;
                break;
            case ['^', ..]:
                at++;
                break;
            case ['+' or '-' or (>= '0' and <= '9'), ..]:
                break;
            default:
                return 1;
        }

        int start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (at == start && text[at] is '+' or '-')))
        {
            at++;
        }

        return int.TryParse(text[start..at], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int power) ? power : 0;
    }

    /// <summary>What stands between two factors.</summary>
    private static bool Joint(ReadOnlySpan<char> text, ref int at, out int sign)
    {
        int start = at;
        sign = 1;
        while (at < text.Length && text[at] is ' ' or '.' or '*' or '/')
        {
            if (text[at] == '/' && sign < 0)
            {
                return false;
            }

            sign = text[at] == '/' ? -1 : sign;
            at++;
        }

        return at > start && at < text.Length;
    }
}
