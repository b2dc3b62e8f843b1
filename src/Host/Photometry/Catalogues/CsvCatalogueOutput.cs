using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Writes sources and results as CSV: the record as it came, then the results; INDEF where there is none.</summary>
internal sealed class CsvCatalogueOutput : ICatalogueOutput
{
    private readonly Stream _stream;
    private readonly IReadOnlyList<ResultColumn> _results;
    private readonly char _delimiter;
    private byte[] _bytes = new byte[1 << 20];
    private int _length;

    /// <summary>Writes the header.</summary>
    public CsvCatalogueOutput(Stream stream, ICatalogue catalogue, IReadOnlyList<ResultColumn> results)
    {
        _stream = stream;
        _results = results;
        _delimiter = catalogue.Delimiter;
        Append(string.Join(_delimiter, catalogue.Columns.Select(column => Quote(column.Name)).Concat(results.Select(column => column.Name))));
        Append("\n");
    }

    /// <inheritdoc/>
    public async Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Columns.Length == 0)
                Append(batch.Record(i));
            else
                AppendColumns(batch, i);
            foreach (var column in _results)
                Append(column.Value(batch.Results, i), column.IsFlag);
            _bytes[_length++] = (byte)'\n';
        }
        await _stream.WriteAsync(_bytes.AsMemory(0, _length), cancellation);
        _length = 0;
    }

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        await _stream.WriteAsync(_bytes.AsMemory(0, _length));
        _length = 0;
        await _stream.FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private void AppendColumns(CatalogueBatch batch, int row)
    {
        for (var c = 0; c < batch.Columns.Length; c++)
        {
            if (c > 0)
                Append([_delimiter]);
            Append(Quote(Convert.ToString(batch.Columns[c].GetValue(row), CultureInfo.InvariantCulture) ?? ""));
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        Reserve(3 * text.Length);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    private void Append(double value, bool isFlag)
    {
        Reserve(40);
        _bytes[_length++] = (byte)_delimiter;
        if (double.IsNaN(value))
        {
            "INDEF"u8.CopyTo(_bytes.AsSpan(_length));
            _length += 5;
        }
        else if (isFlag)
        {
            _bytes[_length++] = value == 0.0 ? (byte)'0' : (byte)'1';
        }
        else
        {
            value.TryFormat(_bytes.AsSpan(_length), out var written, provider: CultureInfo.InvariantCulture);
            _length += written;
        }
    }

    private void Reserve(int more)
    {
        if (_bytes.Length < _length + more + 1)
            Array.Resize(ref _bytes, 2 * (_length + more));
    }

    private string Quote(string text) => text.AsSpan().IndexOfAny(_delimiter, '"', '\n') < 0
        ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
