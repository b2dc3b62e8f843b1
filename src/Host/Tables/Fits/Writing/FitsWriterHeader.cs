using System.Globalization;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>The two headers of a file with one table. Nothing in them depends on the time, so that the same table gives the same bytes.</summary>
internal static class FitsWriterHeader
{
    private const string AboutEscapes = @"Characters beyond ASCII are written as \uHHHH, their UTF-16 code, or as ? where a column had no room.";

    /// <summary>The primary header: no data.</summary>
    public static FitsHeader Primary() => FitsSums.Renew(
        new FitsHeader(
        [
            FitsCard.Of("SIMPLE", true, "conforms to FITS standard 4.0"), FitsCard.Of("BITPIX", 8), FitsCard.Of("NAXIS", 0, "no data here: the table is in HDU 1"),
            FitsCard.Of("EXTEND", true),
        ]), 0);

    /// <summary>The table's header before its rows are known: as many cards as it may come to have.</summary>
    public static FitsHeader Room(OutputTable table, IReadOnlyList<FitsOutput> outputs) =>
        FitsSums.Renew(Table(table, outputs, long.MaxValue, long.MaxValue, room: true), uint.MaxValue);

    /// <summary>The table's header.</summary>
    /// <param name="table">The table.</param>
    /// <param name="outputs">Its columns, all of whose rows were written.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="heap">Bytes behind them.</param>
    /// <param name="dataSum">The sum of both.</param>
    /// <param name="bytes">Bytes that it must have: those of <see cref="Room"/>.</param>
    public static FitsHeader Complete(OutputTable table, IReadOnlyList<FitsOutput> outputs, long rows, long heap, uint dataSum, int bytes)
    {
        FitsHeader header = Table(table, outputs, rows, heap, room: false);

        // Blank cards stand for those that were not needed, and give way to the two of the sums.
        List<FitsCard> cards = [.. header.Cards, FitsCard.Of("CHECKSUM", ""), FitsCard.Of("DATASUM", "")];
        int missing = (bytes - new FitsHeader(cards).ByteCount) / FitsCard.Length;
        cards.AddRange(Enumerable.Repeat(FitsCard.Parse(new string(' ', FitsCard.Length)), missing));
        return FitsSums.Renew(new FitsHeader(cards), dataSum);
    }

    private static FitsHeader Table(OutputTable table, IReadOnlyList<FitsOutput> outputs, long rows, long heap, bool room)
    {
        List<FitsCard> cards =
        [
            FitsCard.Of("XTENSION", "BINTABLE", "binary table"), FitsCard.Of("BITPIX", 8), FitsCard.Of("NAXIS", 2),
            FitsCard.Of("NAXIS1", outputs.Sum(output => output.Width), "bytes of a row"), FitsCard.Of("NAXIS2", rows, "rows"),
            FitsCard.Of("PCOUNT", heap, "bytes behind the rows"), FitsCard.Of("GCOUNT", 1), FitsCard.Of("TFIELDS", outputs.Count, "columns"),
        ];
        if (table.Name.Length > 0)
        {
            cards.Add(FitsCard.Of("EXTNAME", table.Name));
        }

        for (int c = 0; c < outputs.Count; c++)
        {
            AddColumn(outputs[c], c + 1, room, cards);
        }

        cards.AddRange(table.Provenance.Select(entry => FitsCard.Of(entry.Key, entry.Value, entry.Meaning)));
        if (table.Description.Length > 0)
        {
            cards.AddRange(FitsCard.OfText("COMMENT", table.Description));
        }

        if (room || outputs.Any(output => output.HasEscapes))
        {
            cards.AddRange(FitsCard.OfText("COMMENT", AboutEscapes));
        }

        if (cards.Any(card => card.Count > 1))
        {
            cards.Insert(8, FitsCard.Of("LONGSTRN", "OGIP 1.0", "long strings go on in CONTINUE cards"));
        }

        return new FitsHeader(cards);
    }

    private static void AddColumn(FitsOutput output, int n, bool room, List<FitsCard> cards)
    {
        OutputColumn source = output.Source;
        cards.Add(FitsCard.Of($"TTYPE{n}", source.Name));
        cards.Add(FitsCard.Of($"TFORM{n}", output.Form));
        if (output.Zero != 0.0)
        {
            // A whole number, as readers of the convention look for.
            cards.Add(FitsCard.Of($"TZERO{n}", (Int128)output.Zero, $"type {source.Type.Name}"));
        }

        if (output.Unit.Length > 0)
        {
            cards.Add(FitsCard.Of($"TUNIT{n}", FitsUnit.Of(output.Unit)));
        }

        if (room ? output.MayLack : output.Null is not null)
        {
            cards.Add(FitsCard.Of($"TNULL{n}", room ? 0L : output.Null!.Value));
        }

        if (source.Form is FitsColumn { Display.Length: > 0 } original)
        {
            cards.Add(FitsCard.Of($"TDISP{n}", original.Display));
        }

        Add("TUCD", source.Ucd);
        Add("TCOMM", source.Meaning);

        void Add(string keyword, string text)
        {
            if (text.Length > 0)
            {
                cards.Add(FitsCard.Of(string.Create(CultureInfo.InvariantCulture, $"{keyword}{n}"), text));
            }
        }
    }
}
