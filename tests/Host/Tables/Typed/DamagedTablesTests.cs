using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Typed;

/// <summary>Whatever happens to the bytes of a table, it is read or refused in words.</summary>
public sealed class DamagedTablesTests
{
    [Theory]
    [InlineData("votable/astropy-tabledata.vot")]
    [InlineData("votable/astropy-binary.vot")]
    [InlineData("votable/astropy-binary2.vot")]
    [InlineData("votable/stilts-gzip.vot.gz")]
    [InlineData("ecsv/astropy-space.ecsv")]
    [InlineData("ecsv/astropy-comma.ecsv")]
    public void A_table_that_was_cut_or_altered_is_read_or_refused(string name)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", name));
        Random random = new(1);
        for (int k = 0; k < 600; k++)
        {
            byte[] bytes = [.. whole];
            for (int changes = k % 4; changes >= 0; changes--)
            {
                // What tells the format stays.
                bytes[random.Next(16, bytes.Length)] = changes % 2 == 0 ? (byte)random.Next(256) : (byte)"<>'\"&#,: {}[]!-\n0"[random.Next(17)];
            }

            Try(name, k % 2 == 0 ? bytes : whole[..random.Next(16, whole.Length)]);
        }
    }

    private static void Try(string name, byte[] bytes)
    {
        try
        {
            using ITable table = TableFormats.Standard.Open(name, new MemoryStream(bytes));
            _ = TableDump.Of(table);
            _ = table.Notes.Count();
        }
        catch (DataException fault)
        {
            Assert.StartsWith(name, fault.Message, StringComparison.Ordinal);
        }
    }
}
