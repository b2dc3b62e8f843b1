using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Reads tables that a test writes as text; messages call them t.csv.</summary>
internal static class Table
{
    public static DataSet Read(string text, ReadOptions options = default) => Read(Encoding.UTF8.GetBytes(text), options);

    public static DataSet Read(byte[] bytes, ReadOptions options = default) => TableReader.Read("t.csv", "t", () => new MemoryStream(bytes), options);

    public static string Refusal(string text, ReadOptions options = default) =>
        Assert.Throws<DataException>(() => Read(text, options)).Message;

    /// <summary>One line an observation, "instrument source y", with y to 15 digits.</summary>
    public static string[] Lines(Observations observations)
    {
        List<string> lines = new();
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int k = observations.First[j]; k < observations.First[j + 1]; k++)
            {
                lines.Add($"{observations.Instruments[observations.Instrument[k]]} {observations.Sources[j]} {observations.Y[k]:g15}");
            }
        }
        return [.. lines];
    }
}
