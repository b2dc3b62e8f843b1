using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Bands;

/// <summary>A file of <c>--band-correlation</c>: what it holds shows from its columns.</summary>
internal static class TieFile
{
    private const string Kinds =
        "instrument, band, band, correlation; or instrument, component, band, fraction; or instrument, draw, band, area";

    /// <summary>Reads and validates a file.</summary>
    /// <exception cref="DataException">The file or its content is at fault.</exception>
    public static IBandTie Read(string path, TableFormats? formats = null) =>
        Files.Guard(path, () => Read(path, Files.Open(path, "a correlation such as 0.8, or a CSV file of correlations, components or draws", []), formats));

    /// <summary>Reads and validates a table from a stream, which it closes.</summary>
    /// <exception cref="DataException">The content is at fault.</exception>
    public static IBandTie Read(string path, Stream stream, TableFormats? formats = null)
    {
        using ITable table = (formats ?? TableFormats.Standard).Open(path, stream);
        ColumnName[] columns = Array.ConvertAll(table.Header, name => new ColumnName(name));
        if (Array.Exists(columns, column => column.Is("correlation")))
        {
            return CorrelationTable.Read(table, Find(table, columns, "instrument?", "band", "band", "correlation"));
        }

        if (Array.Exists(columns, column => column.Is("component")))
        {
            return ComponentTable.Read(table, Find(table, columns, "instrument?", "component", "band", "fraction"));
        }

        if (Array.Exists(columns, column => column.Is("draw")))
        {
            return AreaDrawTable.Read(table, Find(table, columns, "instrument?", "draw", "band", "area"));
        }

        throw table.HeaderFault(0, $"the columns {Excerpt.List(table.Header)}", Kinds, "name the columns so");
    }

    /// <summary>The name of a band.</summary>
    public static string Band(ITable table, int column) => BandName.Of(Text(table, column));

    /// <summary>A field that must hold a name.</summary>
    public static string Text(ITable table, int column)
    {
        string text = Spelling.Of(table[column]);
        return text.Length > 0 ? text : throw table.Fault(
            column, $"a blank field {Values.InColumn(table, column)}", "a name", "fill it in, or remove the row");
    }

    /// <summary>A field that must hold a number.</summary>
    public static double Number(ITable table, int column, string expected)
    {
        Cell cell = table.ReadNumber(column, out double value);
        return cell is Cell.Number ? value : cell is Cell.Missing
            ? throw table.Fault(column, $"{Excerpt.Of(table[column])} {Values.InColumn(table, column)}", expected, "fill it in, or remove the row")
            : throw Values.NotANumber(table, column, cell, expected, "correct it");
    }

    /// <summary>The columns of these roles, in their order; −1 for an absent one whose role ends in '?'.</summary>
    private static int[] Find(ITable table, ColumnName[] columns, params string[] roles)
    {
        bool[] used = new bool[columns.Length];
        int[] found = new int[roles.Length];
        for (int r = 0; r < roles.Length; r++)
        {
            // Two columns may have one name: the first that is free plays the role.
            string role = roles[r].TrimEnd('?');
            found[r] = -1;
            for (int c = 0; c < columns.Length && found[r] < 0; c++)
            {
                if (!used[c] && columns[c].Words.Length > 0 && IsRole(columns[c].Words[0], role))
                {
                    (found[r], used[c]) = (c, true);
                }
            }
            if (found[r] < 0 && !roles[r].EndsWith('?'))
            {
                string expected = Array.LastIndexOf(roles, roles[r]) > Array.IndexOf(roles, roles[r]) ? $"two columns '{role}'" : $"a column '{role}'";
                throw table.HeaderFault(0, $"the columns {Excerpt.List(table.Header)}", expected, $"the columns are {Kinds}");
            }
        }
        int odd = Array.IndexOf(used, false);
        for (int r = 0; r < roles.Length; r++)
        {
            if (found[r] >= 0)
            {
                // The number stands last; names and draws before it.
                table.Use(found[r], r == roles.Length - 1 ? Contents.Numbers : Contents.Names);
            }
        }

        return odd < 0 ? found : throw table.HeaderFault(odd, $"the column {Excerpt.Of(table.Header[odd])}", $"{Kinds}", "rename or remove it");
    }

    /// <summary>The role itself; band1 and band2 are bands too.</summary>
    private static bool IsRole(string word, string role) =>
        word.Equals(role, StringComparison.Ordinal) || (role is "band" && word.AsSpan().TrimEnd("0123456789").SequenceEqual(role));
}
