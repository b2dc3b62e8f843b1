using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>The columns of a table: TFIELDS, TFORMn and the rest, checked against the length of a row.</summary>
internal static class FitsColumns
{
    /// <summary>Most columns that a table may have: the numbers of keywords have three digits.</summary>
    public const int Most = 999;

    /// <summary>Reads the columns of a table's HDU.</summary>
    /// <exception cref="DataException">A card is absent or wrong, or the widths do not agree.</exception>
    public static IReadOnlyList<FitsColumn> Of(FitsHdu hdu)
    {
        if (hdu.Kind is not (FitsKind.Binary or FitsKind.Text))
        {
            throw new ArgumentException("an HDU without a table", nameof(hdu));
        }

        int count = (int)hdu.Cards.Whole("TFIELDS", null, 0, Most);
        List<FitsColumn> columns = new(count);
        long offset = 0;
        for (int n = 1; n <= count; n++)
        {
            FitsColumn column = hdu.Kind == FitsKind.Binary ? Binary(hdu, n, offset) : Text(hdu, n);
            columns.Add(column);
            offset += column.Width;
        }

        if (hdu.Kind == FitsKind.Binary && offset != hdu.RowLength)
        {
            throw hdu.Cards.Fault("NAXIS1", $"{offset}, the bytes of its columns (TFORMn) together", FitsCards.Damaged);
        }

        CheckHeap(hdu);
        return columns;
    }

    private static FitsColumn Binary(FitsHdu hdu, int n, long offset)
    {
        string form = hdu.Cards.Text($"TFORM{n}") ?? throw NoForm(hdu, n);
        int letter = form.AsSpan().IndexOfAnyExceptInRange('0', '9');
        long repeat = 1;
        char code = letter < 0 ? ' ' : char.ToUpperInvariant(form[letter]);
        int size = FitsColumn.Size(code);
        if (size < 0 || (letter > 0 && !long.TryParse(form.AsSpan(0, letter), out repeat)) || repeat > int.MaxValue)
        {
            throw BadForm(hdu, n);
        }

        string behind = form[(letter + 1)..];
        long width = code == 'X' ? (repeat + 7) / 8 : repeat * size;
        if (code is 'P' or 'Q' && (repeat > 1 || behind.Length == 0 || FitsColumn.Size(char.ToUpperInvariant(behind[0])) < 0))
        {
            throw BadForm(hdu, n);
        }

        return Rest(hdu, new FitsColumn
        {
            Number = n,
            Name = Name(hdu, n),
            Form = form,
            Code = code,
            Repeat = repeat,
            Offset = offset,
            Width = width,
            Part = code == 'A' && long.TryParse(behind, out long part) && part > 0 ? part : repeat,
            ElementCode = code is 'P' or 'Q' ? char.ToUpperInvariant(behind[0]) : '\0',
            Null = code is 'B' or 'I' or 'J' or 'K' && hdu.Header.Find($"TNULL{n}") is { Token.Length: > 0 } ? hdu.Cards.Whole($"TNULL{n}") : null,
        });
    }

    private static FitsColumn Text(FitsHdu hdu, int n)
    {
        string form = hdu.Cards.Text($"TFORM{n}") ?? throw NoForm(hdu, n);
        char letter = form.Length == 0 ? ' ' : char.ToUpperInvariant(form[0]);
        string[] sizes = form.Length < 2 ? [] : form[1..].Split('.');
        long digits = 0;
        if (letter is not ('A' or 'I' or 'F' or 'E' or 'D') || sizes.Length is 0 or > 2 || !int.TryParse(sizes[0], out int width) || width < 0
            || (sizes.Length > 1 && !long.TryParse(sizes[1], out digits)))
        {
            throw BadForm(hdu, n);
        }

        long start = hdu.Cards.Whole($"TBCOL{n}", null, 1, int.MaxValue);
        if (start - 1 + width > hdu.RowLength)
        {
            throw hdu.Cards.Fault($"TBCOL{n}", $"a column of {width} bytes within the {hdu.RowLength} of a row", FitsCards.Damaged);
        }

        return Rest(hdu, new FitsColumn
        {
            Number = n,
            Name = Name(hdu, n),
            Form = form,
            Code = letter is 'A' or 'I' ? letter : 'F',
            Repeat = letter == 'A' ? width : 1,
            Offset = start - 1,
            Width = width,
            Part = letter == 'A' ? width : digits,
            NullText = hdu.Header.Find($"TNULL{n}") is { Token.Length: > 0 } card ? (card.Value as string ?? card.Token).Trim() : null,
        });
    }

    private static FitsColumn Rest(FitsHdu hdu, FitsColumn column)
    {
        int n = column.Number;
        bool scales = column.Code is not ('A' or 'L' or 'X');
        double scale = scales ? hdu.Cards.Number($"TSCAL{n}") ?? 1.0 : 1.0;
        if (scale == 0.0)
        {
            throw hdu.Cards.Fault($"TSCAL{n}", $"a factor other than 0 for column {Excerpt.Of(column.Name)}", "correct the card, or remove it");
        }

        string meaning = hdu.Header.Text($"TCOMM{n}");
        return column with
        {
            Scale = scale,
            Zero = scales ? hdu.Cards.Number($"TZERO{n}") ?? 0.0 : 0.0,
            Unit = hdu.Header.Text($"TUNIT{n}"),
            Display = hdu.Header.Text($"TDISP{n}"),
            Ucd = hdu.Header.Text($"TUCD{n}"),
            Meaning = meaning.Length > 0 ? meaning : Comment(hdu.Header.Find($"TTYPE{n}")?.Comment ?? ""),
            Dimensions = Dimensions(hdu.Header.Text($"TDIM{n}")),
        };
    }

    /// <summary>The comment on TTYPEn, where it says more than that this is the label of a field, as CFITSIO has it, or of a column, as STILTS has it.</summary>
    private static string Comment(string text) =>
        text.StartsWith("label for ", StringComparison.OrdinalIgnoreCase) || text.StartsWith("label of ", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("field name", StringComparison.OrdinalIgnoreCase) || text.StartsWith("column name", StringComparison.OrdinalIgnoreCase) ? "" : text;

    private static string Name(FitsHdu hdu, int n) => hdu.Cards.Text($"TTYPE{n}") is { Length: > 0 } name ? name : $"col{n}";

    /// <summary>The lengths in a text such as <c>(3,4)</c>; none where it is no such text.</summary>
    private static long[] Dimensions(string text)
    {
        string inner = text.Trim('(', ')', ' ');
        string[] lengths = inner.Length == 0 ? [] : inner.Split(',');
        return lengths.All(length => long.TryParse(length, out _)) ? Array.ConvertAll(lengths, long.Parse) : [];
    }

    private static void CheckHeap(FitsHdu hdu)
    {
        long rows = hdu.RowLength * hdu.Rows;
        if (hdu.Header.Find("THEAP") is { Token.Length: > 0 } && hdu.Kind == FitsKind.Binary)
        {
            long heap = hdu.Cards.Whole("THEAP");
            if (heap != 0 && (heap < rows || heap > hdu.DataLength))
            {
                throw hdu.Cards.Fault("THEAP", $"an offset from {rows} to {hdu.DataLength}, behind the rows and within the data", FitsCards.Damaged);
            }
        }
    }

    private static DataException NoForm(FitsHdu hdu, int n) =>
        hdu.Cards.Fault($"TFORM{n}", $"one for each of the {hdu.Header.Find("TFIELDS")} columns (TFIELDS)", FitsCards.Damaged);

    private static DataException BadForm(FitsHdu hdu, int n) => hdu.Cards.Fault(
        $"TFORM{n}", hdu.Kind == FitsKind.Binary ? "a count and a letter of L X B I J K E D C M A P Q, such as 1E or 20A" : "A, I, F, E or D with a width, such as I6 or E15.7",
        FitsCards.Damaged);
}
