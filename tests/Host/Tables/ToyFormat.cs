using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GpuConcord.Host.Tables;

namespace GpuConcord.Tests.Host.Tables;

/// <summary>
/// A format in one file: the line <c>TOY</c>, a line of names, a line a row; fields are separated by slashes. It is read and written, and
/// nothing of the program knows of it.
/// </summary>
internal static class ToyFormat
{
    public static TableFormat Format { get; } = new("Toy", [".toy"], start => start.StartsWith("TOY\n"u8), (file, stream, _) => Table.Open(file, stream), Writer.BeginAsync);

    private sealed class Table : ITable
    {
        private readonly string[] lines;
        private readonly string sha256;
        private string[] fields = [];

        private Table(string file, byte[] bytes)
        {
            (File, sha256) = (file, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            lines = Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n');
            Header = lines[1].Split('/');
        }

        public string File { get; }

        public string[] Header { get; }

        public long Row { get; private set; }

        public ReadOnlySpan<char> this[int column] => fields[column];

        public static ITable Open(string file, Stream stream)
        {
            using (stream)
            {
                using MemoryStream copy = new();
                stream.CopyTo(copy);
                return new Table(file, copy.ToArray());
            }
        }

        public bool Read()
        {
            if (Row + 2 >= lines.Length)
            {
                return false;
            }

            fields = lines[2 + Row++].Split('/');
            return true;
        }

        public string Sha256() => sha256;

        public void Dispose()
        {
        }
    }

    private sealed class Writer(StreamWriter writer, OutputTable table) : ITableWriter
    {
        public static async Task<ITableWriter> BeginAsync(Stream stream, OutputTable table, CancellationToken cancellation)
        {
            StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            await writer.WriteLineAsync($"TOY\n{string.Join('/', table.Columns.Select(column => column.Name))}".AsMemory(), cancellation);
            return new Writer(writer, table);
        }

        public async Task WriteAsync(int start, int count, CancellationToken cancellation)
        {
            for (int row = start; row < start + count; row++)
            {
                await writer.WriteLineAsync(string.Join('/', table.Columns.Select(column => Text(column, row))).AsMemory(), cancellation);
            }
        }

        public async Task CompleteAsync(CancellationToken cancellation) => await writer.DisposeAsync();

        private static string? Text(OutputColumn column, int row) => Convert.ToString(
            column.Number?.Invoke(row) ?? column.Whole?.Invoke(row) ?? column.Flag?.Invoke(row) ?? column.Text?.Invoke(row) ?? column.Values?.Invoke().GetValue(row),
            CultureInfo.InvariantCulture);
    }
}
