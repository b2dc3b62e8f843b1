using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>
/// A table whose columns go by the names of the roles that a person gave them: <c>source=IAUNAME</c>. Several columns may make up one role
/// (<c>source=SRCID+OBS_ID</c>): that is a column of its own behind the others, whose text is theirs with blanks between.
/// </summary>
internal sealed class RoleTable : TableView
{
    private readonly int[][] composed;
    private readonly char[][] text;

    private RoleTable(ITable table, string[] header, IReadOnlyList<TableColumn> columns, int[][] composed) : base(table)
    {
        (Header, Columns, this.composed) = (header, columns, composed);
        text = new char[composed.Length][];
    }

    /// <inheritdoc/>
    public override string[] Header { get; }

    /// <inheritdoc/>
    /// <remarks>Under the names of the file, by which they are repeated.</remarks>
    public override IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public override char? Delimiter => composed.Length == 0 ? Table.Delimiter : null;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> this[int column] => Parts(column) is { } parts ? Joined(column, parts) : Table[column];

    /// <summary>Names columns of a table.</summary>
    /// <param name="table">The table, before its first row; closed with this.</param>
    /// <param name="roles">The roles, each with the columns that make it up, which must be there.</param>
    /// <exception cref="DataException">A column is not there, or several are called so.</exception>
    public static RoleTable Of(ITable table, IEnumerable<(string Role, IReadOnlyList<string> Columns)> roles)
    {
        List<string> header = [.. table.Header];
        List<TableColumn> columns = [.. table.Columns];
        List<int[]> joined = [];
        foreach ((string role, IReadOnlyList<string> names) in roles)
        {
            int[] found = [.. names.Select(name => Column(table, name, role))];

            // Another column of that name is not the one that was meant.
            for (int c = 0; c < table.Header.Length; c++)
            {
                if (header[c].Equals(role, StringComparison.OrdinalIgnoreCase) && (found.Length > 1 || c != found[0]))
                {
                    header[c] = $"{header[c]} (as in the file)";
                }
            }

            if (found.Length == 1)
            {
                header[found[0]] = role;
            }
            else
            {
                joined.Add(found);
                header.Add(role);
                columns.Add(new TableColumn(role, table.Columns[found[0]].Type is null ? null : typeof(string)));
            }
        }

        return new RoleTable(table, [.. header], columns, [.. joined]);
    }

    /// <summary>The number of a column: of this spelling, or else the only one of it in any case.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The column's name as a person wrote it.</param>
    /// <param name="role">What it is wanted for.</param>
    /// <exception cref="DataException">It is not there, or several are called so.</exception>
    public static int Column(ITable table, string name, string role)
    {
        string wanted = Spelling.Of(name);
        int same = Array.FindIndex(table.Header, header => header.Equals(wanted, StringComparison.Ordinal));
        int[] found = same >= 0 ? [same] : [.. Enumerable.Range(0, table.Header.Length).Where(c => table.Header[c].Equals(wanted, StringComparison.OrdinalIgnoreCase))];
        return found.Length == 1 ? found[0] : throw table.HeaderFault(
            found.Length > 1 ? found[1] : 0, found.Length > 1 ? $"{found.Length} columns {Excerpt.Of(wanted)} in any case" : $"no column {Excerpt.Of(wanted)}",
            $"the column for {role}",
            found.Length > 1 ? "write it in the case of the one that is meant"
                : DidYouMean.Advice(wanted, table.Header, $"the columns are {Excerpt.List(table.Header, most: 20)}"));
    }

    /// <inheritdoc/>
    public override bool Allows(int column, Contents contents) =>
        Parts(column) is { } parts ? contents is not Contents.Numbers && Array.TrueForAll(parts, part => Table.Allows(part, contents)) : Table.Allows(column, contents);

    /// <inheritdoc/>
    public override void Use(int column, Contents contents)
    {
        foreach (int part in Parts(column) ?? [column])
        {
            Table.Use(part, contents);
        }
    }

    /// <inheritdoc/>
    public override Cell ReadNumber(int column, out double value) => Parts(column) is null ? Table.ReadNumber(column, out value) : Cells.Read(this[column], out value);

    /// <inheritdoc/>
    public override Array NewValues(int column, int rows) => Parts(column) is null ? Table.NewValues(column, rows) : new string?[rows];

    /// <inheritdoc/>
    public override void CopyValue(int column, Array to, int at)
    {
        if (Parts(column) is null)
        {
            Table.CopyValue(column, to, at);
        }
        else
        {
            ((string?[])to)[at] = this[column].ToString();
        }
    }

    /// <inheritdoc/>
    public override DataException Fault(int column, string found, string expected, string advice) => Table.Fault(Parts(column)?[0] ?? column, found, expected, advice);

    /// <inheritdoc/>
    public override DataException HeaderFault(int column, string found, string expected, string advice) =>
        Table.HeaderFault(Parts(column)?[0] ?? column, found, expected, advice);

    /// <summary>The text of several columns with blanks between; nothing where one of them is blank, for half a name is none.</summary>
    /// <param name="table">The table, at its row.</param>
    /// <param name="parts">The columns.</param>
    /// <param name="room">Room for the text, made larger where it does not suffice.</param>
    public static ReadOnlySpan<char> Joined(ITable table, ReadOnlySpan<int> parts, ref char[] room)
    {
        int length = 0;
        foreach (int part in parts)
        {
            ReadOnlySpan<char> field = table[part];
            if (field.IsEmpty)
            {
                return [];
            }

            if (room.Length < length + field.Length + 1)
            {
                Array.Resize(ref room, 2 * (length + field.Length + 1));
            }

            if (length > 0)
            {
                room[length++] = ' ';
            }

            field.CopyTo(room.AsSpan(length));
            length += field.Length;
        }

        return room.AsSpan(0, length);
    }

    private ReadOnlySpan<char> Joined(int column, int[] parts)
    {
        ref char[] room = ref text[column - Table.Header.Length];
        room ??= [];
        return Joined(Table, parts, ref room);
    }

    private int[]? Parts(int column) => column < Table.Header.Length ? null : composed[column - Table.Header.Length];
}
