using System.Text;

namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>What is taken from a file's metadata while they are walked: whether its schema is a tree, and the texts that we write ourselves.</summary>
internal sealed class FooterContent : IThriftVisitor
{
    /// <summary>Name of the text that holds our checksums, see Checksums.</summary>
    public const string SumsKey = "gpuconcord.crc32";

    /// <summary>Schemas of measurements are two or three deep; the library calls itself once a level.</summary>
    private const int Deepest = 32;

    private readonly List<(bool IsColumn, long Children)> elements = [];
    private string key = "";

    /// <summary>The program that wrote the file, empty when it does not say.</summary>
    public string Writer { get; private set; } = "";

    /// <summary>Our checksums; empty when there are none.</summary>
    public string Sums { get; private set; } = "";

    /// <summary>Where they begin.</summary>
    public int SumsAt { get; private set; }

    /// <summary>Walks metadata.</summary>
    /// <param name="footer">Their bytes.</param>
    /// <param name="copy">Receives what the library is to read.</param>
    /// <param name="length">How many bytes they take.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static FooterContent Of(ReadOnlySpan<byte> footer, MemoryStream copy, out int length)
    {
        FooterContent content = new();
        try
        {
            length = new ThriftWalk(content, copy).Walk(footer, ParquetShapes.File);
        }
        catch (EndOfStreamException)
        {
            throw Damaged();
        }

        content.CheckTree();
        return content;
    }

    /// <inheritdoc/>
    public void Begin(ThriftShape shape)
    {
        if (shape == ParquetShapes.SchemaElement)
        {
            elements.Add((false, 0));
        }
        else if (shape == ParquetShapes.KeyValue)
        {
            key = "";
        }
    }

    /// <inheritdoc/>
    public void Number(ThriftShape shape, int field, long value)
    {
        if (shape == ParquetShapes.SchemaElement && field is 1 or 5)
        {
            (bool isColumn, long children) = elements[^1];
            elements[^1] = field == 1 ? (true, children) : (isColumn, value);
        }
    }

    /// <inheritdoc/>
    public void Bytes(ThriftShape shape, int field, ReadOnlySpan<byte> bytes, int position)
    {
        if (shape == ParquetShapes.File && field == 6)
        {
            Writer = Encoding.UTF8.GetString(bytes);
        }
        else if (shape == ParquetShapes.KeyValue && field == 1)
        {
            key = Encoding.UTF8.GetString(bytes);
        }
        else if (shape == ParquetShapes.KeyValue && key.Equals(SumsKey, StringComparison.Ordinal))
        {
            (Sums, SumsAt) = (Encoding.UTF8.GetString(bytes), position);
        }
    }

    private static InvalidDataException Damaged() => new("its metadata are damaged");

    /// <summary>Every element but the first is a column or has children, and there are as many as are said to be: a tree is made of them, and none too deep.</summary>
    private void CheckTree()
    {
        Stack<long> missing = new();
        missing.Push(1);
        for (int i = 0; i < elements.Count; i++)
        {
            while (missing.TryPeek(out long left) && left == 0)
            {
                missing.Pop();
            }

            (bool isColumn, long children) = elements[i];
            if (missing.Count is 0 or > Deepest || children < 0 || children > elements.Count || (i == 0 ? isColumn : isColumn == children > 0))
            {
                throw Damaged();
            }

            missing.Push(missing.Pop() - 1);
            missing.Push(children);
        }

        if (elements.Count == 0 || missing.Any(left => left > 0))
        {
            throw Damaged();
        }
    }
}
